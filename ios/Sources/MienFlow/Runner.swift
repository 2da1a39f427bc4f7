import Foundation
import Mien

/// Moves the core as the screens ask for it: takes an event, steps, does what the step wants, and so on until it is the
/// person's turn again. One for each journey that can be on the screen; the app's views observe it through `changed`.
@MainActor public final class Runner {
    /// What is on the screen.
    public private(set) var screen = Screen.code {
        didSet { if screen != oldValue { changed?(screen) } }
    }

    /// Called after each change of the screen.
    public var changed: ((Screen) -> Void)?

    /// What the core said last about the vault; nil before it was asked.
    public private(set) var status: Status?

    /// Whether somebody is enrolled and the vault can be opened.
    public var isEnrolled: Bool {
        switch status {
        case .locked, .throttled, .biometricInvalidated, .unlocked: true
        default: false
        }
    }

    private let mien: MienCore.Mien
    private let language: Language
    private let hasBiometrics: @Sendable () -> Bool
    private let consentText = "1"
    private var enrolment: Enrolment?
    private var login: Login?
    private var presentation: Presentation?
    private var scan: Scan?
    private var pads = Pads()
    private let account: AccountDesk
    private let paper: PaperDesk
    private let scanOptions: @MainActor () -> ScanOptions

    /// - Parameters:
    ///   - language: the language of the services' own texts on the approve screen, and of the phone's prompt.
    ///   - provider: where people are enrolled; without one an offer's code is the only way.
    ///   - country: the country of phone numbers that are typed without one (ISO 3166).
    ///   - scanOptions: how a face is scanned here: whether the screen may show colours, whether app and phone are vouched for.
    ///   - hasBiometrics: whether this phone has biometrics to turn on.
    public init(
        mien: MienCore.Mien, language: Language, provider: AccountProvider? = nil, country: String = "SG",
        scanOptions: @escaping @MainActor () -> ScanOptions = { ScanOptions() },
        hasBiometrics: @escaping @Sendable () -> Bool = { false }
    ) {
        self.mien = mien
        self.language = language
        self.hasBiometrics = hasBiometrics
        self.scanOptions = scanOptions
        account = AccountDesk(mien: mien, provider: provider, language: language, country: country, scanOptions: scanOptions)
        paper = PaperDesk(mien: mien)
    }

    /// Takes an event and returns when the core has done everything that follows from it.
    public func send(_ event: Event) async {
        var events = [event]
        while !events.isEmpty {
            let effects: [Effect]
            (screen, effects) = step(screen, events.removeFirst())
            for effect in effects {
                do {
                    if let next = try await perform(effect) { events.append(next) }
                } catch {
                    events.append(.failed(Problem(error)))
                }
            }
        }
    }

    /// What the camera's frames are for at the moment; nil when the camera should rest.
    public var lens: Lens? {
        switch screen {
        case .code: .code(mien)
        case .face: scan.map(Lens.face)
        case .account(.face, _): account.scan.map(Lens.face)
        default: nil
        }
    }

