import Foundation
import Mien
@testable import MienFlow
import Testing

private let code = CodeAsked(sentTo: "+65 ****4567", length: 6, expiresIn: 3, resendIn: 2, triesLeft: 5)
private let face = FaceAsked(consent: "Words", wantsTemplate: true, expiresIn: 90, triesLeft: 3)
private let offer = Offer(domain: "id.example", name: nil, codeLength: 0)
private let details = DetailsAsked(lines: [], declaration: "I declare")
private let terms = TermsAsked(version: "1", summary: "Words", url: "https://id.example/terms")
private let all: [Asked] = [
    .robot, .form(.signIn), .form(.identify), .form(.newPassword), .form(.phone(twice: true)), .form(.code(code)), .terms(terms),
    .face(face), .details(details),
]

private func walk(_ start: Screen, _ events: [Event]) -> (Screen, [Effect]) {
    events.reduce((start, [])) { so, event in
        let (screen, effects) = step(so.0, event)
        return (screen, so.1 + effects)
    }
}

private func asked(_ asked: Asked, problem: AnswerProblem? = nil) -> Event {
    .account(.stands(.asked(asked, problem: problem)))
}

/// The screen of something that the provider asks for.
private func shown(_ what: Asked) -> Screen {
    walk(.code, [.accountAsked, asked(what)]).0
}

@Suite struct AccountStepTests {
    // Protects the order: what was begun before goes on before something else is offered.
    @Test func whatWasBegunGoesOn() {
        let (screen, effects) = walk(.code, [.accountAsked])
        #expect(effects == [.account(.look)] && screen == .busy(.account(.look), behind: .code))
        #expect(walk(screen, [.account(.nothingBegun)]).0 == .account(.ways, problem: nil))
        #expect(walk(screen, [.account(.nothingBegun), .account(.chosen(.register))]).1 == [.account(.begin(.register))])
        #expect(walk(screen, [.account(.stands(.passcode(offer)))]).0 == .pad(.choose(offer), count: 0, problem: nil))
    }

    // Protects two consents from becoming one: terms and face have a screen each, and the template is off until it is turned on.
    @Test func agreeingIsAnActForEachThing() {
        #expect(walk(shown(.terms(terms)), [.account(.agreed), .account(.declared(true)), .account(.goOn)]).1.isEmpty)
        #expect(walk(shown(.terms(terms)), [.account(.accepted)]).1 == [.account(.accept)])
        let consent = shown(.face(face))
        #expect(walk(consent, [.account(.accepted), .account(.goOn)]).0 == consent)
        #expect(walk(consent, [.account(.agreed)]).1 == [.account(.startScan(again: false))])
        let (_, effects) = walk(consent, [.account(.agreed), .scanned(.passed)])
        #expect(effects.last == .account(.acceptScan(sendsTemplate: false)))
        let sending = walk(consent, [.account(.sendsTemplate(true)), .account(.agreed), .scanned(.passed)]).1
        #expect(sending.last == .account(.acceptScan(sendsTemplate: true)))
        #expect(walk(shown(.details(details)), [.account(.goOn)]).1.isEmpty)
        #expect(walk(shown(.details(details)), [.account(.declared(true)), .account(.declared(false)), .account(.goOn)]).1.isEmpty)
        #expect(walk(shown(.details(details)), [.account(.declared(true)), .account(.goOn)]).1 == [.account(.declare)])
    }

    // Protects tries: a form is sent when all of its fields are right, a code as soon as it is whole.
    @Test func onlyWholeFormsAreSent() {
        for case .form(let kind) in all {
            let form = shown(.form(kind))
            #expect(walk(form, [.account(.submitted)]).1.isEmpty)
            if case .code = kind {
                let (screen, effects) = walk(form, [.account(.checked(.code, .complete))])
                #expect(effects == [.account(.answer(kind))])
                #expect(walk(screen, [.account(.checked(.code, .complete))]).1.isEmpty, "once")
                continue
            }
            let done = kind.fields.map { Event.account(.checked($0, .complete)) }
            #expect(walk(form, done.dropLast() + [.account(.submitted)]).1.isEmpty)
            #expect(walk(form, done + [.account(.submitted)]).1 == [.account(.answer(kind))])
        }
        let chosen = walk(shown(.form(.newPassword)), [.account(.checked(.passwordAgain, .complete)), .account(.unmet([.varied]))]).0
        #expect(walk(chosen, [.account(.submitted)]).1.isEmpty)
        #expect(walk(chosen, [.account(.unmet([])), .account(.submitted)]).1 == [.account(.answer(.newPassword))])
    }

