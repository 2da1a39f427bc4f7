import Mien

// What the core says about an enrolment, as the screens take it.

extension AccountWay {
    var purpose: AccountPurpose {
        switch self {
        case .setUp: .setUp
        case .register: .register
        case .registerByPhone: .registerByPhone
        }
    }
}

extension AccountStage {
    init(_ view: AccountView) {
        func asked(_ asked: Asked) -> AccountStage { .asked(asked, problem: view.problem) }
        self = switch view.step {
        case .proofOfWork: asked(.robot)
        case .signIn: asked(.form(.signIn))
        case .identify: asked(.form(.identify))
        case .newPassword: asked(.form(.newPassword))
        case .phone(let twice): asked(.form(.phone(twice: twice)))
        case .terms(let version, let summary, let url):
            asked(.terms(TermsAsked(version: version, summary: summary, url: url)))
        case .oneTimeCode(let sentTo, let length, let left, let resendIn, let tries):
            asked(.form(.code(CodeAsked(
                sentTo: sentTo, length: Int(length), expiresIn: Int(clamping: left), resendIn: resendIn.map(Int.init(clamping:)),
                triesLeft: Int(clamping: tries)
            ))))
        case .face(let consent, _, let left, let tries, let asksTemplate):
            asked(.face(FaceAsked(
                consent: consent, wantsTemplate: asksTemplate, expiresIn: Int(clamping: left), triesLeft: Int(clamping: tries)
            )))
        case .details(let details, let declaration, _):
            asked(.details(DetailsAsked(
                lines: details.map { DetailsAsked.Line(label: $0.label, value: $0.value) }, declaration: declaration
            )))
        case .browser(let url): .browser(url)
        // Whatever is begun next takes its place.
        case .interrupted, .ended: .interrupted
        case .passcode: .passcode(Offer(domain: view.providerDomain, name: view.providerName, codeLength: 0))
        }
    }
}

extension FieldCheck {
    init(_ check: IdNumberCheck) {
        switch check {
        case .incomplete: self = .incomplete
        case .complete: self = .complete
        case .wrong(let problem): self = .wrong(.idNumber(problem))
        }
    }

    init(_ check: NameCheck) {
        switch check {
        case .incomplete: self = .incomplete
        case .complete: self = .complete
        case .wrong(let problem): self = .wrong(.name(problem))
        }
    }

    init(_ check: PhoneCheck) {
        switch check {
        case .incomplete: self = .incomplete
        case .complete: self = .complete
        case .wrong(let problem): self = .wrong(.phone(problem))
        }
    }
}