    private func perform(_ effect: Effect) async throws -> Event? {
        switch effect {
        case .follow(let text): return try await follow(text)
        case .startScan:
            let (enrolment, version, options) = (try current(enrolment), consentText, scanOptions())
            // Loading the models takes a moment.
            scan = try await offMain { try enrolment.startScan(consentTextVersion: version, options: options) }
            // While the camera's queue shows the first hints.
            try await offMain { [mien] in try mien.prepareScan() }
        case .acceptScan: try current(enrolment).acceptScan(scan: try current(scan))
        case .interruptScan: _ = (account.scan ?? scan)?.interrupt()
        case .cancelScan: (account.scan ?? scan)?.cancel()
        case .type(let digit): return .typed(try pads.type(digit, on: screen))
        case .erase: return .typed(pads.erase(on: screen))
        case .clearPads: pads.clear()
        case .clearNew: pads.clearNew()
        case .judge: return .judged(try judge())
        case .touch(let dot, let again): _ = try pads.grid(again).touch(dot: dot)
        case .countDots(let again): return .dots(Int(pads.grid(again).length()))
        case .choosePasscode:
            if account.isOpen { return .enrolled(name: try await account.choosePasscode(pads.first, pads.again)) }
            try current(enrolment).choosePasscode(first: pads.first, again: pads.again)
            return .passcodeChosen
        case .finish(let code):
            let enrolment = try current(enrolment)
            return .enrolled(name: try await offMain { try enrolment.finish(code: code).name })
        case .approve(let check, let factor): return .approved(link: try await approve(check, factor))
        case .decline:
            try await decline()
            return .declined
        case .lock: mien.lock()
        case .readStatus:
            let now = try await offMain { [mien] in try mien.status() }
            status = now
            return .status(now)
        case .make(.recoveryOn): return try await paper.turnOn()
        case .confirmPaper(let group): return paper.confirm(group)
        case .judgePaper(let text): return try paper.judge(text)
        case .recover: return try await paper.recover(pads)
        case .forgetPaper: paper.forget()
        case .lookAgain: lookAgain()
        case .open, .verifyOld, .make, .readWays, .readHistory, .readPhone, .repair, .deleteAll, .report: return try await secure(effect)
        case .readConsent: return .wanted(try await consent(try current(presentation)))
        case .account(let effect): return try await account.perform(effect)
        case .drop:
            (enrolment, login, presentation, scan) = (nil, nil, nil, nil)
            paper.forget()
            account.drop()
        }
        return nil
    }

    /// Fetches newer lists of whom to trust and of what was withdrawn, when they are due. Call it when the app comes to the foreground
    /// and once a day; nobody waits for it. Whether that went well.
    @discardableResult public func refresh() async -> Bool {
        let mien = mien
        return (try? await offMain { try mien.refreshDue().failed == 0 }) ?? false
    }

    /// The issuer's word of now, for the screen that shows an older one. Without a network that stays, with its age.
    private func lookAgain() {
        let mien = mien
        looking = Task { [weak self] in
            let status = try? await offMain { try mien.refreshStatus().first }
            guard let status else { return }
            await self?.send(.stood(status.standing, asOf: status.asOf.map { Date(timeIntervalSince1970: TimeInterval($0)) }))
        }
    }

    /// The last look at the issuer's word; for tests.
    private(set) var looking: Task<Void, Never>?

    private func judge() throws -> String? {
        if account.isOpen { return try account.weakness(pads.probe) }
        if let enrolment { return try enrolment.weakness(pad: pads.probe) }
        return try mien.weakness(pad: pads.probe)
    }

    private func consent(_ presentation: Presentation) async throws -> Share {
        let tag = language.tag
        return try await offMain { Share(try presentation.consent(language: tag)) }
    }

    private func decline() async throws {
        if let presentation { return try await offMain { try presentation.decline() } }
        let login = try current(login)
        try await offMain { try login.decline() }
    }

    private func share(_ presentation: Presentation, _ factor: Factor) async throws -> String? {
        let (pads, prompt) = (pads, Words(language).promptShare)
        return try await offMain {
            switch factor {
            case .biometrics: try presentation.approveWithBiometrics(prompt: prompt)
            case .pattern: try presentation.approveWithPattern(pad: pads.drawn)
            case .passcode, .recovery: try presentation.approve(pad: pads.first)
            }
        }.returnUrl
    }

    private func approve(_ check: String?, _ factor: Factor) async throws -> String? {
        if let presentation { return try await share(presentation, factor) }
        let (login, pads, prompt) = (try current(login), pads, Words(language).promptLogIn)
        return try await offMain {
            switch factor {
            case .biometrics: try login.approveWithBiometrics(prompt: prompt, check: check)
            case .pattern: try login.approveWithPattern(pad: pads.drawn, check: check)
            case .passcode, .recovery: try login.approve(pad: pads.first, check: check)
            }
        }.returnUrl
    }

