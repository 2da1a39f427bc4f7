import Foundation
import Mien

/// Keys of this iPhone. All of them live in the Secure Enclave and never leave it; the Keychain holds only the Enclave's
/// handles, which are useless on another device. A device without an Enclave makes no keys.
///
/// The passcode's keyed function is a key agreement with a point that is hashed from the input (RFC 9380), because the
/// Enclave has no HMAC: each guess costs one operation of the hardware.
public final class EnclaveKeys: DeviceKeys, @unchecked Sendable {
    private let keychain: any Keychain
    private let enclave: any Enclave
    private let prompt: any BiometricAsk
    /// Finding an alias free and taking it belong together.
    private let turn = NSLock()

    /// Keys over these classes of the platform.
    public init(keychain: any Keychain, enclave: any Enclave, ask: any BiometricAsk) {
        (self.keychain, self.enclave, self.prompt) = (keychain, enclave, ask)
    }

    public func securityLevel() throws -> SecurityLevel {
        enclave.isAvailable ? .secureElement : .software
    }

    public func create(alias: String, purpose: KeyPurpose) throws {
        guard enclave.isAvailable else { throw DeviceError.Unsupported }
        try turn.withLock {
            guard Self.isAllowed(alias), try !exists(alias: alias) else { throw DeviceError.Storage }
            let handle = switch purpose {
            case .sign: try enclave.makeSigningKey()
            case .prf: try enclave.makeAgreementKey(biometric: false)
            case .biometric: try enclave.makeAgreementKey(biometric: true)
            }
            try keychain.add(handle, as: Self.account(alias, purpose), readable: .whenPasscodeSet)
        }
    }

    public func exists(alias: String) throws -> Bool {
        try Self.purposes.contains { try keychain.read(Self.account(alias, $0)) != nil }
    }

    public func delete(alias: String) throws {
        for purpose in Self.purposes {
            try keychain.delete(Self.account(alias, purpose))
        }
    }

    public func publicKey(alias: String) throws -> Data {
        let handle = try handle(alias, .sign)
        return try used { try enclave.publicKey(of: handle) }
    }

    public func sign(alias: String, message: Data) throws -> Data {
        let handle = try handle(alias, .sign)
        return try used { try enclave.sign(message, with: handle) }
    }

    public func prf(alias: String, input: Data) throws -> Data {
        let handle = try handle(alias, .prf)
        let point = try agreementPoint(input: input)
        return try agreementAnswer(input: input, shared: try used { try enclave.agree(point, with: handle) })
    }

    /// Sealing needs no person: `prompt` is not shown.
    public func biometricWrap(alias: String, prompt: String, secret: Data) throws -> Data {
        let handle = try handle(alias, .biometric)
        return try used { try enclave.seal(secret, for: handle) }
    }

    public func biometricUnwrap(alias: String, prompt: String, wrapped: Data) throws -> Data {
        let handle = try handle(alias, .biometric)
        let proof = try self.prompt.ask(prompt)
        return try used { try enclave.open(wrapped, with: handle, proof: proof) }
    }

    /// A key that the Enclave refuses is dead: another device's, or biometrics were changed since. The passcode remains.
    private func used<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch EnclaveFault.refused {
            throw DeviceError.KeyInvalidated
        } catch EnclaveFault.notItsOwn {
            throw DeviceError.OutOfContract
        }
    }

    private func handle(_ alias: String, _ purpose: KeyPurpose) throws -> Data {
        if let handle = try keychain.read(Self.account(alias, purpose)) { return handle }
        throw try exists(alias: alias) ? DeviceError.Unsupported : DeviceError.KeyMissing
    }

    private static let purposes: [KeyPurpose] = [.sign, .prf, .biometric]

    private static func account(_ alias: String, _ purpose: KeyPurpose) -> String {
        switch purpose {
        case .sign: "sign." + alias
        case .prf: "prf." + alias
        case .biometric: "biometric." + alias
        }
    }

    private static func isAllowed(_ alias: String) -> Bool {
        (1...64).contains(alias.utf8.count)
            && alias.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    }
}

#if canImport(Security) && canImport(CryptoKit) && canImport(LocalAuthentication)
extension EnclaveKeys {
    /// The keys of this app on this iPhone.
    public convenience init() {
        self.init(keychain: SystemKeychain(), enclave: SystemEnclave(), ask: SystemAsk())
    }
}

extension KeychainCounter {
    /// The counter of this app on this iPhone.
    public convenience init() {
        self.init(keychain: SystemKeychain())
    }
}
#endif
