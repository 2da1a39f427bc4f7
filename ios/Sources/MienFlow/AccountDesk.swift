import Foundation
import Mien

/// An enrolment at a provider as the core holds it, and what is typed for it. Passwords go into the core with each letter; only
/// what is no secret is kept here until it is sent.
@MainActor final class AccountDesk {
    /// The scan that runs for the provider.
    private(set) var scan: Scan?
    private let mien: MienCore.Mien
    private let provider: AccountProvider?
    private let language: Language
    private let country: String
    private let scanOptions: @MainActor () -> ScanOptions
    private var enrolment: AccountEnrolment?
    private var texts: [FormField: String] = [:]
    private let passwords: [FormField: SecretText] = [.password: SecretText(), .passwordAgain: SecretText()]

    init(
        mien: MienCore.Mien, provider: AccountProvider?, language: Language, country: String,
        scanOptions: @escaping @MainActor () -> ScanOptions
    ) {
        (self.mien, self.provider, self.language, self.country) = (mien, provider, language, country)
        self.scanOptions = scanOptions
    }

    /// Whether an enrolment is in progress here.
    var isOpen: Bool { enrolment != nil }

    /// Forgets it here; the core keeps it until it is given up.
    func drop() {
        (enrolment, scan) = (nil, nil)
        forget(FormField.allCases)
    }

    func weakness(_ pad: PinPad) throws -> String? {
        try current().weakness(pad: pad)
    }

    /// Seals everything and gives the person's name.
    func choosePasscode(_ first: PinPad, _ again: PinPad) async throws -> String? {
        let enrolment = try current()
        return try await offMain { try enrolment.choosePasscode(first: first, again: again).name }
    }

    func perform(_ effect: AccountEffect) async throws -> Event? {
        switch effect {
        case .look:
            return try await look() ? try stands() : .account(.nothingBegun)
        case .begin(let way):
            guard let provider else { throw Problem.failed }
            enrolment = try await offMain { [mien] in try mien.beginAccount(provider: provider, purpose: way.purpose) }
            return try stands()
        case .fill(let field, let typed):
            return .account(try check(field, typed.text))
        case .forget(let fields):
            forget(fields)
            return nil
        case .answer(let kind):
            return try await answer(kind)
        case .startScan(let again):
            return try await startScan(again: again)
        case .acceptScan(let sends):
            guard let scan else { throw Problem.failed }
            return try await go { try $0.acceptScan(scan: scan, sendTemplate: sends) }
        case .giveUp:
            let enrolment = try current()
            try await offMain { try enrolment.cancel() }
            drop()
            return .account(.givenUp)
        case .solve: return try await go { try $0.solve() }
        case .accept: return try await go { try $0.acceptTerms() }
        case .anotherCode: return try await go { try $0.anotherCode() }
        case .declare: return try await go { try $0.declare() }
        case .returned(let link): return try await go { try $0.returned(url: link) }
        case .retry: return try await go { try $0.retry() }
        }
    }

    /// Goes on with what was begun, and says whether there is something.
    private func look() async throws -> Bool {
        enrolment = nil
        enrolment = try await offMain { [mien] in try mien.resumeAccount() }
        return isOpen
    }

    private func stands() throws -> Event {
        .account(.stands(AccountStage(try current().view(language: language.tag))))
    }

    private func go(_ answer: @escaping @Sendable (AccountEnrolment) throws -> Void) async throws -> Event {
        let enrolment = try current()
        try await offMain { try answer(enrolment) }
        return try stands()
    }

    private func answer(_ kind: FormKind) async throws -> Event {
        func text(_ field: FormField) -> String { texts[field] ?? "" }
        let (number, country) = (text(.idNumber), country)
        switch kind {
        case .signIn:
            let password = try secret(.password)
            return try await go { try $0.signIn(idNumber: number, password: password) }
        case .identify:
            guard let born = BirthDate.day(text(.birthDate)) else { throw Problem.entry(.birthDate) }
            let name = text(.name)
            return try await go { try $0.identify(idNumber: number, name: name, born: born) }
        case .newPassword:
            let (first, again) = (try secret(.password), try secret(.passwordAgain))
            return try await go { try $0.choosePassword(first: first, again: again) }
        case .phone(let twice):
            let (phone, again) = (text(.phone), twice ? text(.phoneAgain) : nil)
            return try await go { try $0.phone(number: phone, again: again, country: country) }
        case .code:
            let code = text(.code)
            return try await go { try $0.code(text: code) }
        }
    }

    /// Keeps what was typed, and says what is to be said of it while it is typed.
    private func check(_ field: FormField, _ text: String) throws -> AccountEvent {
        if field.isSecret {
            try fill(try secret(field), text)
            guard field == .password, case .newPassword = try current().view(language: language.tag).step else {
                return .checked(field, text.isEmpty ? .incomplete : .complete)
            }
            let probe = SecretText()
            try fill(probe, text)
            return .unmet(try current().unmetRules(password: probe))
        }
        texts[field] = text
        let check: FieldCheck = switch field {
        case .idNumber: FieldCheck(try mien.checkIdNumber(text: text))
        case .name: FieldCheck(mien.checkName(text: text))
        case .birthDate: BirthDate.check(text)
        case .phone, .phoneAgain: FieldCheck(mien.checkPhone(text: text, country: country))
        default: try current().findCode(text: text) == nil ? .incomplete : .complete
        }
        return .checked(field, check)
    }

    private func startScan(again: Bool) async throws -> Event? {
        if again {
            guard try await look() else { return .account(.nothingBegun) }
            guard case .face = try current().view(language: language.tag).step else { return try stands() }
        }
        let (enrolment, options) = (try current(), scanOptions())
        // Loading the models takes a moment.
        scan = try await offMain { try enrolment.startScan(options: options) }
        // While the camera's queue shows the first hints.
        try await offMain { [mien] in try mien.prepareScan() }
        return nil
    }

    private func forget(_ fields: [FormField]) {
        for field in fields {
            texts[field] = nil
            passwords[field]?.clear()
        }
    }

    /// The characters cross as bytes that are overwritten afterwards.
    private func fill(_ secret: SecretText, _ text: String) throws {
        var bytes = Data(text.utf8)
        defer { bytes.resetBytes(in: 0..<bytes.count) }
        try secret.set(utf8: bytes)
    }

    private func secret(_ field: FormField) throws -> SecretText {
        guard let secret = passwords[field] else { throw Problem.failed }
        return secret
    }

    private func current() throws -> AccountEnrolment {
        guard let enrolment else { throw Problem.failed }
        return enrolment
    }
}
