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
    case wrongPattern(attemptsLeft: Int)
    /// Wait; so many seconds.
    case throttled(seconds: Int, attemptsLeft: Int? = nil)
    /// The code of the SMS.
    case wrongCode
    /// What was typed into a form is not accepted. Nothing was sent.
    case entry(EntryProblem)
    /// What the provider says about the last answer, and what was asked.
    case answer(AnswerProblem, Asked.Kind)
    /// The enrolment is over. Nothing of it is left on the phone.
    case over(AccountEnd)
    /// What came back from the browser is not the answer to our request. The right one may still come.
    case browserAnswer
    /// The "not a robot" task was not solved.
    case unsolved
    /// Too easy to guess, with the reason's stable name.
    case weak(String)
    case passcodesDiffer
    case samePasscode
    /// A new pattern that is not accepted, with the reason's stable name.
    case pattern(String)
    /// Not the last group of the recovery code that is being written down.
    case wrongGroup
    /// Not the recovery code of this vault.
    case wrongRecovery
    /// Fingerprints or faces of this phone were changed.
    case biometricsChanged
    case biometricsRefused
    case biometricsMissing
    /// The phone looks taken over: nothing new is put into it.
    case suspectDevice
    /// The person has to prove again that they are there; no words.
    case stepUp
    /// The person pressed cancel; no words.
    case cancelled
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
        case .wrongPasscode, .wrongPattern, .throttled, .network, .notSigned: true
        default: false
        }
    }

    /// Whether it is about a new passcode, and not about the one before.
    var isAboutTheNewOne: Bool {
        switch self {
        case .weak, .passcodesDiffer, .samePasscode: true
        default: false
        }
    }

    /// Whether the next try has to wait.
    public var isWaiting: Bool {
        if case .throttled = self { true } else { false }
    }

    /// The same, some seconds later: what a delay was about stays to be read when it is over.
    func after(seconds: Int) -> Problem? {
        guard case .throttled(let left, let attempts) = self else { return self }
        if left > seconds { return .throttled(seconds: left - seconds, attemptsLeft: attempts) }
        return attempts.map { .wrongPasscode(attemptsLeft: $0) }
    }

    /// The problem behind an error of the core. Whatever is not known here is `failed`: nothing of an error's text is
    /// ever shown.
    public init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as LoginError: self.init(login: error)
        case let error as EnrolmentError: self.init(enrolment: error)
        case let error as UnlockError: self.init(unlock: error)
        case let error as AccountError: self.init(account: error)
        case is SecretTextError: self = .entry(.rules)
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
            self = .wrong(left, wait)
        case .Throttled(let remaining): self = .throttled(seconds: Self.seconds(remaining))
        case .Biometrics(let code): self = .biometrics(code)
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

    private init(account error: AccountError) {
        switch error {
        case .IdNumber(let problem): self = .entry(.idNumber(problem))
        case .Name(let problem): self = .entry(.name(problem))
        case .BirthDate: self = .entry(.birthDate)
        case .Phone(let problem): self = .entry(.phone(problem))
        case .Password: self = .entry(.rules)
        case .PasswordsDiffer: self = .entry(.passwordsDiffer)
        case .NoCode: self = .entry(.noCode)
        case .Stopped: self = .unsolved
        case .Network: self = .network
        case .Passcode(let reason): self = reason == "passcodes_differ" ? .passcodesDiffer : .weak(reason)
        case .BrowserAnswer: self = .browserAnswer
        case .Ended(let why, _): self = .over(why)
        case .AlreadyEnrolled: self = .alreadyEnrolled
        case .Scan, .StepMissing, .Busy, .Failed: self = .failed
        }
    }

    private init(unlock error: UnlockError) {
        switch error {
        case .WrongPasscode(let left, let wait): self = .wrong(left, wait)
        case .Throttled(let remaining): self = .throttled(seconds: Self.seconds(remaining))
        case .NotAccepted("passcodes_differ"): self = .passcodesDiffer
        case .NotAccepted("same_passcode"): self = .samePasscode
        case .NotAccepted(let reason): self = reason.hasPrefix("passcode") ? .weak(reason) : .pattern(reason)
        case .Cancelled: self = .cancelled
        case .BiometricsRefused: self = .biometricsRefused
        case .BiometricInvalidated: self = .biometricsChanged
        case .NoSuchFactor, .Failed("unsupported"): self = .biometricsMissing
        case .StepUpRequired, .Locked: self = .stepUp
        case .SuspectDevice: self = .suspectDevice
        case .Wiped, .TamperedOrRestored, .Damaged, .NotEnrolled: self = .vaultShut
        case .WrongRecoveryCode: self = .wrongRecovery
        case .Incomplete, .Failed: self = .failed
        }
    }

    private static func wrong(_ left: UInt32, _ wait: UInt64) -> Problem {
        wait > 0 ? .throttled(seconds: seconds(wait), attemptsLeft: Int(left)) : .wrongPasscode(attemptsLeft: Int(left))
    }

    private static func biometrics(_ code: String) -> Problem {
        switch code {
        case "cancelled": .cancelled
        case "biometrics_refused": .biometricsRefused
        case "biometric_invalidated": .biometricsChanged
        default: .biometricsMissing
        }
    }

    static func seconds(_ milliseconds: UInt64) -> Int {
        Int(clamping: milliseconds / 1_000 + (milliseconds % 1_000 > 0 ? 1 : 0))
    }
}
