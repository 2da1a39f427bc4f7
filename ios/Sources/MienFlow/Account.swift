import Foundation
import Mien

/// What is begun at the provider.
public enum AccountWay: Equatable, Sendable, CaseIterable {
    /// This phone for an account that there is. The phone that was used before is signed out.
    case setUp
    /// A new account, with ID number and face.
    case register
    /// A new account with nothing but a phone number.
    case registerByPhone
}

/// What a field of a form is for.
public enum FormField: Hashable, Sendable, CaseIterable {
    case idNumber, name, birthDate, password, passwordAgain, phone, phoneAgain, code

    /// Whether nothing of it is kept where a screen could show it.
    public var isSecret: Bool { Self.passwords.contains(self) }

    /// What is forgotten when the app leaves the foreground.
    static let passwords: [FormField] = [.password, .passwordAgain]
    /// What is forgotten when an answer was not taken.
    static let spent: [FormField] = passwords + [.code]
}

/// What is wrong in a field. Nothing was sent.
public enum EntryProblem: Equatable, Sendable {
    case idNumber(IdNumberProblem)
    case name(NameProblem)
    case phone(PhoneProblem)
    /// No such day, or one that is to come.
    case birthDate
    /// A password that does not meet the rules.
    case rules
    case passwordsDiffer
    /// There is no code in it.
    case noCode
}

/// What a check says while a field is being filled in.
public enum FieldCheck: Equatable, Sendable {
    /// More is to come: show the field's hint.
    case incomplete
    /// Whole and right: show the tick.
    case complete
    /// Wrong already: typing on does not help.
    case wrong(EntryProblem)
}

/// What somebody typed. It prints as nothing, whatever prints it.
public struct Typed: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public var description: String { "Typed(*)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The SMS that is on its way.
public struct CodeAsked: Equatable, Sendable {
    /// Where to, masked.
    public let sentTo: String
    /// How many digits the code has.
    public let length: Int
    /// Seconds until it expires.
    public var expiresIn: Int
    /// Seconds until another one can be sent; nil when no more are.
    public var resendIn: Int?
    /// How often a code can be typed.
    public let triesLeft: Int

    public init(sentTo: String, length: Int, expiresIn: Int, resendIn: Int?, triesLeft: Int) {
        (self.sentTo, self.length, self.triesLeft) = (sentTo, length, triesLeft)
        (self.expiresIn, self.resendIn) = (expiresIn, resendIn)
    }
}

/// Terms to read and accept.
public struct TermsAsked: Equatable, Sendable {
    public let version: String
    /// What they say in short, in the person's language where the provider has it.
    public let summary: String
    /// Where they stand in full, on the provider's own host.
    public let url: String

    public init(version: String, summary: String, url: String) {
        (self.version, self.summary, self.url) = (version, summary, url)
    }
}

/// A face scan for the provider.
public struct FaceAsked: Equatable, Sendable {
    /// What is agreed to, in the person's language where the provider has it.
    public let consent: String
    /// Whether the provider would compare the face itself.
    public let wantsTemplate: Bool
    /// Whether the person agrees to just that. Off until they say so.
    public var sendsTemplate = false
    /// Whether the person agreed to the scan.
    public var isAgreed = false
    /// Seconds until the scan counts no more.
    public var expiresIn: Int
    public let triesLeft: Int

    public init(consent: String, wantsTemplate: Bool, expiresIn: Int, triesLeft: Int) {
        (self.consent, self.wantsTemplate) = (consent, wantsTemplate)
        (self.expiresIn, self.triesLeft) = (expiresIn, triesLeft)
    }
}

/// What the provider knows, to be reviewed.
public struct DetailsAsked: Equatable, Sendable {
    public struct Line: Equatable, Sendable {
        public let label: String
        public let value: String

        public init(label: String, value: String) {
            (self.label, self.value) = (label, value)
        }
    }

    public let lines: [Line]
    /// What the person declares.
    public let declaration: String

    public init(lines: [Line], declaration: String) {
        (self.lines, self.declaration) = (lines, declaration)
    }
}

/// Something to type.
public enum FormKind: Equatable, Sendable {
    case signIn
    case identify
    case newPassword
    case phone(twice: Bool)
    case code(CodeAsked)

