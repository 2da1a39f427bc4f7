import Mien

/// The screens of an enrolment at a provider. Nil for what is none of theirs.
func accountStep(_ screen: Screen, _ event: Event) -> (Screen, [Effect])? {
    switch (screen, event) {
    case (.code, .accountAsked):
        return work(.look, behind: .code)
    case (.busy(.account(.look), _), .account(.nothingBegun)), (.account(.face, _), .account(.nothingBegun)),
        (.busy(.account(.giveUp), _), .account(.givenUp)):
        return show(.ways)
    case (.busy(.account, let behind), .account(.stands(let stage))):
        return reached(stage, from: behind)
    case (.account(.robot, _), .account(.stands(let stage))), (.account(.face, _), .account(.stands(let stage))):
        return reached(stage, from: screen)
    case (.busy(.account(let effect), let behind), .failed(let problem)):
        return failed(effect, behind, problem)
    case (.account(let screen, let problem), .account(let event)):
        return step(screen, problem, event)
    case (.account(.robot, _), .failed(let problem)):
        return failed(.solve, screen, problem)
    case (.account(.face(let face, _), _), let event):
        return scanning(face, event)
    case (.account(.ended(let face, _), _), .otherWay):
        return show(.ended(face, ScanEnding(.otherWay)))
    case (.account(.ended(let face, _), _), .retry):
        return face.isAgreed ? look(face) : show(.consent(face))
    case (.account(.consent(let face), _), .otherWay):
        return show(.ended(face, ScanEnding(.otherWay)))
    case (.account(.browser, _), .linked(let link)):
        return work(.returned(link), behind: screen)
    case (.busy(.choosePasscode, .pad(.again, _, _)), .enrolled(let name)):
        return (.done(.enrolled(name: name)), [.clearPads, .drop])
    default:
        return nil
    }
}

/// What the person does on one of the screens.
private func step(_ screen: AccountScreen, _ problem: Problem?, _ event: AccountEvent) -> (Screen, [Effect])? {
    let here = Screen.account(screen, problem: nil)
    switch (screen, event) {
    case (.ways, .chosen(let way)):
        return work(.begin(way), behind: here)
    case (.robot, .retry) where problem != nil:
        return show(.robot, after: [.account(.solve)])
    case (.form(let form), _):
        return filling(form, problem, event)
    case (.terms, .accepted):
        return work(.accept, behind: here)
    case (.consent(var face), .sendsTemplate(let sends)) where face.wantsTemplate:
        face.sendsTemplate = sends
        return (.account(.consent(face), problem: problem), [])
    case (.consent(var face), .agreed):
        face.isAgreed = true
        return look(face)
    case (.details(let details, _), .declared(let declared)):
        return (.account(.details(details, declared: declared), problem: problem), [])
    case (.details(_, declared: true), .goOn):
        return work(.declare, behind: here)
    case (.interrupted, .retry):
        return work(.retry, behind: here)
    case (.sure, .giveUp):
        return work(.giveUp, behind: here)
    case (.sure, .retry):
        return work(.look, behind: .code)
    case (.ways, .giveUp), (.face, _):
        return nil
    case (_, .giveUp):
        return show(.sure, after: [.account(.forget(FormField.allCases))])
    default:
        return nil
    }
}

private func filling(_ form: AccountForm, _ problem: Problem?, _ event: AccountEvent) -> (Screen, [Effect])? {
    var form = form
    switch event {
    // A view that shows what is there already says nothing new: what is wrong with the form still is.
    case .typed(let field, let text) where !field.isSecret && text.text == form.text(field):
        return nil
    case .typed(let field, let text) where form.kind.fields.contains(field):
        form.type(text, into: field)
        return (.account(.form(form), problem: nil), [.account(.fill(field, text))])
    case .checked(let field, let check) where form.kind.fields.contains(field):
        form[field] = check
        // The last digit of a code sends it, wherever it came from.
        if case .code(let code) = form.kind, check == .complete, code.triesLeft > 0 {
            return work(.answer(form.kind), behind: .account(.form(form), problem: nil))
        }
        return (.account(.form(form), problem: problem), [])
    case .unmet(let rules):
        form.unmet = rules
        form[.password] = rules.isEmpty ? .complete : .incomplete
        return (.account(.form(form), problem: problem), [])
    case .submitted where form.isComplete:
        return work(.answer(form.kind), behind: .account(.form(form), problem: nil))
    case .anotherCode:
        guard case .code(let code) = form.kind, code.resendIn == 0 else { return nil }
        return work(.anotherCode, behind: .account(.form(form), problem: nil))
    case .giveUp:
        return show(.sure, after: [.account(.forget(FormField.allCases))])
    default:
        return nil
    }
}

private func scanning(_ face: FaceAsked, _ event: Event) -> (Screen, [Effect])? {
    switch event {
    case .looked(let view):
        return (.account(.face(face, view), problem: nil), [])
    case .scanned(.passed):
        return work(.acceptScan(sendsTemplate: face.sendsTemplate), behind: .account(.consent(face.asked), problem: nil))
    case .scanned(let result):
        return show(.ended(face, ScanEnding(result: result)))
    case .otherWay:
        return show(.ended(face, ScanEnding(.otherWay)), after: [.cancelScan])
    case .failed(let problem):
        return (.account(.consent(face.asked), problem: problem), [.cancelScan])
    case .left:
        return show(.face(face, FaceView()), after: [.interruptScan])
    default:
        return nil
    }
}

