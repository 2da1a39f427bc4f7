import Dispatch
import Foundation
import MienCore

/// Where the core's blocking calls wait: a thread of their own, so that neither the main thread nor Swift's small pool of
/// cooperative threads stands still during a key derivation or an exchange over the network.
private let waiting = DispatchQueue(label: "org.mien.waiting", qos: .userInitiated, attributes: .concurrent)

/// Runs a blocking call of the core away from the caller's thread.
///
/// Cancelling the task does not stop the call: every step of the core is whole or did not happen, so let it end and look
/// at its result. Use it for the calls of `Mien`, `Enrolment` and `Login` whose documentation says that they block:
/// `let login = try await offMain { try mien.startLogin(code: text) }`.
public func offMain<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        waiting.async {
            continuation.resume(with: Result(catching: call))
        }
    }
}

extension PinPad {
    /// A pad with these digits typed on it.
    ///
    /// - Throws: `PasscodeError.NotADigit` for anything above 9.
    public convenience init(typing digits: [UInt8]) throws {
        self.init()
        for digit in digits {
            _ = try push(digit: digit)
        }
    }
}