    public var fields: [FormField] {
        switch self {
        case .signIn: [.idNumber, .password]
        case .identify: [.idNumber, .name, .birthDate]
        case .newPassword: [.password, .passwordAgain]
        case .phone(twice: false): [.phone]
        case .phone(twice: true): [.phone, .phoneAgain]
        case .code: [.code]
        }
    }
}

/// What the provider asks for.
public enum Asked: Equatable, Sendable {
    /// "Not a robot": the phone solves a task, nobody is asked.
    case robot
    case form(FormKind)
    case terms(TermsAsked)
    case face(FaceAsked)
    case details(DetailsAsked)

    /// What it is about, for words.
    public enum Kind: Equatable, Sendable, CaseIterable {
        case robot, signIn, identify, newPassword, phone, code, terms, face, details
    }

    public var kind: Kind {
        switch self {
        case .robot: .robot
        case .form(.signIn): .signIn
        case .form(.identify): .identify
        case .form(.newPassword): .newPassword
        case .form(.phone): .phone
        case .form(.code): .code
        case .terms: .terms
        case .face: .face
        case .details: .details
        }
    }
}

/// Where an enrolment stands.
public enum AccountStage: Equatable, Sendable {
    /// With what was wrong with the last answer.
    case asked(Asked, problem: AnswerProblem?)
    /// The provider shows the steps itself, in the browser; the app is opened again with the answer.
    case browser(String)
    /// The network or the phone failed on the way.
    case interrupted
    /// The credential is here, from this provider.
    case passcode(Offer)
}

/// A form: what was typed into it, but for passwords, and what the checks say of it.
public struct AccountForm: Equatable, Sendable {
    public var kind: FormKind
    private var checks: [FormField: FieldCheck] = [:]
    private var texts: [FormField: Typed] = [:]
    /// How often fields were emptied: the views look again at what they hold whenever this grows.
    public private(set) var emptied = 0
    /// The rules that a new password does not meet yet; nil before it was looked at.
    public var unmet: [PasswordRule]?

    public init(_ kind: FormKind) {
        self.kind = kind
    }

    public subscript(_ field: FormField) -> FieldCheck {
        get { checks[field] ?? .incomplete }
        set { checks[field] = newValue }
    }

    /// What stands in a field; nothing in that of a password.
    public func text(_ field: FormField) -> String { texts[field]?.text ?? "" }

    /// Whether it can be sent.
    public var isComplete: Bool { kind.fields.allSatisfy { self[$0] == .complete } }

    mutating func type(_ text: Typed, into field: FormField) {
        if !field.isSecret { texts[field] = text }
    }

    /// The form with these fields empty.
    func without(_ fields: [FormField]) -> AccountForm {
        var form = self
        for field in fields { (form.checks[field], form.texts[field]) = (nil, nil) }
        form.emptied += 1
        form.unmet = nil
        return form
    }
}

/// The screens of an enrolment at a provider.
public enum AccountScreen: Equatable, Sendable {
    /// Which way to go.
    case ways
    case robot
    case form(AccountForm)
    case terms(TermsAsked)
    /// The consent to the face check: an act of its own.
    case consent(FaceAsked)
    case face(FaceAsked, FaceView)
    /// The scan ended without a pass.
    case ended(FaceAsked, ScanEnding)
    /// With the tick before the declaration.
    case details(DetailsAsked, declared: Bool)
    case browser(String)
    case interrupted
    /// Give it up? What was begun is deleted from this phone.
    case sure
}

/// What happened in an enrolment at a provider.
public enum AccountEvent: Equatable, Sendable {
    case stands(AccountStage)
    /// Nothing was begun that could go on.
    case nothingBegun
    case chosen(AccountWay)
    case typed(FormField, Typed)
    case checked(FormField, FieldCheck)
    /// The rules that a new password does not meet.
    case unmet([PasswordRule])
    case submitted
    case accepted
    case sendsTemplate(Bool)
    case agreed
    case declared(Bool)
    case anotherCode
    case retry
    /// Once to be asked, once more to do it.
    case giveUp
    case goOn
    case givenUp
}

/// What the core is asked to do for an enrolment at a provider.
public enum AccountEffect: Equatable, Sendable {
    /// Go on with what was begun, if there is something.
    case look
    case begin(AccountWay)
    /// Keep what was typed, and check it.
    case fill(FormField, Typed)
    case forget([FormField])
    case solve
    /// Send what was typed.
    case answer(FormKind)
    case accept
    case anotherCode
    /// With `again`, ask first whether the scan would still count.
    case startScan(again: Bool)
    case acceptScan(sendsTemplate: Bool)
    case declare
    case returned(String)
    case retry
    case giveUp
}
