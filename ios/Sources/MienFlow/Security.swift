import Mien

/// What stands beside the passcode.
public struct Ways: Equatable, Sendable {
    public var pattern: Bool
    public var biometrics: Bool
    /// The phone invalidated biometrics: why the passcode is asked for.
    public var changed: Bool
    /// There is a recovery code on paper.
    public var recovery: Bool

    public init(pattern: Bool = false, biometrics: Bool = false, changed: Bool = false, recovery: Bool = false) {
        (self.pattern, self.biometrics, self.changed, self.recovery) = (pattern, biometrics, changed, recovery)
    }
}

/// What opens the app, for the screen of that name.
public struct Security: Equatable, Sendable {
    public let pattern: Bool
    public let biometrics: Bool
    /// Whether this phone has biometrics to turn on.
    public let canBiometrics: Bool
    /// Where the keys live.
    public let level: SecurityLevel
    /// There is a recovery code on paper.
    public let recovery: Bool

    public init(pattern: Bool, biometrics: Bool, canBiometrics: Bool, level: SecurityLevel, recovery: Bool = false) {
        (self.pattern, self.biometrics, self.recovery) = (pattern, biometrics, recovery)
        (self.canBiometrics, self.level) = (canBiometrics, level)
    }
}

/// What can be changed about the ways in.
public enum Change: Equatable, Sendable, CaseIterable {
    case passcode, patternOn, patternOff, biometricsOn, biometricsOff, recoveryOn, recoveryOff, keys
}

/// What the person wants to get to, or to change, once they proved to be there.
public enum Errand: Equatable, Sendable {
    case security, history, phone
    /// What would be shared.
    case values(Share)
    case change(Change)
}

/// Why nothing opens, or everything shall go.
public enum Shut: Equatable, Sendable {
    /// Destroyed; with `hasRest` a recovery code could still bring it back.
    case wiped(hasRest: Bool)
    case restored
    /// With `repairable`, what can still be read may be saved.
    case damaged(repairable: Bool)
    /// The person wants everything gone.
    case deleteAsked
    /// The passcode was forgotten: the paper helps, or a new start.
    case forgotten(hasCode: Bool = false)
    /// The phone's count of tries is lost: nothing in the app may make it anew.
    case counterLost

    /// Whether what can still be read may be saved.
    public var isRepairable: Bool { self == .damaged(repairable: true) }
    /// Whether a recovery code may open it all the same. In a restored copy nobody can tell before it is tried.
    public var isRecoverable: Bool {
        switch self {
        case .wiped(let hasRest): hasRest
        case .forgotten(let hasCode): hasCode
        case .restored: true
        default: false
        }
    }

    /// Whether the person came here and can go back.
    public var isAsked: Bool {
        switch self {
        case .deleteAsked, .forgotten: true
        default: false
        }
    }

    /// Whether there is something left that deleting would take away.
    var hasRest: Bool { self != .wiped(hasRest: false) }
}

/// What the grid of nine dots is for.
public enum DrawPurpose: Equatable, Sendable {
    /// A new pattern.
    case choose
    /// The new pattern again.
    case again
    /// The pattern for an approval.
    case approve(Approval)
    /// The pattern for sharing.
    case share(Share)
    /// The pattern as a proof.
    case open(Ways, then: Errand)

    /// The pad in whose place the grid stands.
    var pad: PadPurpose? {
        switch self {
        case .approve(let approval): .approve(approval)
        case .share(let share): .share(share)
        case .open(let ways, let then): .open(ways, then: then)
        case .choose, .again: nil
        }
    }
}

extension PadPurpose {
    /// Whether somebody waits for a yes or no.
    public var isDecision: Bool {
        switch self {
        case .approve, .share: true
        default: false
        }
    }

    /// What leaving it means: no to whoever waits, back to the request that is being read, or home.
    public var leaving: Event {
        switch self {
        case .approve, .share, .open(_, then: .values): .decline
        default: .restart
        }
    }

    /// Whether the passcode is asked for to let somebody in, so that it can be forgotten.
    public var isProof: Bool { grid != nil }

    /// What stands beside the keys.
    public var ways: Ways {
        switch self {
        case .approve(let approval): approval.ways
        case .share(let share): share.ways
        case .open(let ways, _): ways
        default: Ways()
        }
    }

    /// The same pad with other ways beside it.
    func with(_ ways: Ways) -> PadPurpose {
        switch self {
        case .approve(var approval):
            approval.ways = ways
            return .approve(approval)
        case .share(var share):
            share.ways = ways
            return .share(share)
        case .open(_, let then): return .open(ways, then: then)
        default: return self
        }
    }

    /// What the core is asked to do once the person proves to be there.
    func proof(by factor: Factor) -> Effect? {
        switch self {
        case .approve(let approval): .approve(check: approval.needsCheck ? approval.check : nil, by: factor)
        case .share: .approve(check: nil, by: factor)
        case .open: .open(factor)
        default: nil
        }
    }

    var grid: DrawPurpose? {
        switch self {
        case .approve(let approval): .approve(approval)
        case .share(let share): .share(share)
        case .open(let ways, let then): .open(ways, then: then)
        default: nil
        }
    }
}