    // Protects what was typed, and passwords from being kept: neither a screen nor an effect that stays prints one.
    @Test func passwordsAreNotOnTheScreen() {
        let secret = Typed("harbour lamp seven")
        let (screen, effects) = walk(shown(.form(.signIn)), [.account(.typed(.idNumber, Typed("S1"))), .account(.typed(.password, secret))])
        #expect(effects.count == 2 && !"\(screen)\(effects)".contains("harbour"))
        var printed = ""
        dump(screen, to: &printed)
        dump(effects, to: &printed)
        #expect(!printed.contains("harbour") && !printed.contains("S1"))
        guard case .account(.form(let form), nil) = screen else {
            Issue.record("\(screen)")
            return
        }
        #expect(form.text(.password).isEmpty && form.text(.idNumber) == "S1")
        let (left, forgotten) = walk(screen, [.left])
        #expect(forgotten == [.account(.forget([.password, .passwordAgain]))])
        guard case .account(.form(let after), nil) = left else {
            Issue.record("\(left)")
            return
        }
        #expect(after.emptied > form.emptied && after.text(.idNumber) == "S1")
        #expect(walk(shown(.form(.code(code))), [.left]).1.isEmpty, "the person is looking at the SMS")
    }

    // Protects whoever waits: times run down to nothing and not below, and another code is asked for when it may be.
    @Test func timesRunDown() {
        let form = shown(.form(.code(code)))
        #expect(form.isCounting && !shown(.form(.signIn)).isCounting)
        #expect(walk(form, [.tick(), .account(.anotherCode)]).1.isEmpty)
        #expect(walk(form, [.tick(seconds: 2), .account(.anotherCode)]).1 == [.account(.anotherCode)])
        guard case .account(.form(let over), nil) = walk(form, [.tick(seconds: 100)]).0, case .code(let left) = over.kind else {
            Issue.record("no form")
            return
        }
        #expect(left.expiresIn == 0 && left.resendIn == 0)
        let never = CodeAsked(sentTo: "x", length: 6, expiresIn: 3, resendIn: nil, triesLeft: 5)
        #expect(walk(shown(.form(.code(never))), [.tick(seconds: 9), .account(.anotherCode)]).1.isEmpty)
        // A consent that was read for long: the provider is asked anew before the camera starts.
        let late = walk(shown(.face(face)), [.tick(seconds: 90), .account(.agreed)])
        #expect(late.1 == [.account(.startScan(again: true))])
    }

