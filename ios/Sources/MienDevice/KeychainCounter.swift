#if canImport(Security)
import Foundation
import Mien
import Security

/// The passcode counter as a Keychain item: it stays on this device, is not part of a backup, and outlives the app's
/// folder. It also outlives the app: after a reinstall the vault starts from where it stands.
public final class KeychainCounter: MonotonicStore {
    private let item: KeychainItem

    /// - Parameter account: the item's name; one for each vault.
    public init(account: String = "passcode-counter") {
        item = KeychainItem(account: account)
    }

    /// The current value; nil when none was ever stored.
    public func read() throws -> UInt64? {
        guard let data = try item.read() else { return nil }
        guard data.count == 8 else { throw DeviceError.Storage }
        return data.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Raises the counter; a value that is not above the current one changes nothing.
    public func raiseTo(value: UInt64) throws {
        if let current = try read(), current >= value { return }
        try item.write(Data((0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }))
    }
}

/// One generic password of the app in the Keychain, on this device only.
struct KeychainItem {
    private static let service = "org.mien.app"
    let account: String
    /// When the item can be read. A counter must be there from the first unlock after a restart on.
    var readable: CFString = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly

    private var query: [String: Any] {
        [
            kSecClass as String: kSecClassGenericPassword,
            kSecAttrService as String: Self.service,
            kSecAttrAccount as String: account,
            kSecAttrSynchronizable as String: false,
        ]
    }

    func read() throws -> Data? {
        var found: CFTypeRef?
        var asked = query
        asked[kSecReturnData as String] = true
        switch SecItemCopyMatching(asked as CFDictionary, &found) {
        case errSecSuccess:
            guard let data = found as? Data else { throw DeviceError.Storage }
            return data
        case errSecItemNotFound: return nil
        case errSecInteractionNotAllowed: throw DeviceError.Unavailable
        default: throw DeviceError.Storage
        }
    }

    func write(_ data: Data) throws {
        let changed = SecItemUpdate(query as CFDictionary, [kSecValueData as String: data] as CFDictionary)
        if changed == errSecSuccess { return }
        guard changed == errSecItemNotFound else { throw DeviceError.Storage }
        try add(data)
    }

    /// Writes a new item; one that is there already is an error.
    func add(_ data: Data) throws {
        var new = query
        new[kSecAttrAccessible as String] = readable
        new[kSecValueData as String] = data
        guard SecItemAdd(new as CFDictionary, nil) == errSecSuccess else { throw DeviceError.Storage }
    }

    func delete() throws {
        let status = SecItemDelete(query as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw DeviceError.Storage }
    }
}
#endif
