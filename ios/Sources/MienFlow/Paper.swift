import Foundation
import Mien

/// A recovery code that is being written down. Whoever prints a screen does not print it.
public struct PaperCode: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Seven groups of four characters.
    public let groups: [String]
    /// It was written down, and its last group is asked for.
    public var isConfirming = false

    public init(_ groups: [String]) {
        self.groups = groups
    }

    public var description: String { "PaperCode(*)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The screens of the recovery code and of renewed keys. Nil for what is none of theirs.
func paperStep(_ screen: Screen, _ event: Event) -> (Screen, [Effect])? {
    switch (screen, event) {
    // It opens nothing before its last group was read from the paper; the code before stays until then.
    case (.security(let security, _, _), .changeAsked(.recoveryOn)):
        let (next, effects) = work(.make(.recoveryOn), behind: .security(security, problem: nil, done: nil))
        return (next, [.forgetPaper] + effects)
    case (.busy(.make(.recoveryOn), _), .paper(let code)):
        return (.paper(code, problem: nil), [.clearPads])
    case (.paper(var code, _), .goOn) where !code.isConfirming:
        code.isConfirming = true
        return (.paper(code, problem: nil), [])
    case (.paper(let code, _), .groupTyped(let text)) where code.isConfirming:
        return work(.confirmPaper(text), behind: .paper(code, problem: nil))
    case (.busy(.confirmPaper, let behind), .groupJudged(true)):
        return work(.make(.recoveryOn), behind: behind)
    case (.busy(.confirmPaper, .paper(let code, _)), .groupJudged(false)):
        return (.paper(code, problem: .wrongGroup), [])
    case (.paper(var code, _), .decline):
        if !code.isConfirming { return (.busy(.readWays(done: nil), behind: .code), [.forgetPaper, .readWays(done: nil)]) }
        code.isConfirming = false
        return (.paper(code, problem: nil), [])

    case (.security, .changeAsked(.keys)):
        return (.pad(.renew, count: 0, problem: nil), [.clearPads])

    case (.shut(let shut, _, _), .recoverAsked) where shut.isRecoverable:
        return (.recover(.incomplete, back: shut, problem: nil), [.forgetPaper, .clearPads])
    case (.recover(let form, let back, _), .codeTyped(let text)):
        return (.recover(form, back: back, problem: nil), [.judgePaper(text)])
    case (.recover(_, let back, let problem), .codeJudged(let form)):
        return (.recover(form, back: back, problem: problem), [])
    case (.recover(.whole, let back, _), .goOn):
        return (.pad(.fresh(back), count: 0, problem: nil), [.clearPads])
    case (.recover(_, let back, _), .decline):
        return (.shut(back, sure: false, problem: nil), [.forgetPaper, .clearPads])
    case (.busy(.recover, _), .changed):
        return (.busy(.readWays(done: .passcode), behind: .code), [.clearPads, .readWays(done: .passcode)])
    default:
        return nil
    }
}

/// Where a failure with a recovery code or with renewed keys leads. Nil for what is none of theirs.
func paperFailure(_ effect: Effect, _ behind: Screen, _ problem: Problem) -> (Screen, [Effect])? {
    switch (effect, behind) {
    case (.recover, .pad(.freshAgain(let back), _, _)):
        switch problem {
        // Without a code in the vault whatever was typed is not it.
        case .wrongRecovery, .biometricsMissing:
            return (.recover(.incomplete, back: back, problem: .wrongRecovery), [.forgetPaper, .clearPads])
        default:
            return (.pad(.fresh(back), count: 0, problem: problem), [.clearPads])
        }
    case (.make(.keys), .pad(.renew, _, _)) where problem.isForThePad:
        return (.pad(.renew, count: 0, problem: problem), [.clearPads])
    case (.make(.recoveryOn), .paper(let code, _)) where problem != .stepUp && problem != .vaultShut:
        return (.paper(code, problem: problem), [])
    default:
        return nil
    }
}

/// Leaving with a code on the screen: it was not written down, or is not to lie about.
func paperLeft(_ screen: Screen) -> (Screen, [Effect])? {
    switch screen {
    case .paper, .pad(.open(_, then: .change(.recoveryOn)), _, _):
        (.code, [.forgetPaper, .clearPads, .lock, .readStatus])
    case .recover(_, let back, _), .pad(.fresh(let back), _, _), .pad(.freshAgain(let back), _, _):
        (.shut(back, sure: false, problem: nil), [.forgetPaper, .clearPads, .lock])
    default:
        nil
    }
}

/// The codes of the moment: the one that is being written down, and the one that is typed from the paper.
@MainActor final class PaperDesk {
    private let mien: MienCore.Mien
    private var made: NewRecoveryCode?
    private var typed = SecretText()
    private var isWritten = false

    init(mien: MienCore.Mien) {
        self.mien = mien
    }

    /// Makes a code to be written down; sets it once it was.
    func turnOn() async throws -> Event {
        let mien = mien
        if isWritten, let made {
            try await offMain { try mien.setRecoveryCode(code: made) }
            forget()
            return .changed
        }
        forget()
        let code = try mien.newRecoveryCode()
        made = code
        return .paper(PaperCode(code.groups()))
    }

    func confirm(_ group: Typed) -> Event {
        isWritten = made?.confirms(lastGroup: group.text) == true
        return .groupJudged(isWritten)
    }

    func judge(_ text: Typed) throws -> Event {
        var bytes = Data(text.text.utf8)
        defer { bytes.resetBytes(in: 0..<bytes.count) }
        try typed.set(utf8: bytes)
        return .codeJudged(mien.recoveryCodeForm(typed: typed))
    }

    /// Opens the vault with the code from the paper, under a new passcode.
    func recover(_ pads: Pads) async throws -> Event {
        let (mien, code) = (mien, typed)
        try await offMain { try mien.recover(code: code, first: pads.first, again: pads.again) }
        forget()
        return .changed
    }

    func forget() {
        made?.forget()
        typed.clear()
        (made, isWritten) = (nil, false)
    }
}
