import Mien

/// What the scan says after a frame.
public struct FaceView: Equatable, Sendable {
    /// The hint, unless the core has none, or one that this version does not know.
    public var hint: Guidance?
    /// 0 to 100.
    public var progress = 0
    /// What else stands in the way.
    public var secondary: [Guidance] = []
    /// How far the hint has to go, 0 to 1.
    public var amount: Float?
    public var help = Help.none
    public var challenge: Challenge?
    /// What the whole screen is to show.
    public var flash: ScreenColour?
    /// Left edge, top, width and height of the face, as shares of the upright picture.
    public var outline: [Float]?

    public init(hint: Guidance? = nil) {
        self.hint = hint
    }

    init(_ feedback: ScanFeedback) {
        hint = feedback.guidance.flatMap(Guidance.init(rawValue:))
        progress = Int(feedback.progress)
        secondary = feedback.secondary.compactMap(Guidance.init(rawValue:))
        amount = feedback.amount
        help = feedback.help
        challenge = feedback.challenge
        flash = feedback.flash
        outline = feedback.outline.map { [$0.left, $0.top, $0.width, $0.height] }
    }
}

/// How a scan ended, and what may help next time: reasons and hints by their ids.
public struct ScanEnding: Equatable, Sendable {
    public let outcome: ScanOutcome
    public let reasons: [String]

    public init(_ outcome: ScanOutcome, reasons: [String] = []) {
        (self.outcome, self.reasons) = (outcome, reasons)
    }

    /// What the screen shows for the core's result: a line each.
    init(result: ScanResult) {
        switch result {
        case .passed: self.init(.passed)
        case .tryAgain: self.init(.retry)
        case .notConfirmed: self.init(.notConfirmed)
        case .inconclusive: self.init(.inconclusive)
        case .reviewOffered: self.init(.reviewOffered)
        case .otherWay: self.init(.otherWay)
        case .timedOut(let hint): self.init(.timedOut, reasons: hint.map { [$0] } ?? [])
        case .cancelled: self.init(.cancelled)
        }
    }

    /// Where the two buttons lead, and what stands on them: there is always a way on without a face.
    public var ways: [(label: ScanLabel, event: Event)] {
        switch outcome {
        case .passed: []
        case .retry, .notConfirmed, .inconclusive, .timedOut, .cancelled: [(.otherWay, .otherWay), (.again, .retry)]
        case .reviewOffered: [(.otherWay, .otherWay), (.next, .restart)]
        case .otherWay: [(.again, .retry), (.next, .restart)]
        }
    }
}

extension Help: @retroactive Comparable {
    private var rank: Int {
        switch self {
        case .none: 0
        case .speak: 1
        case .show: 2
        case .offer: 3
        }
    }

    public static func < (one: Help, other: Help) -> Bool { one.rank < other.rank }
}
