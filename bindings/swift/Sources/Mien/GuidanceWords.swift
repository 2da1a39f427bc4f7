import Foundation

/// What a hint or an outcome says: `text` on the screen, `speech` by voice, in fuller words.
public struct Said: Decodable, Equatable, Sendable {
    public let text: String
    public let speech: String
}

/// How a scan ended, for the screen. The words of each lie beside those of the hints.
public enum ScanOutcome: String, CaseIterable, Sendable {
    case passed, retry, notConfirmed = "not_confirmed", inconclusive, timedOut = "timed_out", cancelled
    case reviewOffered = "review_offered", otherWay = "other_way"
}

/// What else stands on the screen of a scan.
public enum ScanLabel: String, CaseIterable, Sendable {
    case title, start, finder, cancel, again, help, largerText = "larger_text", otherWay = "other_way", next
}

/// The words of the scan in one language: one of the files in `core/face/guidance`, read.
public struct GuidanceWords: Sendable {
    /// The tag, such as `zh-Hans`.
    public let language: String
    /// Whether no native speaker has read them yet.
    public let isDraft: Bool
    private let hints: [Guidance: Said]
    private let outcomes: [ScanOutcome: Said]
    private let reasons: [String: String]
    private let labels: [ScanLabel: String]

    init(json: Data, language: String) throws {
        let file = try JSONDecoder().decode(File.self, from: json)
        guard file.language == language else { throw GuidanceMismatch(id: file.language) }
        self.language = language
        isDraft = file.review != "reviewed"
        hints = try whole(file.hints)
        outcomes = try whole(file.outcomes)
        reasons = file.reasons
        labels = try whole(file.screen)
    }

    public subscript(hint: Guidance) -> Said { hints[hint, default: .nothing] }
    public subscript(outcome: ScanOutcome) -> Said { outcomes[outcome, default: .nothing] }
    public subscript(label: ScanLabel) -> String { labels[label, default: ""] }

    /// Advice for the reason of an outcome, or for the hint that stood in the way; nil where the neutral text is all.
    public func advice(_ reason: String) -> String? {
        reasons[reason] ?? Guidance(rawValue: reason).map { self[$0].speech }
    }

    /// The camera's picture in words.
    public func finder(percent: Int, hint: String) -> String {
        self[.finder].replacingOccurrences(of: "{percent}", with: String(percent))
            .replacingOccurrences(of: "{hint}", with: hint)
    }

    private struct File: Decodable {
        let language: String
        let review: String
        let hints: [String: Said]
        let outcomes: [String: Said]
        let reasons: [String: String]
        let screen: [String: String]
    }
}

extension Said {
    static let nothing = Said(text: "", speech: "")
}

/// A file of `core/face/guidance` is of another version than this app: it lacks this id, or has it too much.
public struct GuidanceMismatch: Error, Equatable, Sendable {
    public let id: String

    public init(id: String) {
        self.id = id
    }
}

/// Every id once, and none besides.
func whole<Id, Value>(_ values: [String: Value]) throws -> [Id: Value]
where Id: RawRepresentable & CaseIterable & Hashable, Id.RawValue == String {
    var known: [Id: Value] = [:]
    for (key, value) in values {
        guard let id = Id(rawValue: key) else { throw GuidanceMismatch(id: key) }
        known[id] = value
    }
    for id in Id.allCases where known[id] == nil { throw GuidanceMismatch(id: id.rawValue) }
    return known
}
