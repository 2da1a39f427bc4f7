import Foundation
import Mien

/// When an item of the Keychain can be read.
public enum Readable: Sendable {
    /// From the first unlock after a restart on, also while the phone is locked.
    case afterFirstUnlock
    /// Only while the phone is unlocked, and only as long as it has a passcode of its own.
    case whenPasscodeSet
}

/// The app's generic passwords, on this device only: the class of the platform that the adapters above it stand on.
public protocol Keychain: Sendable {
    /// The item's bytes; nil when there is none.
    func read(_ account: String) throws -> Data?
    /// Writes a new item; one that is there already is an error.
    func add(_ data: Data, as account: String, readable: Readable) throws
    /// Writes the bytes of an item that is there. Answers whether it is.
    func replace(_ data: Data, as account: String) throws -> Bool
    /// Deletes an item. One that is not there counts as deleted.
    func delete(_ account: String) throws
}

#if canImport(Security)
import Security

/// The Keychain of this phone.
public struct SystemKeychain: Keychain {
    private static let service = "org.mien.app"

    /// The Keychain; it has no state.
    public init() {}

    private func query(_ account: String) -> [String: Any] {
        [
            kSecClass as String: kSecClassGenericPassword,
            kSecAttrService as String: Self.service,
            kSecAttrAccount as String: account,
            kSecAttrSynchronizable as String: false,
        ]
    }

    public func read(_ account: String) throws -> Data? {
        var found: CFTypeRef?
        var asked = query(account)
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

    public func add(_ data: Data, as account: String, readable: Readable) throws {
        var new = query(account)
        new[kSecAttrAccessible as String] = switch readable {
        case .afterFirstUnlock: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        case .whenPasscodeSet: kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly
        }
        new[kSecValueData as String] = data
        guard SecItemAdd(new as CFDictionary, nil) == errSecSuccess else { throw DeviceError.Storage }
    }

    public func replace(_ data: Data, as account: String) throws -> Bool {
        switch SecItemUpdate(query(account) as CFDictionary, [kSecValueData as String: data] as CFDictionary) {
        case errSecSuccess: return true
        case errSecItemNotFound: return false
        default: throw DeviceError.Storage
        }
    }

    public func delete(_ account: String) throws {
        let status = SecItemDelete(query(account) as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw DeviceError.Storage }
    }
}
#endif
