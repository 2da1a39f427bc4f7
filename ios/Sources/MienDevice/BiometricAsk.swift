import Foundation
import Mien

/// Asks the person for their biometrics.
public protocol BiometricAsk: Sendable {
    /// Blocks until the person or the phone has answered. Never call it on the main thread.
    ///
    /// - Throws: `DeviceError` for everything but the person.
    func ask(_ reason: String) throws -> any BiometricProof
}

/// What an error of the prompt (`LAError.Code`, by its number) means to the core.
public func promptError(_ code: Int) -> DeviceError {
    switch code {
    // The person, the system or the app cancelled; the fallback button, which is not shown.
    case -2, -4, -9, -3: .Cancelled
    // Too many tries.
    case -8: .LockedOut
    // Not the person.
    case -1: .NotAuthenticated
    // No passcode, no biometrics, none enrolled.
    case -5, -6, -7: .Unsupported
    default: .Unavailable
    }
}

#if canImport(LocalAuthentication) && canImport(Security) && canImport(CryptoKit)
import LocalAuthentication

/// A context that the person has authenticated for one operation. It is no proof by itself: the Enclave looks into it when
/// the key is used.
struct AuthenticatedContext: BiometricProof, @unchecked Sendable {
    let context: LAContext
}

/// Face ID or Touch ID. Evaluates the key's own access control, so that there is no way but biometrics.
public struct SystemAsk: BiometricAsk {
    /// The prompt; it has no state.
    public init() {}

    /// Whether this phone has biometrics, and somebody has enrolled theirs.
    public static var isAvailable: Bool {
        LAContext().canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
    }

    public func ask(_ reason: String) throws -> any BiometricProof {
        guard !Thread.isMainThread else { throw DeviceError.Failed }
        let context = LAContext()
        // Each operation asks anew; unlocking the phone a moment ago does not count.
        context.touchIDAuthenticationAllowableReuseDuration = 0
        context.localizedFallbackTitle = ""
        let answer = Answer()
        let access = try SystemEnclave.access(biometric: true)
        context.evaluateAccessControl(access, operation: .useKeyKeyExchange, localizedReason: reason) { isDone, error in
            answer.give(isDone ? nil : promptError((error as NSError?)?.code ?? 0))
        }
        if let error = answer.wait() { throw error }
        return AuthenticatedContext(context: context)
    }

    /// One answer from another thread.
    private final class Answer: @unchecked Sendable {
        private let given = DispatchSemaphore(value: 0)
        private var error: DeviceError?

        func give(_ error: DeviceError?) {
            self.error = error
            given.signal()
        }

        func wait() -> DeviceError? {
            given.wait()
            return error
        }
    }
}
#endif
