import Mien

/// How many digits a passcode has.
public let passcodeLength = 6

/// The next screen and what the core has to do for it. A pure function: the same screen and event give the same answer,
/// and an event that does not belong to the screen changes nothing.
public func step(_ screen: Screen, _ event: Event) -> (Screen, [Effect]) {
    if let step = securityStep(screen, event) ?? accountStep(screen, event) ?? shareStep(screen, event) { return step }
    switch (screen, event) {
    case (_, .restart):
        return (.code, [.clearPads, .drop, .lock, .readStatus])
    case (_, .tick(let seconds)):
        return (screen.after(seconds: seconds), [])
    case (_, .left):
        return leave(screen)

    case (.code, .read(let text)):
        return work(.follow(text), behind: screen)
    case (_, .linked(let text)) where screen.givesWay:
        return (.busy(.follow(text), behind: .code), [.clearPads, .drop, .lock, .readStatus, .follow(text)])
    case (.busy(.follow, _), .offered(let offer)):
        return (.consent(offer), [])
    case (.busy(.follow, _), .asked(let approval)):
        return (.approve(approval, problem: nil), [])

    case (.consent(let offer), .consented):
        return (.face(offer, FaceView()), [.startScan])
    case (.face(let offer, _), .looked(let view)):
        return (.face(offer, view), [])
    case (.face(let offer, _), .scanned(.passed)):
        return (.pad(.choose(offer), count: 0, problem: nil), [.acceptScan])
    case (.face(let offer, _), .scanned(let result)):
        return (.ended(offer, ScanEnding(result: result)), [])
    case (.face(let offer, _), .otherWay):
        return (.ended(offer, ScanEnding(.otherWay)), [.cancelScan])
    case (.ended(let offer, _), .otherWay):
        return (.ended(offer, ScanEnding(.otherWay)), [])
    case (.ended(let offer, _), .retry):
        return (.face(offer, FaceView()), [.startScan])

    case (.pad(let purpose, let count, _), _):
        return typing(purpose, count, event, screen)

    case (.busy(.choosePasscode, .pad(.again(let offer), _, _)), .passcodeChosen):
        if offer.codeLength == 0 { return work(.finish(code: nil), behind: .consent(offer)) }
        return (.pad(.message(offer, typed: ""), count: 0, problem: nil), [])
    case (.busy(.finish, _), .enrolled(let name)):
        return (.done(.enrolled(name: name)), [.drop])

    case (.approve(var approval, _), .check(let text)) where approval.needsCheck:
        approval.check = String(text.filter { ("0"..."9").contains($0) }.prefix(2))
        return (.approve(approval, problem: nil), [])
    case (.approve(let approval, _), .approve):
        guard approval.isComplete else { return (.approve(approval, problem: .checkDigits), []) }
        return (.pad(.approve(approval), count: 0, problem: nil), [.clearPads, .lock, .readStatus])
    case (.approve, .decline):
        return work(.decline, behind: screen)
    case (.busy(.approve, let behind), .approved(let link)):
        return (.done(.approved(link: link, changed: behind.hasChangedBiometrics)), [.clearPads, .drop])
    case (.busy(.decline, _), .declined):
        return (.done(.declined), [.drop])

    case (.busy(let effect, let behind), .failed(let problem)):
        return fail(effect, behind, problem)
    case (.face, .failed(let problem)), (.consent, .failed(let problem)):
        return (.done(.stopped(problem, retry: nil)), [.clearPads, .drop])
    case (.done(.stopped(_, .effect(let effect, let behind)?)), .retry):
        return work(effect, behind: behind)

    default:
        return (screen, [])
    }
}

/// The core works; the screen is where a failure leads back to.
func work(_ effect: Effect, behind: Screen) -> (Screen, [Effect]) {
    (.busy(effect, behind: behind), [effect])
}