    // Protects the person's work: each failure leads to where it can be mended.
    @Test func failuresLeadBack() {
        let form = walk(shown(.form(.signIn)), [.account(.checked(.idNumber, .complete)), .account(.checked(.password, .complete))]).0
        let sent = walk(form, [.account(.submitted)]).0
        #expect(walk(sent, [.failed(.network)]).0 == .account(.interrupted, problem: nil))
        #expect(walk(sent, [.failed(.network), .account(.retry)]).1.last == .account(.retry))
        #expect(walk(sent, [.failed(.over(.tooManyTries))]).0 == .done(.stopped(.over(.tooManyTries), retry: nil)))
        guard case .account(.form(let again), .entry(.idNumber(.birthDate))) = walk(sent, [.failed(.entry(.idNumber(.birthDate)))]).0 else {
            Issue.record("not back at the form")
            return
        }
        #expect(again[.idNumber] == .complete && again[.password] == .incomplete)
        let begun = walk(.account(.ways, problem: nil), [.account(.chosen(.setUp)), .failed(.network), .retry])
        #expect(begun.1 == [.account(.begin(.setUp)), .account(.begin(.setUp))])
        let browser = walk(.code, [.accountAsked, .account(.stands(.browser("https://id.example/a")))]).0
        #expect(walk(browser, [.linked("https://evil.example/"), .failed(.browserAnswer)]).0
            == .account(.browser("https://id.example/a"), problem: .browserAnswer))
        let scanning = walk(shown(.face(face)), [.account(.agreed)]).0
        #expect(walk(scanning, [.failed(.failed)]).0 == .account(.consent(face), problem: .failed))
    }

    // Protects the right to another way, and a scan from an app that was left.
    @Test func aScanEndsInAWayOn() {
        let scanning = walk(shown(.face(face)), [.account(.agreed)]).0
        let (ended, effects) = walk(scanning, [.otherWay])
        #expect(ended.ending == ScanEnding(.otherWay) && effects == [.cancelScan])
        #expect(walk(ended, [.retry]).1 == [.account(.startScan(again: false))])
        let refused = walk(shown(.face(face)), [.otherWay])
        #expect(refused.0.ending == ScanEnding(.otherWay) && refused.1.isEmpty)
        #expect(walk(refused.0, [.retry]).0 == shown(.face(face)), "no scan without the consent")
        #expect(walk(scanning, [.scanned(.timedOut(blockedBy: "too_dark"))]).0.ending == ScanEnding(.timedOut, reasons: ["too_dark"]))
        #expect(walk(scanning, [.left]).1 == [.interruptScan])
    }

    // Protects the phone's task from standing still, and a message from vanishing before it was read.
    @Test func whatFailedCanBeTriedAgain() {
        let failed = walk(shown(.robot), [.failed(.unsolved)]).0
        #expect(failed == .account(.robot, problem: .unsolved))
        #expect(walk(failed, [.account(.retry)]).1 == [.account(.solve)] && walk(shown(.robot), [.account(.retry)]).1.isEmpty)
        let events: [Event] = [
            .account(.typed(.idNumber, Typed("S1"))), .account(.checked(.idNumber, .complete)), .account(.checked(.password, .complete)),
            .account(.submitted), asked(.form(.signIn), problem: .wrong),
        ]
        let wrong = walk(shown(.form(.signIn)), events).0
        #expect(walk(wrong, [.account(.typed(.idNumber, Typed("S1")))]).0 == wrong, "the view shows what is there")
        guard case .account(_, nil) = walk(wrong, [.account(.typed(.password, Typed("x")))]).0 else {
            Issue.record("the message stays while somebody types")
            return
        }
    }

    // Protects links: one that opens the app is followed from every screen where nothing is lost by it, and never in the middle of
    // an enrolment; what was typed for one request does not go to the next.
    @Test func aLinkTakesThePlaceOfWhatIsNotMissed() {
        let approval = Approval(
            domain: "a.example", service: nil, purpose: nil, claims: [], browser: nil, startedAt: nil, needsCheck: false
        )
        for screen in [Screen.code, .done(.declined), .approve(approval, problem: nil), .pad(.approve(approval), count: 4, problem: nil)] {
            let (next, effects) = walk(screen, [.linked("openid4vp://x")])
            #expect(next == .busy(.follow("openid4vp://x"), behind: .code))
            #expect(effects == [.clearPads, .drop, .lock, .readStatus, .follow("openid4vp://x")])
        }
        for what in all {
            #expect(walk(shown(what), [.linked("openid4vp://x")]).0 == shown(what))
        }
        #expect(walk(.pad(.choose(offer), count: 3, problem: nil), [.linked("openid4vp://x")]).1.isEmpty)
    }

    // Protects against order mistakes of any kind: whatever comes in whatever order, nothing is agreed to or declared, and no form
    // is sent, but from its own screen and by its own act.
    @Test(arguments: 1...40) func noOrderOfEventsAgreesByItself(seed: UInt64) {
        var random = seed &* 0x9E37_79B9_7F4A_7C15
        func next(_ below: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % below
        }
        let acts: [AccountEvent] = [
            .nothingBegun, .chosen(.setUp), .typed(.code, Typed("1")), .checked(.idNumber, .complete), .checked(.password, .complete),
            .checked(.code, .complete), .unmet([]), .submitted, .accepted, .sendsTemplate(true), .agreed, .declared(true), .declared(false),
            .anotherCode, .retry, .giveUp, .goOn, .givenUp, .stands(.interrupted), .stands(.browser("https://id.example")),
            .stands(.passcode(offer)),
        ]
        var events: [Event] = [
            .accountAsked, .scanned(.passed), .scanned(.tryAgain), .looked(FaceView()), .otherWay, .retry, .restart, .left, .tick(seconds: 7),
            .failed(.network), .failed(.over(.expired)), .failed(.entry(.noCode)), .linked("https://x.example"), .read("x"),
        ]
        events += acts.map(Event.account)
        for what in all { events += [asked(what), asked(what, problem: .wrong)] }
        var screen = Screen.code
        // Whether the consent of the step on the screen was given.
        var agreed = false
        for _ in 0..<600 {
            let event = events[next(events.count)]
            let (after, effects) = step(screen, event)
            if event == .account(.agreed), after.faceView != nil { agreed = true }
            if case .account(.consent, _) = after { agreed = false }
            for case .account(let effect) in effects {
                switch effect {
                case .accept: #expect(event == .account(.accepted))
                case .declare:
                    guard case .account(.details(_, declared: true), _) = screen, event == .account(.goOn) else {
                        Issue.record("declared from \(screen)")
                        continue
                    }
                case .acceptScan: #expect(event == .scanned(.passed) && screen.faceView != nil)
                case .answer(let kind):
                    guard case .account(.form(let form), _) = screen else {
                        Issue.record("sent from \(screen)")
                        continue
                    }
                    #expect(form.kind == kind)
                case .startScan:
                    #expect(event == .account(.agreed) || event == .retry && agreed)
                default: break
                }
            }
            screen = after
        }
    }
}

@Suite struct BirthDateTests {
    // Protects a date from being guessed at: eight digits, year first, a day that there is.
    @Test func datesHaveOneForm() {
        #expect(BirthDate.day("1968-03-14") == CalendarDate(year: 1968, month: 3, day: 14))
        #expect(BirthDate.day("2000 02 29") == CalendarDate(year: 2000, month: 2, day: 29))
        for wrong in ["1900-02-29", "1968-13-01", "1968-00-10", "1968-04-31", "1968-04-00", "1749-01-01"] {
            #expect(BirthDate.check(wrong) == .wrong(.birthDate), "\(wrong)")
        }
        for short in ["", "1968", "1968-03-1", "١٩٦٨-٠٣-١٤"] { #expect(BirthDate.check(short) == .incomplete) }
        #expect(BirthDate.check("1968-03-145") == .wrong(.birthDate))
        #expect(BirthDate.shown("19680314") == "1968-03-14" && BirthDate.shown("19680") == "1968-0" && BirthDate.shown("") == "")
    }
}
