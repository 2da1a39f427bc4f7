import Foundation
import Mien

/// Who offers an enrolment.
public struct Offer: Equatable, Sendable {
    /// The issuer's verified domain.
    public let domain: String
    /// The issuer's name for itself.
    public let name: String?
    /// How many characters the code of the SMS has; 0 when no code is needed.
    public let codeLength: Int

    public init(domain: String, name: String?, codeLength: Int) {
        (self.domain, self.name, self.codeLength) = (domain, name, codeLength)
    }
}

/// What the person decides about, and the two digits typed so far.
public struct Approval: Equatable, Sendable {
    /// The verified domain that asks.
    public let domain: String
    /// The service's name; shown as a quotation.
    public let service: String?
    /// What the person is about to do, in the service's words.
    public let purpose: String?
    /// The names of the claims that would be shared.
    public let claims: [String]
    /// The browser that shows the page.
    public let browser: String?
    /// When the login began.
    public let startedAt: Date?
    /// Whether the two digits on the page are asked for.
    public let needsCheck: Bool
    /// The digits typed so far.
    public var check = ""
    /// What stands beside the passcode.
    public var ways = Ways()

    public init(
        domain: String, service: String?, purpose: String?, claims: [String], browser: String?, startedAt: Date?,
        needsCheck: Bool
    ) {
        (self.domain, self.service, self.purpose, self.claims) = (domain, service, purpose, claims)
        (self.browser, self.startedAt, self.needsCheck) = (browser, startedAt, needsCheck)
    }

    /// Whether nothing is missing for an approval.
    public var isComplete: Bool { !needsCheck || check.count == 2 }
}

/// What the digits on the pad are for.
public enum PadPurpose: Equatable, Sendable {
    /// A new passcode.
    case choose(Offer)
    /// The new passcode again.
    case again(Offer)
    /// The code of the SMS, and what was typed of it. It is no secret of the phone.
    case message(Offer, typed: String)
    /// The passcode for an approval.
    case approve(Approval)
    /// The passcode for sharing.
    case share(Share)
    /// The passcode as a proof, for what was asked for.
    case open(Ways, then: Errand)
    /// The passcode before it is changed.
    case old
    /// The one that takes its place.
    case new
    /// The new one again.
    case newAgain
    /// The passcode for saving what is whole of a damaged vault.
    case repair
    /// The passcode for renewing the keys.
    case renew
    /// A new passcode after the recovery code; where "no" leads back to.
    case fresh(Shut)
    /// That one again.
    case freshAgain(Shut)
}

/// What is on the screen.
public indirect enum Screen: Equatable, Sendable {
    /// The camera looks for a QR code.
    case code
    /// What the face check is and does, before the camera is used for it.
    case consent(Offer)
    /// The camera looks at the face.
    case face(Offer, FaceView)
    /// The scan ended without a pass: why, and the ways on.
    case ended(Offer, ScanEnding)
    /// Digits are typed; `count` of them so far.
    case pad(PadPurpose, count: Int, problem: Problem?)
    /// Who asks for what.
    case approve(Approval, problem: Problem?)
    /// A verifier wants to know something.
    case share(Share, problem: Problem?)
    /// The grid of nine dots.
    case draw(DrawPurpose, problem: Problem?)
    /// An enrolment at a provider.
    case account(AccountScreen, problem: Problem?)
    /// Everything that was asked, and how it ended.
    case history(History, problem: Problem?)
    /// Whose phone this is, and until when.
    case phone(ThisPhone)
    /// What opens the app, and what was done last.
    case security(Security, problem: Problem?, done: Change?)
    /// A recovery code to be written down, then its last group.
    case paper(PaperCode, problem: Problem?)
    /// The recovery code is typed; what stands in the field is in the core.
    case recover(RecoveryCodeForm, back: Shut, problem: Problem?)
    /// Fingerprints or faces of this phone were changed: turn biometrics on again, or leave them off.
    case turnOnAgain(problem: Problem?)
    /// Nothing opens any more, or everything shall go; `sure` when that was pressed once.
    case shut(Shut, sure: Bool, problem: Problem?)
    /// The core works; the screen behind is shown dimmed, and is where a failure leads back to.
    case busy(Effect, behind: Screen)
    /// The end, or a stop on the way.
    case done(Outcome)
}

extension Screen {
    /// What the scan shows, while one runs.
    public var faceView: FaceView? {
        switch self {
        case .face(_, let view), .account(.face(_, let view), _): view
        default: nil
        }
    }

    /// How the scan ended, while that is on the screen.
    public var ending: ScanEnding? {
        switch self {
        case .ended(_, let ending), .account(.ended(_, let ending), _): ending
        default: nil
        }
    }
}

