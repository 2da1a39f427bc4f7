import Mien

/// How many dots a pattern has at least.
public let patternLength = 6

/// The screens of what opens the app. Nil for what is none of theirs.
func securityStep(_ screen: Screen, _ event: Event) -> (Screen, [Effect])? {
    if let step = paperStep(screen, event) { return step }
    switch (screen, event) {
    case (_, .status(let status)):
        return told(screen, status)
    case (.code, .securityAsked):
        return prove(.security)
    case (.code, .historyAsked):
        return prove(.history)
    case (.code, .phoneAsked):
        return prove(.phone)
    case (.security, .historyAsked):
        return work(.readHistory(), behind: screen)
    case (.security, .phoneAsked):
        return work(.readPhone, behind: screen)
    // Whoever just chose the passcode need not type it a third time.
    case (.done(.enrolled), .securityAsked), (.phone, .securityAsked):
        return work(.readWays(done: nil), behind: .code)
    case (.busy(.readHistory, .history(let history, _)), .history(let older)):
        return (.history(history.adding(older), problem: nil), [])
    case (.busy(.readHistory, _), .history(let lines)):
        return (.history(History([]).adding(lines), problem: nil), [])
    case (.history(let history, _), _):
        return historyStep(history, event)
    case (.busy(.report, .history(var history, _)), .reported(let told)):
        history.report = .told(told)
        return (.history(history, problem: nil), [])
    case (.busy(.readPhone, _), .phone(let phone)):
        // What was known is there at once; the network takes its time.
        return (.phone(phone), [.lookAgain])
    case (.phone(let phone), .stood(let standing, let asOf)):
        return (.phone(phone.standing(standing, asOf: asOf)), [])
    case (.pad(let purpose, _, _), .forgotten) where purpose.grid != nil:
        return (.shut(.forgotten(hasCode: purpose.ways.recovery), sure: false, problem: nil), [.clearPads])

    case (.pad(let purpose, _, let problem), .biometricsChosen) where purpose.ways.biometrics:
        return purpose.proof(by: .biometrics).map { after([.clearPads], work($0, behind: .pad(purpose, count: 0, problem: problem))) }
    case (.pad(let purpose, _, let problem), .patternChosen) where purpose.ways.pattern:
        return purpose.grid.map { (.draw($0, problem: problem), [.clearPads]) }
    case (.draw(let purpose, let problem), .keysChosen):
        return purpose.pad.map { (.pad($0, count: 0, problem: problem), [.clearPads]) }
    case (.draw, _):
        return drawing(screen, event)

    case (.busy(.open, let behind), .opened):
        return opened(behind)
    case (.busy(.verifyOld, _), .verified):
        return (.pad(.new, count: 0, problem: nil), [])
    case (.busy(.make, .turnOnAgain), .changed):
        return (.code, [.clearPads, .lock, .readStatus])
    case (.busy(.make(let change), let behind), .changed):
        return after([.clearPads], work(.readWays(done: change), behind: behind))
    case (.busy(.readWays(let done), _), .ways(let security)):
        return (.security(security, problem: nil, done: done), [])
    case (.busy(.repair, _), .repaired), (.busy(.deleteAll, _), .deleted):
        return (.code, [.clearPads, .drop, .readStatus])

    case (.security, .changeAsked(.passcode)):
        return (.pad(.old, count: 0, problem: nil), [.clearPads])
    case (.security, .changeAsked(.patternOn)):
        return (.draw(.choose, problem: nil), [.clearPads])
    case (.security(let security, _, _), .changeAsked(let change)):
        return work(.make(change), behind: .security(security, problem: nil, done: nil))
    case (.security, .deleteAsked):
        return (.shut(.deleteAsked, sure: false, problem: nil), [])

    case (.turnOnAgain, .agreed):
        return work(.make(.biometricsOn), behind: screen)
    case (.turnOnAgain, .decline):
        return work(.make(.biometricsOff), behind: screen)
    case (.done(.approved(_, changed: true)), .restart):
        return (.turnOnAgain(problem: nil), [.clearPads, .drop])

    case (.shut(.counterLost, _, _), .deleteAsked):
        return (screen, [])
    case (.shut(let shut, let sure, _), .deleteAsked):
        // What is still there is asked about twice.
        if sure || !shut.hasRest { return work(.deleteAll, behind: .shut(shut, sure: false, problem: nil)) }
        return (.shut(shut, sure: true, problem: nil), [])
    case (.shut(let shut, true, _), .decline):
        return (.shut(shut, sure: false, problem: nil), [])
    case (.shut(let shut, _, _), .repairAsked) where shut.isRepairable:
        return (.pad(.repair, count: 0, problem: nil), [.clearPads])
    default:
        return nil
    }
}

/// The person has to show that they are there.
private func prove(_ errand: Errand) -> (Screen, [Effect]) {
    (.pad(.open(Ways(), then: errand), count: 0, problem: nil), [.clearPads, .lock, .readStatus])
}

private func after(_ first: [Effect], _ then: (Screen, [Effect])) -> (Screen, [Effect]) {
    (then.0, first + then.1)
}

