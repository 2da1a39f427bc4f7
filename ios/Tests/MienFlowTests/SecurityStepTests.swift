import Foundation
import Mien
@testable import MienFlow
import Testing

private let approval: Approval = {
    var approval = Approval(
        domain: "login.example", service: "Service", purpose: nil, claims: ["name"], browser: nil, startedAt: nil, needsCheck: true
    )
    approval.check = "42"
    return approval
}()
private let all = WaysIn(passcode: true, pattern: true, biometrics: true, recovery: false)
private let passcodeOnly = WaysIn(passcode: true, pattern: false, biometrics: false, recovery: false)
private let security = Security(pattern: true, biometrics: true, canBiometrics: true, level: .secureElement)
private let settings = Screen.security(security, problem: nil, done: nil)

private func walk(_ start: Screen, _ events: [Event]) -> (Screen, [Effect]) {
    events.reduce((start, [])) { so, event in
        let (screen, effects) = step(so.0, event)
        return (screen, so.1 + effects)
    }
}

private func pad(_ purpose: PadPurpose, _ problem: Problem? = nil) -> Screen {
    .pad(purpose, count: 0, problem: problem)
}

@Suite struct SecurityStepTests {
    private let asked = walk(.code, [.securityAsked, .status(.locked(attemptsLeft: 10, ways: all))]).0
    private let approving = walk(.approve(approval, problem: nil), [.approve, .status(.locked(attemptsLeft: 10, ways: all))]).0

    // Protects the settings: nobody sees or changes them without a proof, and they lock when left.
    @Test func theSettingsOpenAfterAProof() {
        let (screen, effects) = walk(.code, [
            .securityAsked, .status(.locked(attemptsLeft: 10, ways: all)), .typed(6), .opened, .ways(security),
        ])
        #expect(screen == settings)
        #expect(effects == [.clearPads, .lock, .readStatus, .open(.passcode), .readWays(done: nil)])
        for event in [Event.left, .restart] {
            let (screen, effects) = walk(settings, [event])
            #expect(screen == .code && effects.contains(.lock))
        }
    }

    // Protects an approval: each way in proves the same, and what is off is no way in.
    @Test func aLoginIsApprovedByWhicheverWayIsOn() {
        #expect(walk(approving, [.biometricsChosen]).1.last == .approve(check: "42", by: .biometrics))
        let (screen, effects) = walk(approving, [.patternChosen, .dot(0), .fingerUp, .dots(6), .approved(link: nil)])
        #expect(screen == .done(.approved(link: nil)) && effects.contains(.approve(check: "42", by: .pattern)))
        let only = walk(.approve(approval, problem: nil), [.approve, .status(.locked(attemptsLeft: 10, ways: passcodeOnly))]).0
        #expect(walk(only, [.biometricsChosen, .patternChosen]).0 == only)
        guard case .pad(.approve, 0, nil) = walk(approving, [.patternChosen, .keysChosen]).0 else {
            Issue.record("the passcode is one touch away")
            return
        }
    }

    // Protects the passcode as the way that always remains, and the delay from being cut short.
    @Test func whateverBiometricsAnswerTheKeysRemain() {
        let waiting = walk(.approve(approval, problem: nil), [
            .approve, .status(.throttled(remainingMs: 30_000, attemptsLeft: 5, ways: all)), .biometricsChosen,
        ]).0
        for problem in [Problem.cancelled, .biometricsRefused, .biometricsMissing, .biometricsChanged] {
            guard case .pad(let purpose, 0, .throttled(30, 5)) = walk(waiting, [.failed(problem)]).0 else {
                Issue.record("no pad after \(problem)")
                continue
            }
            #expect(purpose.ways.biometrics == (problem == .cancelled || problem == .biometricsRefused))
            #expect(purpose.ways.changed == (problem == .biometricsChanged))
        }
    }

    // Protects whoever waits: the delay counts down, keys and dots rest meanwhile, and the last try is announced when it ends.
    @Test func aDelayCountsDown() {
        let waiting = pad(.open(Ways(), then: .security), .throttled(seconds: 2, attemptsLeft: 1))
        #expect(walk(waiting, [.digit(1)]) == (waiting, []))
        #expect(walk(waiting, [.tick()]).0 == pad(.open(Ways(), then: .security), .throttled(seconds: 1, attemptsLeft: 1)))
        let over = walk(waiting, [.tick(), .tick()]).0
        #expect(over == pad(.open(Ways(), then: .security), .wrongPasscode(attemptsLeft: 1)))
        #expect(walk(over, [.digit(1)]).1 == [.type(1)])
        let drawing = Screen.draw(.open(Ways(), then: .security), problem: .throttled(seconds: 1))
        #expect(walk(drawing, [.dot(0), .fingerUp]).1.isEmpty)
        #expect(walk(drawing, [.tick(), .dot(0)]).1 == [.touch(0, again: false)])
    }

