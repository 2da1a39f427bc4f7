import Foundation
import Mien
import MienDevice
@testable import MienFlow
import Testing

private let ways = WaysIn(passcode: true, pattern: false, biometrics: false, recovery: true)
private let settings = Screen.security(Security(pattern: false, biometrics: false, canBiometrics: false, level: .secureElement), problem: nil, done: nil)
private let code = PaperCode(["60RK", "4CSM", "6MV3", "EE1S", "C5H6", "6S35", "CR2D"])

private func walk(_ start: Screen, _ events: [Event]) -> (Screen, [Effect]) {
    events.reduce((start, [])) { so, event in
        let (screen, effects) = step(so.0, event)
        return (screen, so.1 + effects)
    }
}

@Suite struct PaperStepTests {
    private let shown = walk(settings, [.changeAsked(.recoveryOn), .paper(code)]).0
    private let forgotten = walk(.code, [.securityAsked, .status(.locked(attemptsLeft: 10, ways: ways)), .forgotten]).0

    // Protects whoever relies on the paper: the code counts only after its last group was read from it.
    @Test func aCodeIsSetOnlyAfterItWasWrittenDown() {
        #expect(shown == .paper(code, problem: nil))
        let (asked, _) = walk(shown, [.goOn])
        #expect(walk(shown, [.groupTyped(Typed("CR2D"))]).1.isEmpty)
        let wrong = walk(asked, [.groupTyped(Typed("6S35")), .groupJudged(false)])
        #expect(wrong.1 == [.confirmPaper(Typed("6S35"))])
        guard case .paper(_, .wrongGroup) = wrong.0 else {
            Issue.record("not said")
            return
        }
        let (done, effects) = walk(asked, [.groupTyped(Typed("CR2D")), .groupJudged(true), .changed])
        #expect(effects.contains(.make(.recoveryOn)) && effects.last == .readWays(done: .recoveryOn))
        guard case .busy(.readWays, _) = done else {
            Issue.record("\(done)")
            return
        }
    }

    // Protects the paper: writing takes longer than the vault stays open, and the proof that follows must not cost it.
    @Test func aCodeThatTookLongWaitsForThePasscode() {
        let late = walk(shown, [.goOn, .groupTyped(Typed("CR2D")), .groupJudged(true), .failed(.stepUp)]).0
        #expect(late == .pad(.open(Ways(), then: .change(.recoveryOn)), count: 0, problem: nil))
        let (_, effects) = walk(late, [.typed(6), .opened])
        #expect(effects.contains(.make(.recoveryOn)) && !effects.contains(.forgetPaper))
        #expect(walk(late, [.left]).1.contains(.forgetPaper))
    }

    // Protects against whoever picks the phone up next, and against a code that nobody has.
    @Test func whoLeavesHasNoCode() {
        for screen in [shown, walk(shown, [.goOn]).0] {
            let (after, effects) = walk(screen, [.left])
            #expect(after == .code && effects.first == .forgetPaper && effects.contains(.lock))
        }
        #expect(walk(shown, [.decline]).1 == [.forgetPaper, .readWays(done: nil)])
        #expect(!"\(shown)".contains("60RK"))
        var dumped = ""
        dump(shown, to: &dumped)
        #expect(!dumped.contains("60RK"))
    }

    // Protects somebody who forgot the passcode: the paper leads to a new one, nothing is tried before, and a wrong one is said.
    @Test func thePaperBringsANewPasscode() {
        #expect(forgotten == .shut(.forgotten(hasCode: true), sure: false, problem: nil))
        let typing = walk(forgotten, [.recoverAsked, .codeTyped(Typed("6"))])
        #expect(typing.1.last == .judgePaper(Typed("6")))
        #expect(walk(typing.0, [.codeJudged(.incomplete), .goOn]).1.isEmpty && walk(typing.0, [.codeJudged(.wrong), .goOn]).1.isEmpty)
        let (fresh, _) = walk(typing.0, [.codeJudged(.whole), .goOn])
        guard case .pad(.fresh, 0, nil) = fresh else {
            Issue.record("\(fresh)")
            return
        }
        let (opening, effects) = walk(fresh, [.typed(6), .judged(nil), .typed(6)])
        #expect(effects.contains(.judge) && effects.last == .recover)
        #expect(walk(opening, [.changed]).1.last == .readWays(done: .passcode))
        guard case .recover(.incomplete, _, .wrongRecovery) = walk(opening, [.failed(.biometricsMissing)]).0,
            case .pad(.fresh, 0, .passcodesDiffer) = walk(opening, [.failed(.passcodesDiffer)]).0
        else {
            Issue.record("a failure leads nowhere")
            return
        }
        for screen in [typing.0, fresh] {
            let (after, effects) = walk(screen, [.left])
            #expect(after == forgotten && effects.contains(.forgetPaper))
        }
        let gone = walk(.code, [.status(.wiped(recoverable: false))]).0
        #expect(walk(gone, [.recoverAsked]).0 == gone, "nothing is left to recover")
        #expect(walk(.shut(.damaged(repairable: true), sure: false, problem: nil), [.recoverAsked]).1.isEmpty)
    }

    @Test func keysAreRenewedWithThePasscode() {
        let pad = walk(settings, [.changeAsked(.keys)]).0
        #expect(pad == .pad(.renew, count: 0, problem: nil))
        let (working, effects) = walk(pad, [.typed(6)])
        #expect(effects == [.make(.keys)])
        #expect(walk(working, [.changed]).1.last == .readWays(done: .keys))
        #expect(walk(working, [.failed(.wrongPasscode(attemptsLeft: 9))]).0 == .pad(.renew, count: 0, problem: .wrongPasscode(attemptsLeft: 9)))
        #expect(walk(pad, [.left]).0 == .code)
    }

    // Protects the count of tries: a thief would like an app that makes it anew.
    @Test func aLostCounterIsSaidAndNothingIsDeleted() {
        let lost = walk(.code, [.status(.counterLost)]).0
        #expect(lost == .shut(.counterLost, sure: false, problem: nil))
        #expect(walk(lost, [.deleteAsked, .repairAsked, .recoverAsked]).0 == lost)
        #expect(walk(lost, [.restart]).1.contains(.readStatus))
    }

    // Protects the assurance of a scan: what is measured is handed on, and nothing is made up.
    @Test func framesSayWhereTheyComeFrom() {
        var mean = RotationMean()
        #expect(mean.take() == nil)
        mean.add(x: 0.1, y: -0.4, z: 0)
        mean.add(x: 0.3, y: 0, z: 0.2)
        let rotation = mean.take()
        #expect(rotation.map { abs($0.x - 0.2) < 1e-6 && abs($0.y + 0.2) < 1e-6 && abs($0.z - 0.1) < 1e-6 } == true)
        #expect(mean.take() == nil, "counted once")
        let data = CameraData(exposureSeconds: 0.016, iso: 200.4, rotation: rotation)
        #expect(data.exposureUs == 16_000 && data.iso == 200 && data.focusDioptres == nil && data.rotation == rotation)
        for (seconds, iso) in [(Double.nan, Float.nan), (-1, -1), (.infinity, .infinity), (0, 0)] {
            let nothing = CameraData(exposureSeconds: seconds, iso: iso, rotation: nil)
            #expect(nothing.exposureUs == nil && nothing.iso == nil)
        }
    }
}
