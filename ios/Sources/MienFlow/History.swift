import Foundation
import Mien

/// One line of the history. It holds names of claims, never what they say.
public struct HistoryLine: Equatable, Sendable {
    public let at: Date
    /// The stable name of what it was: `enrolment`, `login`, ...
    public let kind: String
    /// The stable name of how it ended: `approved`, `declined`, `expired`, `failed`.
    public let outcome: String
    /// The service or issuer.
    public let party: String
    /// Its verified domain.
    public let domain: String?
    /// The names of the claims that were asked for.
    public let claims: [String]
    /// What the core calls it.
    public let number: UInt64
    /// Whether "this wasn't me" can be told for it.
    public let canReport: Bool

    public init(
        at: Date, kind: String, outcome: String, party: String, domain: String?, claims: [String], number: UInt64 = 0,
        canReport: Bool = false
    ) {
        (self.at, self.kind, self.outcome) = (at, kind, outcome)
        (self.party, self.domain, self.claims) = (party, domain, claims)
        (self.number, self.canReport) = (number, canReport)
    }

    init(_ entry: HistoryEntry) {
        self.init(
            at: Date(timeIntervalSince1970: TimeInterval(entry.atMs) / 1_000), kind: entry.kind, outcome: entry.outcome,
            party: entry.party, domain: entry.domain, claims: entry.claims, number: entry.number, canReport: entry.canReport
        )
    }
}

/// The history, newest first, and the line that is looked at.
public struct History: Equatable, Sendable {
    /// What the provider did about "this wasn't me".
    public struct Told: Equatable, Sendable {
        public let sessionsEnded: Int
        /// This phone's credential is worth nothing any more.
        public let signedOut: Bool

        public init(sessionsEnded: Int, signedOut: Bool) {
            (self.sessionsEnded, self.signedOut) = (sessionsEnded, signedOut)
        }
    }

    /// Where "this wasn't me" stands for the line that is looked at.
    public enum Report: Equatable, Sendable {
        case none, asked
        case told(Told)
    }

    /// How many lines are read at once.
    public static let page = 50

    public let lines: [HistoryLine]
    /// Whether there may be older ones.
    public let hasMore: Bool
    public var chosen: Int?
    public var report = Report.none

    public init(_ lines: [HistoryLine], hasMore: Bool = false) {
        (self.lines, self.hasMore) = (lines, hasMore)
    }

    /// The same with a page of older lines.
    func adding(_ older: [HistoryLine]) -> History {
        var history = History(lines + older, hasMore: older.count == Self.page)
        (history.chosen, history.report) = (chosen, report)
        return history
    }

    /// The line that is looked at.
    public var line: HistoryLine? { chosen.map { lines[$0] } }
}

/// The history on the screen. Nil for what changes nothing of it.
func historyStep(_ history: History, _ event: Event) -> (Screen, [Effect])? {
    var history = history
    switch event {
    case .lineChosen(let line):
        history.chosen = line.flatMap { history.lines.indices.contains($0) ? $0 : nil }
        history.report = .none
        return (.history(history, problem: nil), [])
    case .notMeAsked where history.line?.canReport == true:
        history.report = .asked
        return (.history(history, problem: nil), [])
    case .notMe(let signOut):
        guard history.report == .asked, let line = history.line else { return nil }
        return work(.report(line.number, signOut: signOut), behind: .history(history, problem: nil))
    case .olderAsked:
        guard history.hasMore, let last = history.lines.last else { return nil }
        return work(.readHistory(before: last.number), behind: .history(history, problem: nil))
    // A phone that was signed out has nothing left to keep.
    case .deleteAsked:
        guard case .told(let told) = history.report, told.signedOut else { return nil }
        return (.shut(.deleteAsked, sure: false, problem: nil), [])
    default:
        return nil
    }
}

/// Whose phone this is, as the issuer has it.
public struct ThisPhone: Equatable, Sendable {
    public let name: String?
    /// The ID number, masked.
    public let idNumber: String?
    /// When the credential ends.
    public let until: Date?
    /// Where the keys live.
    public let level: SecurityLevel
    /// Whether the issuer stands by it; nil when there is no credential.
    public let standing: Standing?
    /// As of when.
    public let asOf: Date?

    public init(name: String?, idNumber: String?, until: Date?, level: SecurityLevel, standing: Standing? = nil, asOf: Date? = nil) {
        (self.name, self.idNumber, self.until, self.level) = (name, idNumber, until, level)
        (self.standing, self.asOf) = (standing, asOf)
    }

    /// The same with a newer word of the issuer.
    func standing(_ standing: Standing, asOf: Date?) -> ThisPhone {
        ThisPhone(name: name, idNumber: idNumber, until: until, level: level, standing: standing, asOf: asOf)
    }

    init(_ identity: Identity?, level: SecurityLevel, status: CredentialStatus?) {
        func date(_ seconds: UInt64) -> Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }
        self.init(
            name: identity?.name, idNumber: identity?.idNumberMasked, until: identity?.expiresAt.map(date), level: level,
            standing: status?.standing, asOf: status?.asOf.map(date)
        )
    }
}