    /// What concerns the ways into the vault. Deriving a key and waiting for a person take their time: off the main thread.
    private func secure(_ effect: Effect) async throws -> Event? {
        let (mien, pads, words) = (mien, pads, Words(language))
        switch effect {
        case .open(let factor):
            try await offMain {
                switch factor {
                case .biometrics: try mien.unlockWithBiometrics(prompt: words.promptOpen)
                case .pattern: try mien.unlockWithPattern(pad: pads.drawn)
                case .passcode, .recovery: try mien.unlock(pad: pads.first)
                }
            }
            return .opened
        case .verifyOld:
            try await offMain { try mien.unlock(pad: pads.old) }
            return .verified
        case .make(let change):
            try await offMain { try Self.make(change, mien, pads, words) }
            return .changed
        case .readWays:
            let can = hasBiometrics
            return .ways(try await offMain {
                let ways = try mien.waysIn()
                return Security(
                    pattern: ways.pattern, biometrics: ways.biometrics, canBiometrics: can(), level: try mien.securityLevel(),
                    recovery: ways.recovery
                )
            })
        case .readHistory(let before):
            let page = UInt32(History.page)
            return .history(try await offMain { try mien.historyPage(before: before, limit: page).map(HistoryLine.init) })
        case .readPhone:
            return .phone(try await offMain {
                try ThisPhone(mien.identity(), level: mien.securityLevel(), status: mien.credentialStatus().first)
            })
        case .report(let number, let signOut):
            let done = try await offMain { try mien.reportNotMe(number: number, signOut: signOut) }
            return .reported(History.Told(sessionsEnded: Int(done.sessionsEnded), signedOut: done.signedOut))
        case .repair:
            _ = try await offMain { try mien.repair(pad: pads.first) }
            return .repaired
        default:
            try await offMain { try mien.erase() }
            return .deleted
        }
    }

    private nonisolated static func make(_ change: Change, _ mien: MienCore.Mien, _ pads: Pads, _ words: Words) throws {
        switch change {
        // The old passcode was verified as it was typed; its spare digits are for this.
        case .passcode: try mien.changePasscode(old: pads.oldSpare, first: pads.first, again: pads.again)
        case .patternOn: try mien.setPattern(first: pads.drawn, again: pads.drawnAgain)
        case .patternOff: try mien.removePattern()
        case .biometricsOn: try mien.enableBiometrics(prompt: words.promptTurnOn)
        case .biometricsOff: try mien.disableBiometrics()
        case .recoveryOff: try mien.removeRecoveryCode()
        case .keys: _ = try mien.renewKeys(pad: pads.first, prompt: words.promptTurnOn)
        // Has a desk of its own.
        case .recoveryOn: throw Problem.failed
        }
    }

    private func follow(_ text: String) async throws -> Event {
        let mien = mien
        if text.lowercased().hasPrefix("openid-credential-offer:") {
            let enrolment = try await offMain { try mien.startEnrolment(offer: text) }
            self.enrolment = enrolment
            return .offered(Offer(enrolment.offer()))
        }
        switch try await offMain({ try mien.follow(code: text) }) {
        case .login(let login):
            self.login = login
            return .asked(Approval(login.prompt(language: language.tag)))
        case .presentation(let presentation):
            self.presentation = presentation
            return .wanted(try await consent(presentation))
        }
    }

    private func current<Part>(_ part: Part?) throws -> Part {
        guard let part else { throw Problem.failed }
        return part
    }
}

extension Offer {
    init(_ view: OfferView) {
        let length = view.needsCode ? view.codeLength.map(Int.init) ?? passcodeLength : 0
        self.init(domain: view.issuerDomain, name: view.issuerName, codeLength: length)
    }
}

extension Approval {
    init(_ prompt: ApprovalPrompt) {
        self.init(
            domain: prompt.domain, service: prompt.serviceName, purpose: prompt.purpose, claims: prompt.claims,
            browser: prompt.browser, startedAt: prompt.startedAt.map { Date(timeIntervalSince1970: TimeInterval($0)) },
            needsCheck: prompt.needsCheck
        )
    }
}
