import Foundation
import Mien

/// Why it does not go on: one text for the person each.
public enum Problem: Error, Equatable, Sendable {
    /// Not a code for this app; with the host if it was a web address.
    case notOurCode(host: String?)
    case codeExpired
    case notVerified
    case nothingToShow
    case checkDigits
    case network
    case wrongPasscode(attemptsLeft: Int)
    /// Wait; so many seconds.
    case throttled(seconds: Int)
    /// The code of the SMS.
    case wrongCode
    /// Too easy to guess, with the reason's stable name.
    case weak(String)
    case passcodesDiffer
    case alreadyEnrolled
    /// The vault cannot be opened any more.
    case vaultShut
    /// The phone's key did not sign: cancelled or busy. The request waits.
    case notSigned
    /// The answer was sent and no word came back: the page knows.
    case outcomeUnknown
    case failed

    /// Whether the pad is the place to say it: the passcode can be typed again.
    var isForThePad: Bool {
        switch self {
        case .wrongPasscode, .throttled, .network, .notSigned: true
        default: false
        }
    }

    /// The problem behind an error of the core. Whatever is not known here is `failed`: nothing of an error's text is
    /// ever shown.
    public init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as LoginError: self.init(login: error)
        case let error as EnrolmentError: self.init(enrolment: error)
        default: self = .failed
        }
    }

    private init(login error: LoginError) {
        switch error {
        case .NotALoginCode(let host, _): self = .notOurCode(host: host)
        case .CodeExpired: self = .codeExpired
        case .NotVerified: self = .notVerified
        case .CheckDigits: self = .checkDigits
        case .NothingToShow: self = .nothingToShow
        case .Network: self = .network
        case .WrongPasscode(let left, let wait):
            self = wait > 0 ? .throttled(seconds: Self.seconds(wait)) : .wrongPasscode(attemptsLeft: Int(left))
        case .Throttled(let remaining): self = .throttled(seconds: Self.seconds(remaining))
        case .VaultShut: self = .vaultShut
        case .Device: self = .notSigned
        case .OutcomeUnknown: self = .outcomeUnknown
        case .Failed, .Busy: self = .failed
        }
    }

    private init(enrolment error: EnrolmentError) {
        switch error {
        case .NotAnOffer: self = .notOurCode(host: nil)
        case .NotVerified: self = .notVerified
        case .WrongCode: self = .wrongCode
        case .Network: self = .network
        case .Passcode(let reason): self = reason == "passcodes_differ" ? .passcodesDiffer : .weak(reason)
        case .AlreadyEnrolled: self = .alreadyEnrolled
        case .StepMissing, .Busy, .Failed: self = .failed
        }
    }

    private static func seconds(_ milliseconds: UInt64) -> Int {
        Int(clamping: milliseconds / 1_000 + (milliseconds % 1_000 > 0 ? 1 : 0))
    }
}