    @Test func theLastTryIsAnnouncedBeforeItIsTyped() {
        let screen = walk(.code, [.securityAsked, .status(.locked(attemptsLeft: 1, ways: passcodeOnly))]).0
        #expect(screen == pad(.open(Ways(), then: .security), .wrongPasscode(attemptsLeft: 1)))
    }

    // Protects somebody who changed nothing: they learn that somebody else did.
    @Test func changedFacesAreSaidAndAskedAbout() {
        let told = walk(.code, [.securityAsked, .status(.biometricInvalidated(attemptsLeft: 10, ways: passcodeOnly))]).0
        #expect(told == pad(.open(Ways(changed: true), then: .security), .biometricsChanged))
        let again = walk(told, [.typed(6), .opened]).0
        #expect(again == .turnOnAgain(problem: nil))
        #expect(walk(again, [.agreed]).1 == [.make(.biometricsOn)])
        #expect(walk(again, [.decline]).1 == [.make(.biometricsOff)], "leaving them off settles it")
        #expect(walk(again, [.agreed, .changed]).0 == .code)
        #expect(walk(again, [.agreed, .failed(.suspectDevice)]).0 == .turnOnAgain(problem: .suspectDevice))
        let login = walk(.approve(approval, problem: nil), [
            .approve, .status(.biometricInvalidated(attemptsLeft: 10, ways: passcodeOnly)), .typed(6), .approved(link: nil),
        ]).0
        #expect(login == .done(.approved(link: nil, changed: true)))
        #expect(walk(login, [.restart]).0 == .turnOnAgain(problem: nil))
    }

