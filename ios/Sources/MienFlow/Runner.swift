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

    private let mien: MienCore.Mien
    private let language: Language
    private let consentText = "1"
    private var enrolment: Enrolment?
    private var login: Login?
    private var scan: Scan?
    private var pads = Pads()

    /// - Parameter language: the language of the services' own texts on the approve screen.
    public init(mien: MienCore.Mien, language: Language) {
        self.mien = mien
        self.language = language
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
        default: nil
        }
    }

    private func perform(_ effect: Effect) async throws -> Event? {
        switch effect {
        case .follow(let text): return try await follow(text)
        case .startScan:
            let (enrolment, version) = (try current(enrolment), consentText)
            // Loading the models takes a moment.
            scan = try await offMain { try enrolment.startScan(consentTextVersion: version) }
            // While the camera's queue shows the first hints.
            try await offMain { [mien] in try mien.prepareScan() }
        case .acceptScan: try current(enrolment).acceptScan(scan: try current(scan))
        case .interruptScan: _ = scan?.interrupt()
        case .cancelScan: scan?.cancel()
        case .type(let digit): return .typed(try pads.type(digit, on: screen))
        case .erase: return .typed(pads.erase(on: screen))
        case .clearPads: pads.clear()
        case .judge: return .judged(try current(enrolment).weakness(pad: pads.probe))
        case .choosePasscode:
            try current(enrolment).choosePasscode(first: pads.first, again: pads.again)
            return .passcodeChosen
        case .finish(let code):
            let enrolment = try current(enrolment)
            return .enrolled(name: try await offMain { try enrolment.finish(code: code).name })
        case .approve(let check):
            let (login, pad) = (try current(login), pads.first)
            return .approved(link: try await offMain { try login.approve(pad: pad, check: check).returnUrl })
        case .decline:
            let login = try current(login)
            try await offMain { try login.decline() }
            return .declined
        case .lock: mien.lock()
        case .drop: (enrolment, login, scan) = (nil, nil, nil)
        }
        return nil
    }

    private func follow(_ text: String) async throws -> Event {
        let mien = mien
        if text.lowercased().hasPrefix("openid-credential-offer:") {
            let enrolment = try await offMain { try mien.startEnrolment(offer: text) }
            self.enrolment = enrolment
            return .offered(Offer(enrolment.offer()))
        }
        let login = try await offMain { try mien.startLogin(code: text) }
        self.login = login
        return .asked(Approval(login.prompt(language: language.tag)))
    }

    private func current<Part>(_ part: Part?) throws -> Part {
        guard let part else { throw Problem.failed }
        return part
    }
}

/// The pads that digits go to. A new passcode goes to two: one is judged, which empties it, the other is kept.
private struct Pads {
    let first = PinPad()
    let again = PinPad()
    let probe = PinPad()

    func type(_ digit: UInt8, on screen: Screen) throws -> Int {
        if case .pad(.choose, _, _) = screen { _ = try probe.push(digit: digit) }
        return Int(try pad(of: screen).push(digit: digit))
    }

    func erase(on screen: Screen) -> Int {
        if case .pad(.choose, _, _) = screen { _ = probe.backspace() }
        return Int(pad(of: screen).backspace())
    }

    func clear() {
        [first, again, probe].forEach { $0.clear() }
    }

    private func pad(of screen: Screen) -> PinPad {
        if case .pad(.again, _, _) = screen { again } else { first }
    }
}

/// What a frame is for. Runs on the camera's own thread.
public enum Lens: Sendable {
    /// Look for a QR code.
    case code(MienCore.Mien)
    /// Look at the face.
    case face(Scan)

    /// Whether the front camera is meant.
    public var isFace: Bool {
        if case .face = self { true } else { false }
    }

    /// Tells one lens from the next: a new scan is a new lens.
    public var target: ObjectIdentifier {
        switch self {
        case .code(let mien): ObjectIdentifier(mien)
        case .face(let scan): ObjectIdentifier(scan)
        }
    }

    /// Takes one frame and answers with what happened, in order. A frame that the core refuses is dropped: the next one
    /// comes soon.
    public func take(_ frame: CameraFrame) -> [Event] {
        switch self {
        case .code(let mien):
            guard let text = try? mien.readCode(in: frame) else { return [] }
            return [.read(text)]
        case .face(let scan):
            do {
                let seen = Event.looked(FaceView(try scan.push(frame)))
                return [seen] + (scan.result().map { [.scanned($0)] } ?? [])
            } catch ScanError.Frame {
                return []
            } catch {
                return [.failed(.failed)]
            }
        }
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