/// Digits on the pad. Those of a passcode go into the core one by one; only their number comes back.
private func typing(_ purpose: PadPurpose, _ count: Int, _ event: Event, _ screen: Screen) -> (Screen, [Effect]) {
    switch (purpose, event) {
    case (.message(let offer, let typed), .digit(let digit)) where digit < 10 && typed.count < offer.codeLength:
        let text = typed + String(digit)
        let next = Screen.pad(.message(offer, typed: text), count: text.count, problem: nil)
        return text.count == offer.codeLength ? work(.finish(code: text), behind: next) : (next, [])
    case (.message(let offer, let typed), .erase):
        let text = String(typed.dropLast())
        return (.pad(.message(offer, typed: text), count: text.count, problem: nil), [])
    case (.message, _):
        return (screen, [])

    case (.approve, .decline), (.share, .decline):
        return (.busy(.decline, behind: screen), [.clearPads, .decline])
    case (_, .digit(let digit)) where digit < 10 && count < passcodeLength:
        return screen.isWaiting ? (screen, []) : (screen, [.type(digit)])
    case (_, .erase) where count > 0:
        return (screen, [.erase])
    case (.choose, .typed(passcodeLength)), (.new, .typed(passcodeLength)), (.fresh, .typed(passcodeLength)):
        return (.pad(purpose, count: passcodeLength, problem: nil), [.judge])
    case (.again, .typed(passcodeLength)):
        return work(.choosePasscode, behind: screen)
    case (.approve(let approval), .typed(passcodeLength)):
        return work(.approve(check: approval.needsCheck ? approval.check : nil), behind: screen)
    case (.share, .typed(passcodeLength)):
        return work(.approve(check: nil), behind: screen)
    case (.open, .typed(passcodeLength)):
        return work(.open(.passcode), behind: screen)
    case (.old, .typed(passcodeLength)):
        return work(.verifyOld, behind: screen)
    case (.newAgain, .typed(passcodeLength)):
        return work(.make(.passcode), behind: screen)
    case (.repair, .typed(passcodeLength)):
        return work(.repair, behind: screen)
    case (.renew, .typed(passcodeLength)):
        return work(.make(.keys), behind: screen)
    case (.freshAgain, .typed(passcodeLength)):
        return work(.recover, behind: screen)
    case (_, .typed(let count)):
        return (.pad(purpose, count: count, problem: nil), [])

    case (.choose(let offer), .judged(nil)) where count == passcodeLength:
        return (.pad(.again(offer), count: 0, problem: nil), [])
    case (.new, .judged(nil)) where count == passcodeLength:
        return (.pad(.newAgain, count: 0, problem: nil), [])
    case (.fresh(let back), .judged(nil)) where count == passcodeLength:
        return (.pad(.freshAgain(back), count: 0, problem: nil), [])
    case (.fresh, .judged(let reason?)) where count == passcodeLength:
        return (.pad(purpose, count: 0, problem: .weak(reason)), [.clearPads])
    case (.new, .judged(let reason?)) where count == passcodeLength:
        return (.pad(.new, count: 0, problem: .weak(reason)), [.clearNew])
    case (.choose, .judged(let reason?)) where count == passcodeLength:
        return (.pad(purpose, count: 0, problem: .weak(reason)), [.clearPads])
    case (_, .failed(let problem)):
        return (.pad(purpose, count: 0, problem: problem), [.clearPads])
    default:
        return (screen, [])
    }
}

/// Where a failure leads: back to what the person can do about it.
private func fail(_ effect: Effect, _ behind: Screen, _ problem: Problem) -> (Screen, [Effect]) {
    if let step = securityFailure(effect, behind, problem) { return step }
    switch (effect, behind) {
    case (.choosePasscode, .pad(.again(let offer), _, _)):
        return (.pad(.choose(offer), count: 0, problem: problem), [.clearPads])
    case (.finish, .pad(.message(let offer, _), _, _)) where problem == .wrongCode:
        return (.pad(.message(offer, typed: ""), count: 0, problem: problem), [])
    case (.approve, .pad(.approve(var approval), _, _)) where problem == .checkDigits:
        approval.check = ""
        return (.approve(approval, problem: problem), [.clearPads])
    case (.approve, .pad(let purpose, _, _)) where problem.isForThePad:
        return (.pad(purpose, count: 0, problem: problem), [.clearPads])
    case _ where problem == .network:
        return (.done(.stopped(problem, retry: .effect(effect, behind: behind))), [])
    default:
        return (.done(.stopped(problem, retry: nil)), [.clearPads, .drop])
    }
}

