import Mien

/// What the screen of a scan draws, decided here so that it can be tested without a screen.
public struct FaceLook: Sendable {
    public let hint: String
    /// Fuller words once they are needed, else what else stands in the way.
    public let second: String
    public let progress: Int
    /// Where arrows point, in the space of the preview, and how many.
    public let arrow: (side: ScreenSide, count: Int)?
    /// What to do, as a drawing in the corner.
    public let picture: [PicturePart]
    /// What fills the screen.
    public let flash: ScreenColour?
    /// Whether arrows may move.
    public let moves: Bool
    /// Whether help and larger text are offered.
    public let offersHelp: Bool
    public let offersOtherWay: Bool
    /// The camera's picture in words.
    public let description: String

    /// - Parameters:
    ///   - mirrored: whether the preview shows the person as a mirror does.
    ///   - lessMotion: whether the person asked for less motion: then nothing moves and no colour fills the screen.
    ///   - helped: whether the person asked for help.
    public init(_ view: FaceView, words: GuidanceWords, pictures: Pictures, mirrored: Bool, lessMotion: Bool, helped: Bool = false) {
        hint = view.hint.map { words[$0].text } ?? words[.start]
        second = if helped {
            words[Guidance.seniorHelp].speech
        } else if let known = view.hint, view.help >= .show {
            words[known].speech
        } else {
            view.secondary.map { words[$0].text }.joined(separator: "  ·  ")
        }
        progress = view.progress
        arrow = Self.pointsTo(view)?.screenSide(mirrored: mirrored).map { ($0, (view.amount ?? 0) > 0.5 ? 3 : 2) }
        picture = Self.pictured(view).map { pictures.of($0, mirrored: mirrored) } ?? []
        flash = lessMotion ? nil : view.flash
        moves = !lessMotion
        offersHelp = view.help == .offer
        offersOtherWay = view.help == .offer || view.hint == .flashWarning
        description = words.finder(percent: view.progress, hint: hint)
    }

    /// The hint whose side an arrow shows: the task's, until the head is to come back, or else the hint's own.
    private static func pointsTo(_ view: FaceView) -> Guidance? {
        switch (view.hint, view.challenge) {
        case (.backToCentre, _), (.wellDone, _): nil
        case (_, .turnLeft): .turnLeft
        case (_, .turnRight): .turnRight
        default: view.hint
        }
    }

    /// What is drawn in the corner: a task at once, anything else when words were not enough.
    private static func pictured(_ view: FaceView) -> Guidance? {
        switch (view.hint, view.challenge) {
        case (.backToCentre, _), (.closeMouth, _), (.openEyesNow, _): view.hint
        case _ where view.help >= .show: view.hint
        case (_, .turnLeft): .turnLeft
        case (_, .turnRight): .turnRight
        case (_, .nod): .nod
        case (_, .openMouth): .openMouth
        case (_, .closeEyes): .closeEyesThenOpen
        case (_, .comeCloser): .comeCloserChallenge
        case (_, nil): nil
        }
    }
}

extension ScreenColour {
    /// Whether black is easier to read on it than white.
    public var isBright: Bool {
        func linear(_ part: UInt8) -> Double {
            let share = Double(part) / 255
            return share * share
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.2
    }
}