/// On to the camera. What has run out is asked for again first.
private func look(_ face: FaceAsked) -> (Screen, [Effect]) {
    show(.face(face, FaceView()), after: [.account(.startScan(again: face.expiresIn == 0))])
}

/// The screen for where the enrolment stands.
private func reached(_ stage: AccountStage, from behind: Screen) -> (Screen, [Effect]) {
    let forget = Effect.account(.forget(FormField.allCases))
    switch stage {
    case .asked(let asked, let code):
        let problem = code.map { Problem.answer($0, asked.kind) }
        switch asked {
        case .robot: return (.account(.robot, problem: problem), [forget, .account(.solve)])
        case .form(let kind): return form(kind, problem, from: behind)
        case .terms(let terms): return (.account(.terms(terms), problem: problem), [forget])
        case .face(let face): return (.account(.consent(face), problem: problem), [forget])
        case .details(let details): return (.account(.details(details, declared: false), problem: problem), [forget])
        }
    case .browser(let url): return show(.browser(url), after: [forget])
    case .interrupted: return show(.interrupted, after: [forget])
    case .passcode(let offer): return (.pad(.choose(offer), count: 0, problem: nil), [forget, .clearPads])
    }
}

/// The form again after an answer that was not taken, with what need not be typed twice; else a new one.
private func form(_ kind: FormKind, _ problem: Problem?, from behind: Screen) -> (Screen, [Effect]) {
    guard problem != nil, case .account(.form(let before), _) = behind, before.kind.fields == kind.fields else {
        return (.account(.form(AccountForm(kind)), problem: problem), [.account(.forget(FormField.allCases))])
    }
    var form = before.without(FormField.spent)
    form.kind = kind
    return (.account(.form(form), problem: problem), [.account(.forget(FormField.spent))])
}

/// Where a failure leads: back to what can be mended, or to the end.
private func failed(_ effect: AccountEffect, _ behind: Screen, _ problem: Problem) -> (Screen, [Effect]) {
    switch (effect, problem) {
    case (_, .over), (_, .alreadyEnrolled):
        return (.done(.stopped(problem, retry: nil)), [.account(.forget(FormField.allCases)), .clearPads, .drop])
    case (.look, _), (.begin, _):
        // Nothing was asked yet: the same way once more.
        return (.done(.stopped(problem, retry: .effect(.account(effect), behind: behind))), [])
    case (.giveUp, _):
        return (.account(.sure, problem: problem), [])
    case (.returned, _):
        // An address of somebody else's: the right one may still come.
        return (behind.with(problem), [])
    case (_, .network):
        return show(.interrupted)
    default:
        return (behind.with(problem), [.account(.forget(FormField.spent))])
    }
}

/// The app leaves the foreground. A code and what is no secret stay: the person may be looking for the SMS.
func accountLeft(_ screen: AccountScreen, _ problem: Problem?) -> (Screen, [Effect]) {
    guard case .form(let form) = screen, form.kind.fields.contains(where: \.isSecret) else {
        return (.account(screen, problem: problem), [])
    }
    return (.account(.form(form.without(FormField.passwords)), problem: problem), [.account(.forget(FormField.passwords))])
}

extension AccountScreen {
    /// Whether something on it counts down.
    var isCounting: Bool { after(seconds: 1) != self }

    /// The screen after so many seconds.
    func after(seconds: Int) -> AccountScreen {
        func less(_ left: Int) -> Int { max(0, left - seconds) }
        switch self {
        case .form(var form):
            guard case .code(var code) = form.kind else { return self }
            code.expiresIn = less(code.expiresIn)
            code.resendIn = code.resendIn.map(less)
            form.kind = .code(code)
            return .form(form)
        case .consent(var face):
            face.expiresIn = less(face.expiresIn)
            return .consent(face)
        case .face(var face, let view):
            face.expiresIn = less(face.expiresIn)
            return .face(face, view)
        case .ended(var face, let ending):
            face.expiresIn = less(face.expiresIn)
            return .ended(face, ending)
        default:
            return self
        }
    }
}

private extension FaceAsked {
    /// To be agreed to once more.
    var asked: FaceAsked {
        var face = self
        face.isAgreed = false
        return face
    }
}

private extension Screen {
    /// The same screen, with what went wrong.
    func with(_ problem: Problem) -> Screen {
        switch self {
        case .account(.form(let form), _): .account(.form(form.without(FormField.spent)), problem: problem)
        case .account(let screen, _): .account(screen, problem: problem)
        default: .done(.stopped(problem, retry: nil))
        }
    }
}

private func work(_ effect: AccountEffect, behind: Screen) -> (Screen, [Effect]) {
    work(Effect.account(effect), behind: behind)
}

private func show(_ screen: AccountScreen, after effects: [Effect] = []) -> (Screen, [Effect]) {
    (.account(screen, problem: nil), effects)
}
