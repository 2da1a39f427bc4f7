import Foundation
import Mien
import MienFlow
import Testing

private let offer = Offer(domain: "issuer.example", name: "Issuer", codeLength: 6)
private let approval = Approval(
    domain: "login.example", service: "Service", purpose: nil, claims: ["name"], browser: nil, startedAt: nil,
    needsCheck: true
)

private let share = Share(
    domain: "v.example", name: nil, purpose: nil, policy: nil, claims: [], availability: .locked, consequences: []
)

/// Steps through events and gives the last screen and all effects.
private func walk(_ start: Screen, _ events: [Event]) -> (Screen, [Effect]) {
    events.reduce((start, [])) { so, event in
        let (screen, effects) = step(so.0, event)
        return (screen, so.1 + effects)
    }
}

private func approving(check: String) -> Approval {
    var copy = approval
    copy.check = check
    return copy
}

@Suite struct StepTests {
    // Protects the order of an enrolment: consent before the camera, scan before passcode, passcode twice, then the code.
    @Test func enrolmentGoesItsWay() {
        let (screen, effects) = walk(.code, [
            .read("openid-credential-offer://x"), .offered(offer), .consented, .scanned(.passed),
            .typed(6), .judged(nil), .typed(6), .passcodeChosen,
            .digit(1), .digit(2), .digit(3), .digit(4), .digit(5), .digit(6), .enrolled(name: "Tan"),
        ])
        #expect(screen == .done(.enrolled(name: "Tan")))
        #expect(effects == [
            .follow("openid-credential-offer://x"), .startScan, .acceptScan, .judge, .choosePasscode,
            .finish(code: "123456"), .drop,
        ])
    }

    // Protects the approval: nothing is signed before the digits of the page and a whole passcode were typed.
    @Test func approvalNeedsDigitsAndPasscode() {
        let start = Screen.approve(approval, problem: nil)
        #expect(walk(start, [.approve]).0 == .approve(approval, problem: .checkDigits))
        #expect(walk(start, [.check("4"), .approve]).1.isEmpty)
        let (screen, effects) = walk(start, [.check("4x27"), .digit(7), .approve, .digit(9), .typed(1)])
        #expect(screen == .pad(.approve(approving(check: "42")), count: 1, problem: nil))
        #expect(effects == [.clearPads, .lock, .readStatus, .type(9)])
        #expect(walk(screen, [.typed(6), .approved(link: nil)]).0 == .done(.approved(link: nil)))
        #expect(walk(screen, [.typed(6)]).1 == [.approve(check: "42")])
    }

    // Protects the right to say no: from the request and from the pad, in one step, without a passcode.
    @Test func decliningTakesOneStep() {
        for start in [Screen.approve(approval, problem: nil), .pad(.approve(approval), count: 3, problem: nil)] {
            let (screen, effects) = walk(start, [.decline])
            #expect(effects.contains(.decline))
            #expect(walk(screen, [.declined]).0 == .done(.declined))
        }
    }

    // Protects the person's work: each failure leads back to where something can be done about it.
    @Test(arguments: [
        (Problem.wrongPasscode(attemptsLeft: 8), Screen.pad(.approve(approving(check: "42")), count: 0, problem: .wrongPasscode(attemptsLeft: 8))),
        (.network, .pad(.approve(approving(check: "42")), count: 0, problem: .network)),
        (.checkDigits, .approve(approval, problem: .checkDigits)),
        (.codeExpired, .done(.stopped(.codeExpired, retry: nil))),
    ])
    func failuresLeadBack(problem: Problem, to expected: Screen) {
        let (screen, _) = walk(.pad(.approve(approving(check: "42")), count: 5, problem: nil), [.typed(6), .failed(problem)])
        #expect(screen == expected)
    }

    // Protects a finished scan from a flaky network: the same step is tried again, nothing before it.
    @Test func aNetworkFailureIsTriedAgain() {
        let start = Screen.pad(.message(offer, typed: "12345"), count: 5, problem: nil)
        let (screen, effects) = walk(start, [.digit(6), .failed(.network), .retry])
        #expect(effects == [.finish(code: "123456"), .finish(code: "123456")])
        #expect(walk(screen, [.enrolled(name: nil)]).0 == .done(.enrolled(name: nil)))
        let wrong = walk(start, [.digit(6), .failed(.wrongCode)]).0
        #expect(wrong == .pad(.message(offer, typed: ""), count: 0, problem: .wrongCode))
    }

    // Protects a person whose scan ended: another one is a tap away, and says why.
    @Test func aScanThatDidNotPassCanBeTriedAgain() {
        let ended = walk(.face(offer, FaceView()), [.scanned(.timedOut(blockedBy: "too_dark"))]).0
        #expect(ended == .ended(offer, ScanEnding(.timedOut, reasons: ["too_dark"])))
        let (screen, effects) = walk(ended, [.retry])
        #expect(screen == .face(offer, FaceView()) && effects == [.startScan])
    }

    // Protects the right to go on without a face: at any moment, and back again.
    @Test func anotherWayCanBeChosenDuringAScan() {
        let (screen, effects) = walk(.face(offer, FaceView()), [.otherWay, .scanned(.cancelled)])
        #expect(screen == .ended(offer, ScanEnding(.otherWay)) && effects == [.cancelScan])
        for outcome in ScanOutcome.allCases where outcome != .passed {
            let events = ScanEnding(outcome).ways.map(\.event)
            #expect(events.count == 2 && events.contains(outcome == .otherWay ? .restart : .otherWay))
            #expect(events.allSatisfy { walk(.ended(offer, ScanEnding(outcome)), [$0]).0 != .ended(offer, ScanEnding(outcome)) })
        }
    }

    // Protects what is typed from whoever picks the phone up next.
    @Test func leavingForgetsDigitsAndLocks() {
        let (screen, effects) = walk(.pad(.approve(approval), count: 4, problem: nil), [.left])
        #expect(screen == .pad(.approve(approval), count: 0, problem: nil))
        #expect(effects == [.clearPads, .lock])
        #expect(walk(.pad(.again(offer), count: 4, problem: nil), [.left]).0 == .pad(.choose(offer), count: 0, problem: nil))
        #expect(walk(.face(offer, FaceView()), [.left]).1 == [.interruptScan])
    }

    // Protects against order mistakes of any kind: whatever comes in whatever order, an approval is asked for only from a
    // pad whose sixth digit was typed, for what that pad was for, and the digits of a login's page are two.
    @Test(arguments: 1...40) func noOrderOfEventsApprovesByItself(seed: UInt64) {
        var random = seed &* 0x9E37_79B9_7F4A_7C15
        func next(_ below: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % below
        }
        let events: [Event] = [
            .read("x"), .offered(offer), .asked(approval), .consented, .looked(FaceView()), .scanned(.passed),
            .scanned(.tryAgain), .digit(7), .digit(200), .erase, .check("1"), .check("12"), .typed(6), .typed(1), .judged(nil), .judged("r"),
            .passcodeChosen, .approve, .decline, .approved(link: nil), .declined, .enrolled(name: nil),
            .failed(.network), .failed(.wrongPasscode(attemptsLeft: 3)), .retry, .restart, .left,
            .wanted(share), .valuesAsked, .opened, .linked("y"), .historyAsked, .securityAsked, .history([]), .forgotten, .deleteAsked,
            .tick(seconds: 3),
        ]
        var screen = Screen.code
        for _ in 0..<400 {
            let event = events[next(events.count)]
            let (after, effects) = step(screen, event)
            for case .approve(let check, _) in effects {
                #expect(event == .typed(6))
                switch screen {
                case .pad(.approve, _, _): #expect(check?.count == 2)
                case .pad(.share(share), _, _): #expect(check == nil)
                default: Issue.record("approved from \(screen)")
                }
            }
            screen = after
        }
    }
}
