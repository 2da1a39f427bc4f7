#if canImport(Security) && canImport(CryptoKit)
import CryptoKit
import Foundation
import Mien
import Security

/// Keys of this iPhone. Signing keys live in the Secure Enclave and never leave it; the Keychain holds only the Enclave's
/// wrapped handle, which is useless on another device.
///
/// The passcode's keyed function is HMAC-SHA256 under a random 32-byte key in the Keychain (this device only, a device
/// passcode set): the Enclave has no HMAC. It keeps a copied vault from being opened elsewhere, but it is **not bound to
/// guessing**: whoever can run code as this app on an unlocked phone can read that key once and try passcodes elsewhere.
/// A stronger one needs a point hashed to the curve (RFC 9380) and a key agreement in the Enclave for each try; the peer's
/// key must not be made from a known scalar, or anyone could compute the result from the Enclave's public key.
public final class EnclaveKeys: DeviceKeys {
    /// The keys of this app.
    public init() {}

    public func securityLevel() throws -> SecurityLevel {
        SecureEnclave.isAvailable ? .secureElement : .software
    }

    public func create(alias: String, purpose: KeyPurpose) throws {
        guard try !exists(alias: alias) else { throw DeviceError.Storage }
        switch purpose {
        case .sign:
            guard SecureEnclave.isAvailable else { throw DeviceError.Unsupported }
            try item(alias, .sign).add(try Self.signingKey().dataRepresentation)
        case .prf:
            let key = SymmetricKey(size: .bits256)
            try item(alias, .prf).add(key.withUnsafeBytes { Data($0) })
        }
    }

    public func exists(alias: String) throws -> Bool {
        for purpose in [KeyPurpose.sign, .prf] where try item(alias, purpose).read() != nil {
            return true
        }
        return false
    }

    public func delete(alias: String) throws {
        try item(alias, .sign).delete()
        try item(alias, .prf).delete()
    }

    public func publicKey(alias: String) throws -> Data {
        try key(alias).publicKey.x963Representation
    }

    public func sign(alias: String, message: Data) throws -> Data {
        do {
            return try key(alias).signature(for: message).derRepresentation
        } catch let error as DeviceError {
            throw error
        } catch {
            throw DeviceError.NotAuthenticated
        }
    }

    public func prf(alias: String, input: Data) throws -> Data {
        guard let key = try item(alias, .prf).read() else { throw DeviceError.KeyMissing }
        return Data(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: key)))
    }

    private func key(_ alias: String) throws -> SecureEnclave.P256.Signing.PrivateKey {
        guard let handle = try item(alias, .sign).read() else { throw DeviceError.KeyMissing }
        guard let key = try? SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: handle) else {
            throw DeviceError.KeyInvalidated
        }
        return key
    }

    private static func signingKey() throws -> SecureEnclave.P256.Signing.PrivateKey {
        let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .privateKeyUsage, nil
        )
        guard let access else { throw DeviceError.Unsupported }
        guard let key = try? SecureEnclave.P256.Signing.PrivateKey(accessControl: access) else {
            throw DeviceError.Unavailable
        }
        return key
    }

    private func item(_ alias: String, _ purpose: KeyPurpose) -> KeychainItem {
        KeychainItem(
            account: (purpose == .sign ? "sign." : "prf.") + alias, readable: kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly
        )
    }
}
#endif
