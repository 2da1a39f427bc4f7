// A stand-in for type-checking: signatures only.
@_exported import Foundation
import Security
public struct SymmetricKeySize: Sendable { public static var bits256: SymmetricKeySize { .init() } }
public struct SymmetricKey: Sendable {
    public init(size: SymmetricKeySize) {}
    public init<Bytes: ContiguousBytes>(data: Bytes) {}
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R { fatalError() }
}
public struct SHA256: Sendable {}
public struct HMAC<Hash> {
    public struct MAC: Sequence { public func makeIterator() -> IndexingIterator<[UInt8]> { [].makeIterator() } }
    public static func authenticationCode<D: DataProtocol>(for data: D, using key: SymmetricKey) -> MAC { MAC() }
}
public enum P256 {
    public enum Signing {
        public struct PublicKey: Sendable { public var x963Representation: Data { Data() } }
        public struct ECDSASignature: Sendable { public var derRepresentation: Data { Data() } }
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
    }
}
