import Foundation
import Mien

/// Why the Secure Enclave did not do it.
public enum EnclaveFault: Error, Equatable, Sendable {
    /// The key is not usable: made on another device, or its conditions are not met.
    case refused
    /// The bytes are not what this key sealed.
    case notItsOwn
}

/// The person's proof for one operation: what the prompt answered.
public protocol BiometricProof: Sendable {}

/// The Secure Enclave's keys: P-256 only. A key is known by its handle, which is useless on another device.
public protocol Enclave: Sendable {
    /// Whether this device has one. The simulator has none.
    var isAvailable: Bool { get }
    /// A new key that signs; its handle.
    func makeSigningKey() throws -> Data
    /// A new key that agrees; its handle. With `biometric` each use needs the person's biometrics, enrolled as they are now.
    func makeAgreementKey(biometric: Bool) throws -> Data
    /// The public half of a signing key, uncompressed, 65 bytes.
    func publicKey(of handle: Data) throws -> Data
    /// An ES256 signature, as ASN.1 DER.
    func sign(_ message: Data, with handle: Data) throws -> Data
    /// The x coordinate of key times point, 32 bytes.
    func agree(_ point: Data, with handle: Data) throws -> Data
    /// Seals for the key. Needs its public half only, and no person.
    func seal(_ secret: Data, for handle: Data) throws -> Data
    /// Opens what was sealed for the key, with the person's proof.
    func open(_ sealed: Data, with handle: Data, proof: any BiometricProof) throws -> Data
}

#if canImport(Security) && canImport(CryptoKit) && canImport(LocalAuthentication)
import CryptoKit
import LocalAuthentication
import Security

/// The Secure Enclave of this iPhone.
///
/// Sealed bytes: an ephemeral public key (65) and AES-GCM's nonce, text and tag, under HKDF-SHA256 of the shared secret with
/// both public keys as context. What opens them is the agreement inside the Enclave, which checks the person itself.
public struct SystemEnclave: Enclave {
    private typealias SigningKey = SecureEnclave.P256.Signing.PrivateKey
    private typealias AgreementKey = SecureEnclave.P256.KeyAgreement.PrivateKey
    private static let pointLength = 65

    /// The Enclave; it has no state.
    public init() {}

    public var isAvailable: Bool { SecureEnclave.isAvailable }

    public func makeSigningKey() throws -> Data {
        guard let key = try? SigningKey(accessControl: try Self.access(biometric: false)) else { throw DeviceError.Unavailable }
        return key.dataRepresentation
    }

    public func makeAgreementKey(biometric: Bool) throws -> Data {
        let access = try Self.access(biometric: biometric)
        guard let key = try? AgreementKey(accessControl: access) else { throw DeviceError.Unavailable }
        return key.dataRepresentation
    }

    public func publicKey(of handle: Data) throws -> Data {
        guard let key = try? SigningKey(dataRepresentation: handle) else { throw EnclaveFault.refused }
        return key.publicKey.x963Representation
    }

    public func sign(_ message: Data, with handle: Data) throws -> Data {
        guard let key = try? SigningKey(dataRepresentation: handle), let signature = try? key.signature(for: message) else {
            throw EnclaveFault.refused
        }
        return signature.derRepresentation
    }

    public func agree(_ point: Data, with handle: Data) throws -> Data {
        guard let key = try? AgreementKey(dataRepresentation: handle),
            let peer = try? P256.KeyAgreement.PublicKey(x963Representation: point),
            let shared = try? key.sharedSecretFromKeyAgreement(with: peer)
        else { throw EnclaveFault.refused }
        return shared.withUnsafeBytes { Data($0) }
    }

    public func seal(_ secret: Data, for handle: Data) throws -> Data {
        guard let key = try? AgreementKey(dataRepresentation: handle) else { throw EnclaveFault.refused }
        let once = P256.KeyAgreement.PrivateKey()
        let (from, to) = (once.publicKey.x963Representation, key.publicKey.x963Representation)
        guard let shared = try? once.sharedSecretFromKeyAgreement(with: key.publicKey),
            let box = try? AES.GCM.seal(secret, using: Self.wrappingKey(shared, from, to)), let sealed = box.combined
        else { throw DeviceError.Failed }
        return from + sealed
    }

    public func open(_ sealed: Data, with handle: Data, proof: any BiometricProof) throws -> Data {
        guard let context = (proof as? AuthenticatedContext)?.context,
            let key = try? AgreementKey(dataRepresentation: handle, authenticationContext: context)
        else { throw EnclaveFault.refused }
        let from = Data(sealed.prefix(Self.pointLength))
        guard let peer = try? P256.KeyAgreement.PublicKey(x963Representation: from),
            let box = try? AES.GCM.SealedBox(combined: Data(sealed.dropFirst(Self.pointLength)))
        else { throw EnclaveFault.notItsOwn }
        guard let shared = try? key.sharedSecretFromKeyAgreement(with: peer) else { throw EnclaveFault.refused }
        let wrapping = Self.wrappingKey(shared, from, key.publicKey.x963Representation)
        guard let secret = try? AES.GCM.open(box, using: wrapping) else { throw EnclaveFault.notItsOwn }
        return secret
    }

    private static func wrappingKey(_ shared: SharedSecret, _ from: Data, _ to: Data) -> SymmetricKey {
        shared.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: Data("mien/biometric-wrap/v1".utf8), sharedInfo: from + to, outputByteCount: 32
        )
    }

    /// Usable while the phone is unlocked and has a passcode; with biometrics, as they are enrolled now and without a code
    /// as a way around.
    static func access(biometric: Bool) throws -> SecAccessControl {
        let flags: SecAccessControlCreateFlags = biometric ? [.privateKeyUsage, .biometryCurrentSet] : .privateKeyUsage
        let access = SecAccessControlCreateWithFlags(nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, flags, nil)
        guard let access else { throw DeviceError.Unsupported }
        return access
    }
}
#endif
