import Foundation
import Mien

/// The passcode counter as a Keychain item: it stays on this device, is not part of a backup, and outlives the app's
/// folder. It also outlives the app: after a reinstall the vault starts from where it stands.
public final class KeychainCounter: MonotonicStore, @unchecked Sendable {
    private let keychain: any Keychain
    private let account: String
    /// Reading and raising belong together.
    private let turn = NSLock()

    /// - Parameter account: the item's name; one for each vault.
    public init(keychain: any Keychain, account: String = "passcode-counter") {
        (self.keychain, self.account) = (keychain, account)
    }

    /// The current value; nil when none was ever stored.
    public func read() throws -> UInt64? {
        guard let data = try keychain.read(account) else { return nil }
        guard data.count == 8 else { throw DeviceError.Storage }
        return data.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Raises the counter; a value that is not above the current one changes nothing.
    public func raiseTo(value: UInt64) throws {
        try turn.withLock {
            let current = try read()
            if let current, current >= value { return }
            let bytes = Data((0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) })
            if current != nil {
                // An item that went away between the two calls must not be made anew: its counts would be lost.
                guard try keychain.replace(bytes, as: account) else { throw DeviceError.Storage }
            } else {
                // A counter must be there from the first unlock after a restart on.
                try keychain.add(bytes, as: account, readable: .afterFirstUnlock)
            }
        }
    }
}
