// A stand-in for type-checking: signatures only.
@_exported import Foundation
import Security
public enum LAPolicy: Sendable { case deviceOwnerAuthenticationWithBiometrics }
public enum LAAccessControlOperation: Sendable { case useKeyKeyExchange }
public class LAContext {
    public init() {}
    public var touchIDAuthenticationAllowableReuseDuration: TimeInterval = 0
    public var localizedFallbackTitle: String?
    public func canEvaluatePolicy(_ policy: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool { false }
    public func evaluateAccessControl(
        _ access: SecAccessControl, operation: LAAccessControlOperation, localizedReason: String,
        reply: @escaping @Sendable (Bool, (any Error)?) -> Void
    ) {}
}
