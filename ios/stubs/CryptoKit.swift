// A stand-in for type-checking: signatures only.
@_exported import Foundation
import LocalAuthentication
import Security
public protocol HashFunction {}
public struct SHA256: HashFunction, Sendable {}
public struct SymmetricKey: Sendable {}
public struct SharedSecret: Sendable {
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R { fatalError() }
    public func hkdfDerivedSymmetricKey<H: HashFunction, Salt: DataProtocol, Info: DataProtocol>(
        using hash: H.Type, salt: Salt, sharedInfo: Info, outputByteCount: Int
    ) -> SymmetricKey { SymmetricKey() }
}
public enum AES {
    public enum GCM {
        public struct SealedBox: Sendable {
            public init<D: DataProtocol>(combined: D) throws {}
            public var combined: Data? { nil }
        }
        public static func seal<D: DataProtocol>(_ message: D, using key: SymmetricKey) throws -> SealedBox { fatalError() }
        public static func open(_ box: SealedBox, using key: SymmetricKey) throws -> Data { Data() }
    }
}
public enum P256 {
    public enum Signing {
        public struct PublicKey: Sendable { public var x963Representation: Data { Data() } }
        public struct ECDSASignature: Sendable { public var derRepresentation: Data { Data() } }
    }
    public enum KeyAgreement {
        public struct PublicKey: Sendable {
            public init<Bytes: ContiguousBytes>(x963Representation: Bytes) throws {}
            public var x963Representation: Data { Data() }
        }
        public struct PrivateKey: Sendable {
            public init() {}
            public var publicKey: PublicKey { fatalError() }
            public func sharedSecretFromKeyAgreement(with peer: PublicKey) throws -> SharedSecret { SharedSecret() }
        }
    }
}
public enum SecureEnclave {
    public static var isAvailable: Bool { false }
    public enum P256 {
        public enum Signing {
            public struct PrivateKey: Sendable {
                public init(compactRepresentable: Bool = true, accessControl: SecAccessControl) throws {}
                public init(dataRepresentation: Data) throws {}
                public var dataRepresentation: Data { Data() }
                public var publicKey: CryptoKit.P256.Signing.PublicKey { fatalError() }
                public func signature<D: DataProtocol>(for data: D) throws -> CryptoKit.P256.Signing.ECDSASignature { fatalError() }
            }
        }
        public enum KeyAgreement {
            public struct PrivateKey: Sendable {
                public init(compactRepresentable: Bool = true, accessControl: SecAccessControl) throws {}
                public init(dataRepresentation: Data, authenticationContext: LAContext? = nil) throws {}
                public var dataRepresentation: Data { Data() }
                public var publicKey: CryptoKit.P256.KeyAgreement.PublicKey { fatalError() }
                public func sharedSecretFromKeyAgreement(with peer: CryptoKit.P256.KeyAgreement.PublicKey) throws -> SharedSecret {
                    SharedSecret()
                }
            }
        }
    }
}