/// What the phone is in: a delay that still runs, what else could open it, what was changed, or that nothing opens.
private func told(_ screen: Screen, _ status: Status) -> (Screen, [Effect])? {
    let shut: Shut? = switch status {
    case .wiped(let recoverable): .wiped(hasRest: recoverable)
    case .tamperedOrRestored: .restored
    case .damaged(let repairable): .damaged(repairable: repairable)
    case .counterLost: .counterLost
    default: nil
    }
    if let shut { return (.shut(shut, sure: false, problem: nil), [.clearPads, .drop]) }
    guard case .pad(let purpose, let count, let problem) = screen, purpose.grid != nil else { return nil }
    switch status {
    case .notEnrolled:
        return (.code, [.clearPads, .drop])
    case .locked(let left, let ways):
        let warning: Problem? = left == 1 ? .wrongPasscode(attemptsLeft: 1) : problem
        return (.pad(purpose.with(Ways(ways)), count: count, problem: warning), [])
    case .biometricInvalidated(let left, let ways):
        var changed = Ways(ways)
        changed.changed = true
        return (.pad(purpose.with(changed), count: count, problem: left == 1 ? .wrongPasscode(attemptsLeft: 1) : .biometricsChanged), [])
    case .throttled(let remaining, let left, let ways):
        let waiting = Problem.throttled(seconds: Problem.seconds(remaining), attemptsLeft: Int(left))
        return (.pad(purpose.with(Ways(ways)), count: 0, problem: waiting), [.clearPads])
    default:
        return nil
    }
}

private func drawing(_ screen: Screen, _ event: Event) -> (Screen, [Effect])? {
    guard case .draw(let purpose, let problem) = screen, problem?.isWaiting != true else { return nil }
    let again = purpose == .again
    switch event {
    case .dot(let dot) where dot < 9:
        return (.draw(purpose, problem: nil), [.touch(dot, again: again)])
    case .fingerUp:
        return (screen, [.countDots(again: again)])
    case .dots(0):
        return nil
    case .dots(let count) where count < patternLength:
        return (.draw(again ? .choose : purpose, problem: .pattern("pattern_too_short")), [.clearPads])
    case .dots:
        switch purpose {
        case .choose: return (.draw(.again, problem: nil), [])
        case .again: return work(.make(.patternOn), behind: screen)
        case .approve, .share, .open: return purpose.pad?.proof(by: .pattern).map { work($0, behind: screen) }
        }
    default:
        return nil
    }
}

/// The person proved to be there: on to what they wanted.
private func opened(_ behind: Screen) -> (Screen, [Effect])? {
    let purpose: PadPurpose? = switch behind {
    case .pad(let purpose, _, _): purpose
    case .draw(let purpose, _): purpose.pad
    default: nil
    }
    guard case .open(let ways, let then)? = purpose else { return nil }
    switch then {
    // Its dots are drawn only now.
    case .change(.patternOn): return (.draw(.choose, problem: nil), [.clearPads])
    case .change(let change): return work(.make(change), behind: behind)
    case _ where ways.changed: return (.turnOnAgain(problem: nil), [.clearPads])
    case .security: return work(.readWays(done: nil), behind: behind)
    case .history: return work(.readHistory(), behind: behind)
    case .phone: return work(.readPhone, behind: behind)
    case .values: return work(.readConsent, behind: behind)
    }
}

/// Where a failure of one of these screens leads. Nil for what is none of theirs.
func securityFailure(_ effect: Effect, _ behind: Screen, _ problem: Problem) -> (Screen, [Effect])? {
    if let step = paperFailure(effect, behind, problem) { return step }
    switch (problem, effect, behind) {
    case (.stepUp, .make(let change), _):
        return prove(.change(change))
    case (.stepUp, .readHistory, _):
        return prove(.history)
    case (.stepUp, .readPhone, _):
        return prove(.phone)
    case (.stepUp, .readWays, _), (.stepUp, .open, _), (.stepUp, .verifyOld, _):
        return prove(.security)
    case (.vaultShut, _, _):
        return (.code, [.clearPads, .drop, .readStatus])
    case (.cancelled, _, _):
        return (behind, [])
    case (.biometricsRefused, _, .pad(let purpose, _, let before)):
        return (.pad(purpose, count: 0, problem: before?.isWaiting == true ? before : problem), [])
    case (.biometricsChanged, _, .pad(let purpose, _, let before)), (.biometricsMissing, _, .pad(let purpose, _, let before)):
        var ways = purpose.ways
        (ways.biometrics, ways.changed) = (false, problem == .biometricsChanged)
        return (.pad(purpose.with(ways), count: 0, problem: before?.isWaiting == true ? before : problem), [])
    case (_, .make(.passcode), .pad):
        if problem.isAboutTheNewOne { return (.pad(.new, count: 0, problem: problem), [.clearNew]) }
        return (.pad(.old, count: 0, problem: problem), [.clearPads])
    case (_, .make(.patternOn), .draw):
        return (.draw(.choose, problem: problem), [.clearPads])
    case (_, .make, .security(let security, _, _)):
        return (.security(security, problem: problem, done: nil), [])
    case (_, .make, .turnOnAgain):
        return (.turnOnAgain(problem: problem), [])
    case (.wrongPasscode(let left), _, .draw(let purpose, _)):
        return (.draw(purpose, problem: .wrongPattern(attemptsLeft: left)), [.clearPads])
    case (_, _, .draw(let purpose, _)) where problem.isForThePad:
        return (.draw(purpose, problem: problem), [.clearPads])
    case (_, .open, .pad(let purpose, _, _)), (_, .verifyOld, .pad(let purpose, _, _)), (_, .repair, .pad(let purpose, _, _)):
        return (.pad(purpose, count: 0, problem: problem), [.clearPads])
    case (_, .report, .history(let history, _)), (_, .readHistory, .history(let history, _)):
        return (.history(history, problem: problem), [])
    case (_, .deleteAll, .shut(let shut, _, _)):
        return (.shut(shut, sure: false, problem: problem), [])
    default:
        return nil
    }
}

extension Ways {
    init(_ ways: WaysIn) {
        self.init(pattern: ways.pattern, biometrics: ways.biometrics, recovery: ways.recovery)
    }
}
