import Mien

/// What reaches the person beside the picture, now: what the hand feels, what sounds, and whether the hint is to be said.
public struct Cue: Equatable, Sendable {
    public var haptic = Haptic.none
    public var earcon = Earcon.none
    public var isSaid = false

    public static let nothing = Cue()
}

/// Decides when a hint is felt, heard and said, so that a voice can be followed: a new hint is felt at once and said as soon
/// as the last one was given its time, a task at once; the same hint again after its own time, or when the person needs more
/// help with it, and never twice within four seconds. Times are milliseconds.
public struct Announcer: Sendable {
    /// What is being said is given this long before another hint takes its place.
    private static let gap = 2_500
    /// The same is never said sooner.
    private static let same = 4_000

    private let channels: Channels
    private var shown: Guidance?
    private var help = Help.none
    private var isOwed = false
    private var last: Int?
    private var said: [Guidance: Int] = [:]

    public init(_ channels: Channels) {
        self.channels = channels
    }

    /// The hint that stands now. Call it with each feedback, and twice a second while none comes.
    public mutating func show(_ hint: Guidance?, help needed: Help, at now: Int) -> Cue {
        let before = help
        help = needed
        if hint != shown {
            shown = hint
            isOwed = hint != nil
            guard let hint else { return .nothing }
            let channel = channels[hint]
            return Cue(haptic: channel.haptic, earcon: channel.earcon, isSaid: say(hint, at: now))
        }
        guard let hint else { return .nothing }
        if isOwed { return Cue(isSaid: say(hint, at: now)) }
        let channel = channels[hint]
        let again = channel.repeatSeconds.map { now - (said[hint] ?? now) >= $0 * 1_000 } ?? false
        guard again || (needed > before && needed >= .speak) else { return .nothing }
        isOwed = true
        return say(hint, at: now) ? Cue(haptic: channel.haptic, isSaid: true) : .nothing
    }

    /// The scan is over.
    public mutating func end(_ outcome: ScanOutcome) -> Cue {
        reset()
        let channel = channels[outcome]
        return Cue(haptic: channel.haptic, earcon: channel.earcon, isSaid: true)
    }

    /// A new scan begins.
    public mutating func reset() {
        self = Announcer(channels)
    }

    private mutating func say(_ hint: Guidance, at now: Int) -> Bool {
        let isUrgent = hint.severity == .challenge || hint.severity == .info
        guard isUrgent || last.map({ now - $0 >= Self.gap }) ?? true else { return false }
        guard said[hint].map({ now - $0 >= Self.same }) ?? true else { return false }
        isOwed = false
        last = now
        said[hint] = now
        return true
    }
}
