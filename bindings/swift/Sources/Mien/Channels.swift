import Foundation

/// What the hand feels.
public enum Haptic: String, Decodable, CaseIterable, Sendable {
    case tick, double, long, success, none
}

/// What the ear hears beside a voice.
public enum Earcon: String, Decodable, CaseIterable, Sendable {
    case searching, task, step, openEyes = "open_eyes", success, ended, none
}

/// How a hint comes through without a picture; said again after `repeatSeconds` while it stands, or only once.
public struct Channel: Decodable, Equatable, Sendable {
    public let haptic: Haptic
    public let earcon: Earcon
    public let repeatSeconds: Int?

    public init(haptic: Haptic, earcon: Earcon, repeatSeconds: Int?) {
        (self.haptic, self.earcon, self.repeatSeconds) = (haptic, earcon, repeatSeconds)
    }

    private enum CodingKeys: String, CodingKey {
        case haptic, earcon, repeatSeconds = "repeat_seconds"
    }
}

/// How all hints and outcomes come through: `core/face/guidance/channels.json`, read.
public struct Channels: Sendable {
    private let hints: [Guidance: Channel]
    private let outcomes: [ScanOutcome: Channel]

    public init(hints: [Guidance: Channel], outcomes: [ScanOutcome: Channel]) {
        (self.hints, self.outcomes) = (hints, outcomes)
    }

    init(json: Data) throws {
        let file = try JSONDecoder().decode([String: [String: Channel]].self, from: json)
        self.init(hints: try whole(file["hints"] ?? [:]), outcomes: try whole(file["outcomes"] ?? [:]))
    }

    public subscript(hint: Guidance) -> Channel { hints[hint, default: .nothing] }
    public subscript(outcome: ScanOutcome) -> Channel { outcomes[outcome, default: .nothing] }
}

extension Channel {
    static let nothing = Channel(haptic: .none, earcon: .none, repeatSeconds: nil)
}