/// How a journey ended.
public enum Outcome: Equatable, Sendable {
    case enrolled(name: String?)
    /// The browser of this phone is opened with the link, when there is one.
    /// With `changed`, biometrics were invalidated meanwhile: ask about them next.
    case approved(link: String?, changed: Bool = false)
    case declined
    /// It did not go on. With `retry`, "try again" leads back into the journey.
    case stopped(Problem, retry: Retry?)
}

/// Where "try again" leads.
public enum Retry: Equatable, Sendable {
    case effect(Effect, behind: Screen)
}

/// What happened.
public enum Event: Equatable, Sendable {
    /// A QR code was read, or a link was opened.
    case read(String)
    case offered(Offer)
    case asked(Approval)
    case wanted(Share)
    /// The person wants to see what would be sent.
    case valuesAsked
    case consented
    case looked(FaceView)
    case scanned(ScanResult)
    /// The person wants to go on without a face check.
    case otherWay
    /// A key of the pad.
    case digit(UInt8)
    case erase
    /// The digits of the page, as far as they are typed.
    case check(String)
    /// The pad holds so many digits now.
    case typed(Int)
    /// The new passcode was judged; with a reason it is too easy to guess.
    case judged(String?)
    case passcodeChosen
    case approve
    case decline
    case approved(link: String?)
    case declined
    case enrolled(name: String?)
    case failed(Problem)
    case retry
    case restart
    /// A link opened the app.
    case linked(String)
    case accountAsked
    case account(AccountEvent)
    case securityAsked
    case historyAsked
    case history([HistoryLine])
    /// More of the history.
    case olderAsked
    /// A line of the history was chosen, or closed.
    case lineChosen(Int?)
    /// "This wasn't me": asks what that does.
    case notMeAsked
    /// Tells the provider; with `signOut` this phone is signed out, too.
    case notMe(signOut: Bool)
    case reported(History.Told)
    case phoneAsked
    case phone(ThisPhone)
    /// The passcode was forgotten.
    case forgotten
    case biometricsChosen
    case patternChosen
    /// The passcode after all.
    case keysChosen
    case changeAsked(Change)
    /// The person wants biometrics on again.
    case agreed
    case repairAsked
    /// "Use the recovery code".
    case recoverAsked
    /// The way on of a sheet.
    case goOn
    case paper(PaperCode)
    case groupTyped(Typed)
    case groupJudged(Bool)
    case codeTyped(Typed)
    case codeJudged(RecoveryCodeForm)
    /// What the issuer says now, while the phone's screen shows what was known before.
    case stood(Standing, asOf: Date?)
    /// "Delete everything": once to be asked, once more to do it.
    case deleteAsked
    /// The finger reached a dot of the grid, 0 to 8.
    case dot(UInt8)
    case fingerUp
    /// So many dots were connected.
    case dots(Int)
    case status(Status)
    case opened
    case verified
    case changed
    case ways(Security)
    case repaired
    case deleted
    /// Seconds passed.
    case tick(seconds: Int = 1)
    /// The app left the foreground.
    case left
}

/// What the core is asked to do.
public enum Effect: Equatable, Sendable {
    /// Follow a code: an offer or a login.
    case follow(String)
    case startScan
    case acceptScan
    /// The scan starts over.
    case interruptScan
    case cancelScan
    case type(UInt8)
    case erase
    case clearPads
    case judge
    case choosePasscode
    case finish(code: String?)
    case approve(check: String?, by: Factor = .passcode)
    case decline
    case lock
    case readStatus
    /// Proves that the person is there.
    case open(Factor)
    case touch(UInt8, again: Bool)
    case countDots(again: Bool)
    /// Tries the passcode that shall be changed.
    case verifyOld
    case make(Change)
    case readWays(done: Change?)
    /// A page of the history, from before this line.
    case readHistory(before: UInt64? = nil)
    /// What a verifier wants, with the values of an open vault.
    case readConsent
    case report(UInt64, signOut: Bool)
    case readPhone
    /// Asks the issuer without anybody waiting for it.
    case lookAgain
    case account(AccountEffect)
    case repair
    /// Asks the new code for its last group.
    case confirmPaper(Typed)
    /// Judges the form of a code, and keeps it.
    case judgePaper(Typed)
    /// Opens the vault with the code that is kept.
    case recover
    /// Forgets a code that was made or typed.
    case forgetPaper
    case deleteAll
    /// Forgets the two typings of a new passcode, but not the one before.
    case clearNew
    /// Forget the journey.
    case drop
}
