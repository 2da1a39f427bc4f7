import Foundation
import Mien

/// What a verifier wants to know of the person: who, why, what, and what happens then.
public struct Share: Equatable, Sendable {
    /// Words about the verifier.
    public struct Quoted: Equatable, Sendable {
        public let text: String
        /// Whether somebody the app trusts vouches for them; else they are the verifier's own.
        public let isVouched: Bool

        public init(_ text: String, isVouched: Bool) {
            (self.text, self.isVouched) = (text, isVouched)
        }
    }

    /// One claim: what people call it and, with an open vault, what it says.
    public struct Claim: Equatable, Sendable {
        public let path: String
        public let name: String
        public let value: String?

        public init(path: String, name: String, value: String?) {
            (self.path, self.name, self.value) = (path, name, value)
        }
    }

    /// The verified domain that asks and gets the answer.
    public let domain: String
    public let name: Quoted?
    public let purpose: Quoted?
    /// Where the verifier says what it does with data.
    public let policy: String?
    public let claims: [Claim]
    public let availability: Availability
    /// What happens then, by stable names.
    public let consequences: [String]
    /// What stands beside the passcode.
    public var ways = Ways()

    public init(
        domain: String, name: Quoted?, purpose: Quoted?, policy: String?, claims: [Claim], availability: Availability,
        consequences: [String]
    ) {
        (self.domain, self.name, self.purpose, self.policy) = (domain, name, purpose, policy)
        (self.claims, self.availability, self.consequences) = (claims, availability, consequences)
    }

    /// Whether there is something to agree to.
    public var canBeShared: Bool { availability != .missing }

    /// The same without what the claims say.
    var withoutValues: Share {
        let isOpen = availability == .ready
        return Share(
            domain: domain, name: name, purpose: purpose, policy: policy,
            claims: claims.map { Claim(path: $0.path, name: $0.name, value: nil) }, availability: isOpen ? .locked : availability,
            consequences: consequences
        )
    }

    init(_ view: ConsentView) {
        func quoted(_ words: Quotation?) -> Quoted? { words.map { Quoted($0.text, isVouched: $0.vouched) } }
        self.init(
            domain: view.domain, name: quoted(view.name), purpose: quoted(view.purpose), policy: view.policyUrl,
            claims: view.claims.map { Claim(path: $0.path, name: $0.name, value: $0.value) }, availability: view.availability,
            consequences: view.consequences
        )
    }
}

/// The screens of a verifier's request. Nil for what is none of theirs.
func shareStep(_ screen: Screen, _ event: Event) -> (Screen, [Effect])? {
    switch (screen, event) {
    case (.busy(.follow, _), .wanted(let share)), (.busy(.readConsent, _), .wanted(let share)):
        return (.share(share, problem: nil), [])
    case (.share(let share, _), .valuesAsked) where share.availability == .locked:
        return (.pad(.open(Ways(), then: .values(share)), count: 0, problem: nil), [.clearPads, .readStatus])
    case (.share(let share, _), .approve) where share.canBeShared:
        return (.pad(.share(share), count: 0, problem: nil), [.clearPads, .lock, .readStatus])
    case (.share, .decline):
        return work(.decline, behind: screen)
    // Back to the request: to be read again, or to be declined.
    case (.pad(.open(_, then: .values(let share)), _, _), .decline):
        return (.share(share, problem: nil), [.clearPads])
    default:
        return nil
    }
}