    // Protects the passcode: it changes after the old one and not without it, and a refusal keeps the old one at hand.
    @Test func thePasscodeChangesAfterTheOldOne() {
        let (screen, effects) = walk(settings, [
            .changeAsked(.passcode), .typed(6), .verified, .typed(6), .judged("passcode_date"), .typed(6), .judged(nil), .typed(6),
            .changed, .ways(security),
        ])
        #expect(screen == .security(security, problem: nil, done: .passcode))
        #expect(effects == [
            .clearPads, .verifyOld, .judge, .clearNew, .judge, .make(.passcode), .clearPads, .readWays(done: .passcode),
        ])
        let wrong = walk(settings, [.changeAsked(.passcode), .typed(6), .failed(.wrongPasscode(attemptsLeft: 9))]).0
        #expect(wrong == pad(.old, .wrongPasscode(attemptsLeft: 9)))
        let making = Screen.busy(.make(.passcode), behind: pad(.newAgain))
        #expect(walk(making, [.failed(.samePasscode)]) == (pad(.new, .samePasscode), [.clearNew]))
    }

    @Test func aNewPatternIsDrawnTwice() {
        let (second, _) = walk(settings, [.changeAsked(.patternOn), .dot(0), .fingerUp, .dots(6)])
        #expect(second == .draw(.again, problem: nil))
        let (making, effects) = walk(second, [.dot(0), .fingerUp, .dots(6)])
        #expect(effects == [.touch(0, again: true), .countDots(again: true), .make(.patternOn)])
        #expect(walk(making, [.failed(.pattern("pattern_common"))]).0 == .draw(.choose, problem: .pattern("pattern_common")))
        #expect(walk(second, [.dot(0), .fingerUp, .dots(3)]).0 == .draw(.choose, problem: .pattern("pattern_too_short")))
        #expect(walk(second, [.dot(9)]).1.isEmpty)
    }

    // Protects what is new: it needs somebody who was there a moment ago, and then goes on by itself.
    @Test func aChangeThatComesTooLateAsksAndGoesOn() {
        let late = walk(settings, [.changeAsked(.biometricsOn), .failed(.stepUp)]).0
        #expect(late == pad(.open(Ways(), then: .change(.biometricsOn))))
        let (screen, effects) = walk(late, [.typed(6), .opened, .changed, .ways(security)])
        #expect(screen == .security(security, problem: nil, done: .biometricsOn))
        #expect(effects.contains(.make(.biometricsOn)))
        #expect(walk(pad(.open(Ways(), then: .change(.patternOn))), [.typed(6), .opened]).0 == .draw(.choose, problem: nil))
    }

    @Test func aWrongPatternIsSaidAsOne() {
        let drawing = walk(asked, [.patternChosen, .dot(0), .fingerUp, .dots(6)]).0
        guard case .draw(.open, .wrongPattern(5)?) = walk(drawing, [.failed(.wrongPasscode(attemptsLeft: 5))]).0 else {
            Issue.record("not said")
            return
        }
    }

    // Protects a new start: what nothing opens any more says so, and what deletes is asked for twice.
    @Test func whatIsShutSaysSo() {
        #expect(walk(.code, [.status(.tamperedOrRestored)]).0 == .shut(.restored, sure: false, problem: nil))
        let damaged = walk(.code, [.status(.damaged(repairable: true))]).0
        #expect(walk(damaged, [.repairAsked]).0 == pad(.repair))
        #expect(walk(damaged, [.repairAsked, .typed(6), .repaired]).1.contains(.readStatus))
        #expect(!walk(damaged, [.deleteAsked]).1.contains(.deleteAll))
        #expect(walk(damaged, [.deleteAsked, .deleteAsked]).1 == [.deleteAll])
        #expect(walk(damaged, [.deleteAsked, .decline]).0 == damaged)
        #expect(walk(.code, [.status(.wiped(recoverable: false)), .deleteAsked]).1.last == .deleteAll, "nothing is left to ask about")
        #expect(walk(.code, [.status(.damaged(repairable: false)), .repairAsked]).0 == .shut(.damaged(repairable: false), sure: false, problem: nil))
        let wiped = walk(asked, [.typed(6), .failed(.vaultShut), .status(.wiped(recoverable: false))]).0
        #expect(wiped == .shut(.wiped(hasRest: false), sure: false, problem: nil))
    }

    // Protects what is typed and drawn from whoever picks the phone up next.
    @Test func leavingForgetsAndLocks() {
        for screen in [asked, pad(.old), pad(.new), pad(.newAgain), .draw(.choose, problem: nil), settings, .turnOnAgain(problem: nil)] {
            let (after, effects) = walk(screen, [.left])
            #expect(after == .code && effects.starts(with: [.clearPads, .lock]))
        }
    }

    // Protects the history: read after a proof only, and a report is asked about before it is made.
    @Test func theHistoryOpensAfterAProof() {
        let lines = [
            HistoryLine(at: Date(timeIntervalSince1970: 0), kind: "login", outcome: "approved", party: "S", domain: "s.example", claims: ["name"], number: 7, canReport: true),
            HistoryLine(at: Date(timeIntervalSince1970: 0), kind: "enrolment", outcome: "approved", party: "P", domain: nil, claims: []),
        ]
        let (screen, effects) = walk(.code, [
            .historyAsked, .status(.locked(attemptsLeft: 10, ways: all)), .typed(6), .opened, .history(lines),
        ])
        #expect(screen == .history(History(lines), problem: nil))
        #expect(effects == [.clearPads, .lock, .readStatus, .open(.passcode), .readHistory()])
        #expect(walk(screen, [.notMe(signOut: true)]).1.isEmpty && walk(screen, [.lineChosen(0), .notMe(signOut: true)]).1.isEmpty)
        #expect(walk(screen, [.lineChosen(1), .notMeAsked, .notMe(signOut: false)]).1.isEmpty, "not offered, not done")
        #expect(walk(screen, [.lineChosen(9)]).0 == screen)
        let asked = walk(screen, [.lineChosen(0), .notMeAsked])
        #expect(asked.1.isEmpty)
        let told = walk(asked.0, [.notMe(signOut: true), .reported(History.Told(sessionsEnded: 1, signedOut: true))])
        #expect(told.1 == [.report(7, signOut: true)])
        #expect(walk(told.0, [.deleteAsked]).0 == .shut(.deleteAsked, sure: false, problem: nil))
        #expect(walk(asked.0, [.deleteAsked]).0 == asked.0)
        guard case .history(_, .network?) = walk(asked.0, [.notMe(signOut: false), .failed(.network)]).0 else {
            Issue.record("a failure is not said")
            return
        }
        #expect(walk(told.0, [.left]).0 == .code)
    }

    // Protects a long history: it comes in pages, older ones behind those that are there.
    @Test func theHistoryComesInPages() {
        func page(_ numbers: ClosedRange<UInt64>) -> [HistoryLine] {
            numbers.reversed().map {
                HistoryLine(at: Date(timeIntervalSince1970: 0), kind: "login", outcome: "declined", party: "S", domain: nil, claims: [], number: $0)
            }
        }
        let first = walk(.code, [.historyAsked, .typed(6), .opened, .history(page(11...60))]).0
        let (screen, effects) = walk(first, [.lineChosen(3), .olderAsked, .history(page(1...10))])
        #expect(effects == [.readHistory(before: 11)])
        guard case .history(let history, nil) = screen else {
            Issue.record("\(screen)")
            return
        }
        #expect(history.lines.map(\.number) == (1...60).reversed() && history.chosen == 3 && !history.hasMore)
        #expect(walk(screen, [.olderAsked]).1.isEmpty)
        #expect(walk(first, [.olderAsked, .failed(.failed)]).0 == .history(History([]).adding(page(11...60)), problem: .failed))
    }

    // Protects whoever is asked by a stranger: nothing is sent without a proof, and saying no needs none.
    @Test func sharingNeedsAProofAndDecliningNone() {
        func share(_ availability: Availability) -> Share {
            Share(
                domain: "v.example", name: nil, purpose: nil, policy: nil,
                claims: [Share.Claim(path: "name", name: "Name", value: availability == .ready ? "Tan" : nil)], availability: availability,
                consequences: []
            )
        }
        let start = walk(.code, [.read("openid4vp://x"), .wanted(share(.locked))]).0
        #expect(start == .share(share(.locked), problem: nil))
        #expect(walk(start, [.approve]).1 == [.clearPads, .lock, .readStatus])
        #expect(walk(start, [.approve, .status(.locked(attemptsLeft: 10, ways: all)), .typed(6)]).1.last == .approve(check: nil))
        #expect(walk(start, [.approve, .status(.locked(attemptsLeft: 10, ways: all)), .biometricsChosen]).1.last == .approve(check: nil, by: .biometrics))
        #expect(walk(start, [.approve, .typed(6), .approved(link: nil)]).0 == .done(.approved(link: nil)))
        for screen in [start, walk(start, [.approve]).0, .share(share(.missing), problem: nil)] {
            #expect(walk(screen, [.decline]).1.last == .decline)
        }
        #expect(walk(.share(share(.missing), problem: nil), [.approve]).1.isEmpty)
        let open = walk(start, [.valuesAsked, .typed(6), .opened, .wanted(share(.ready))])
        #expect(open.0 == .share(share(.ready), problem: nil) && open.1.contains(.readConsent))
        #expect(walk(open.0, [.left]).0 == start)
        let reading = walk(start, [.valuesAsked]).0
        guard case .pad(let purpose, _, _) = reading else {
            Issue.record("no pad")
            return
        }
        #expect(walk(reading, [purpose.leaving]).0 == start && walk(reading, [.left]).0 == start, "back to the request")
    }

    // Protects somebody who forgot the passcode: there is a way, and it deletes nothing by one touch.
    @Test func aForgottenPasscodeHasAWay() {
        let forgotten = walk(.code, [.securityAsked, .forgotten])
        #expect(forgotten.0 == .shut(.forgotten(), sure: false, problem: nil))
        #expect(!walk(forgotten.0, [.deleteAsked]).1.contains(.deleteAll))
        #expect(walk(forgotten.0, [.deleteAsked, .deleteAsked]).1 == [.deleteAll])
        #expect(walk(pad(.new), [.forgotten]).0 == pad(.new))
    }

    // Protects fingers of all sizes: each dot is found at its place, and between dots there is none.
    @Test func theGridFindsItsDots() {
        let grid = PatternGrid(side: 300)
        for dot in UInt8(0)..<9 {
            let (x, y) = grid.place(of: dot)
            #expect(grid.dot(at: x, y) == dot && grid.dot(at: x + 30, y - 15) == dot)
        }
        #expect(grid.dot(at: 100, 50) == nil && grid.dot(at: -40, -40) == nil)
    }

    // Protects against half a translation: a screen that says "deleted" has its words in all four languages.
    @Test func theWordsAreThereInFourLanguages() throws {
        let shuts: [Shut] = [.wiped(hasRest: true), .restored, .damaged(repairable: true), .damaged(repairable: false), .deleteAsked]
        func words(_ language: Language) -> [String] {
            let say = Words(language)
            let problems: [Problem] = [
                .wrongPasscode(attemptsLeft: 1), .wrongPasscode(attemptsLeft: 3), .wrongPattern(attemptsLeft: 3), .throttled(seconds: 61),
                .samePasscode, .biometricsChanged, .biometricsRefused, .biometricsMissing, .suspectDevice, .passcodesDiffer,
                .pattern("pattern_too_short"), .pattern("patterns_differ"), .pattern("pattern_few_turns"), .pattern("pattern_common"),
            ]
            return shuts.flatMap { [say.title($0), say.text($0)] } + problems.map(say.problem) + Change.allCases.map(say.done)
                + [say.securityTitle, say.changedTitle, say.changedText, say.drawHint, say.grid, say.repair, say.promptOpen]
        }
        let english = words(.english)
        for language in Language.allCases where language != .english {
            for (one, other) in zip(english, words(language)) {
                #expect(one != other && !other.isEmpty)
            }
        }
        #expect(Words(.english).problem(.throttled(seconds: 61)).contains("1:01"))
    }
}