/// The app leaves the foreground: digits are forgotten, a scan starts over, the vault is locked. What the core is doing is
/// left to end.
private func leave(_ screen: Screen) -> (Screen, [Effect]) {
    if let step = paperLeft(screen) { return step }
    switch screen {
    // A request is still there when the person comes back. What it would send is not.
    case .pad(.open(_, then: .values(let share)), _, _), .draw(.open(_, then: .values(let share)), _):
        return (.share(share, problem: nil), [.clearPads, .lock])
    case .face(let offer, _):
        return (.face(offer, FaceView()), [.interruptScan])
    case .pad(.message, _, _), .busy:
        return (screen, [])
    case .account(let account, let problem):
        return accountLeft(account, problem)
    case .pad(.open, _, _), .pad(.old, _, _), .pad(.new, _, _), .pad(.newAgain, _, _), .pad(.repair, _, _), .pad(.renew, _, _), .security, .history,
        .phone, .turnOnAgain,
        .draw(.choose, _), .draw(.again, _), .draw(.open, _):
        return (.code, [.clearPads, .lock, .readStatus])
    case .draw(.approve(let approval), _):
        return (.pad(.approve(approval), count: 0, problem: nil), [.clearPads, .lock])
    case .draw(.share(let share), _):
        return (.pad(.share(share), count: 0, problem: nil), [.clearPads, .lock])
    case .share(let share, let problem):
        return (.share(share.withoutValues, problem: problem), [.lock])
    case .shut(let shut, _, _):
        return (.shut(shut, sure: false, problem: nil), [.lock])
    case .pad(.again(let offer), _, _), .pad(.choose(let offer), _, _):
        return (.pad(.choose(offer), count: 0, problem: nil), [.clearPads, .lock])
    case .pad(let purpose, _, _):
        return (.pad(purpose, count: 0, problem: nil), [.clearPads, .lock])
    default:
        return (screen, [.lock])
    }
}

extension Screen {
    /// What is said about the digits or dots at the moment.
    var problem: Problem? {
        switch self {
        case .pad(_, _, let problem), .draw(_, let problem): problem
        default: nil
        }
    }

    /// Whether a delay runs that the keys wait for.
    public var isWaiting: Bool { problem?.isWaiting == true }

    /// Whether time has to be counted on it.
    public var isCounting: Bool {
        if case .account(let account, _) = self { account.isCounting } else { isWaiting }
    }

    /// Whether a link that opens the app takes its place. A request that is being decided on gives way to the one that the person
    /// opened last, and begins with its own screen: nothing typed for one goes to the other. What is being set up stays.
    var givesWay: Bool {
        switch self {
        case .code, .consent, .approve, .share, .done, .security, .history, .phone, .pad(.approve, _, _), .pad(.share, _, _),
            .pad(.open, _, _), .draw(.approve, _), .draw(.share, _), .draw(.open, _), .account(.ways, _):
            true
        default:
            false
        }
    }

    var hasChangedBiometrics: Bool {
        switch self {
        case .pad(let purpose, _, _): purpose.ways.changed
        case .draw(let purpose, _): purpose.pad?.ways.changed == true
        default: false
        }
    }

    /// The screen after so many seconds: a delay counts down, and leaves behind what it was about.
    func after(seconds: Int) -> Screen {
        if case .account(let account, let problem) = self { return .account(account.after(seconds: seconds), problem: problem) }
        guard let problem, problem.isWaiting else { return self }
        switch self {
        case .pad(let purpose, let count, _): return .pad(purpose, count: count, problem: problem.after(seconds: seconds))
        case .draw(let purpose, _): return .draw(purpose, problem: problem.after(seconds: seconds))
        default: return self
        }
    }
}
