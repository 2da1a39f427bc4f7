import Foundation
import Mien
@testable import MienFlow
import MienTesting
import Testing

// What the person does on the screens, and what they see meanwhile.
extension AccountRunnerTests {
    func signIn(_ runner: Runner) async throws {
        #expect(try form(runner).form.kind == .signIn)
        await fill([(.idNumber, "S1234567E"), (.password, "not the password")], on: runner)
        #expect(try form(runner).form[.idNumber] == .wrong(.idNumber(.checkCharacter)))
        let before = runner.screen
        await runner.send(.account(.submitted))
        #expect(runner.screen == before, "nothing is sent while a field is wrong")
        await fill([(.idNumber, "s1234567d")], on: runner)
        await runner.send(.account(.submitted))
        let again = try form(runner)
        #expect(again.problem == .answer(.wrong, .signIn))
        #expect(again.form.text(.idNumber) == "s1234567d" && again.form[.idNumber] == .complete, "typed once")
        #expect(again.form[.password] == .incomplete, "a password is not kept")
        await fill([(.password, "harbour lamp seven")], on: runner)
        await runner.send(.account(.submitted))
    }

    func identify(_ runner: Runner) async throws {
        #expect(try form(runner).form.kind == .identify)
        await fill([(.idNumber, "G1234567X"), (.name, "Siti 1"), (.birthDate, "1985-13-23")], on: runner)
        let wrong = try form(runner).form
        #expect(wrong[.idNumber] == .complete && wrong[.name] == .wrong(.name(.character)) && wrong[.birthDate] == .wrong(.birthDate))
        await fill([(.name, "Siti binti Rahman"), (.birthDate, "1985-11-24")], on: runner)
        await runner.send(.account(.submitted))
        // Only the provider knows that it is another day. Nothing is typed again but that.
        #expect(try form(runner).problem == .answer(.wrong, .identify))
        #expect(try form(runner).form.isComplete)
        await fill([(.birthDate, "1985-11-23")], on: runner)
        await runner.send(.account(.submitted))
    }

    func newPassword(_ runner: Runner) async throws {
        #expect(try form(runner).form.kind == .newPassword && form(runner).form.unmet == nil)
        await fill([(.password, "aaaa")], on: runner)
        let short = try #require(try form(runner).form.unmet)
        #expect(short.contains(.longEnough) && short.contains(.varied) && !short.contains(.notTooLong))
        await fill([(.password, "my id is G1234567X")], on: runner)
        #expect(try form(runner).form.unmet == [.notPersonal])
        await fill([(.password, "seven quiet mangoes"), (.passwordAgain, "seven quiet mango")], on: runner)
        #expect(try form(runner).form.unmet == [])
        await runner.send(.account(.submitted))
        #expect(try form(runner).problem == .entry(.passwordsDiffer) && !form(runner).form.isComplete)
        await fill([(.password, "seven quiet mangoes"), (.passwordAgain, "seven quiet mangoes")], on: runner)
        await runner.send(.account(.submitted))
    }

    func typeCode(_ runner: Runner) async throws {
        guard case .code(let asked) = try form(runner).form.kind else { throw SetUpError("\(runner.screen)") }
        #expect(asked.length == 6 && asked.triesLeft == 5 && !asked.sentTo.contains("91234567"))
        await runner.send(.tick(seconds: 5))
        guard case .code(let later) = try form(runner).form.kind else { throw SetUpError("\(runner.screen)") }
        #expect(later.expiresIn == asked.expiresIn - 5)
        await runner.send(.left)
        await fill([(.code, "Your code is 123456.\n@evil.example #123456")], on: runner)
        #expect(try form(runner).form[.code] == .incomplete, "another provider's code is not sent")
        // The phone fills in the whole message: it is sent at once.
        await fill([(.code, try sandbox.sms())], on: runner)
    }

    /// The consent, then the scan. The provider's nonce decides what is asked for, the same with each try: a recorded person who
    /// fails at it does so every time. Then another enrolment asks for something else.
    func scan(_ runner: inout Runner, after begin: (inout Runner) async throws -> Void) async throws {
        for _ in 0..<4 {
            try await begin(&runner)
            guard case .account(.consent(let face), nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
            #expect(!face.consent.isEmpty && face.wantsTemplate && !face.sendsTemplate, "sending the template is a choice of its own")
            #expect(runner.lens == nil, "no camera before the consent")
            await runner.send(.account(.agreed))
            try await showFace(to: runner)
            guard runner.screen.ending != nil else { return }
            for _ in 0..<2 { await runner.send(.account(.giveUp)) }
        }
        throw SetUpError("no scan passed: \(runner.screen)")
    }

    func review(_ runner: Runner) async throws {
        guard case .account(.details(let details, declared: false), nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(!details.lines.isEmpty && !details.declaration.isEmpty)
        await runner.send(.account(.goOn))
        guard case .account(.details, nil) = runner.screen else { throw SetUpError("went on without the declaration") }
        await runner.send(.account(.declared(true)))
        await runner.send(.account(.goOn))
        guard case .pad(.choose, 0, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
    }

    func choosePasscode(_ runner: Runner) async throws {
        await press([1, 2, 3, 4, 5, 6], on: runner)
        guard case .pad(.choose, 0, .weak) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await press(passcode, on: runner)
        await press(passcode, on: runner)
        #expect(runner.screen == .done(.enrolled(name: "Tan Mei Ling")))
    }

    func logInFromAnotherDevice(_ runner: Runner) async throws {
        let page = try LoginPage(sandbox)
        await runner.send(try seen(page, by: runner))
        await runner.send(.check(try page.digits()))
        await runner.send(.approve)
        await press(passcode, on: runner)
        #expect(runner.screen == .done(.approved(link: nil)))
        #expect(try page.finish().body.contains("Tan Mei Ling"))
        #expect(try page.isInside(sandbox))

        // In the history, and somebody else's: the provider hears of it, and the session is over.
        try await look(at: .historyAsked, on: runner)
        guard case .history(let history, nil) = runner.screen, let line = history.lines.first else { throw SetUpError("\(runner.screen)") }
        #expect(line.kind == "login" && line.outcome == "approved" && line.domain == "localhost" && line.canReport)
        await runner.send(.lineChosen(0))
        await runner.send(.notMeAsked)
        await runner.send(.notMe(signOut: false))
        guard case .history(let after, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(after.report == .told(History.Told(sessionsEnded: 1, signedOut: false)))
        #expect(try !page.isInside(sandbox))
        await runner.send(.restart)
    }

    /// The page's link opens the app, and the app's answer the browser: no digits, for both are in one hand.
    func logInOnThisPhone(_ runner: Runner) async throws {
        let page = try LoginPage(sandbox)
        await runner.send(.linked(try page.link()))
        guard case .approve(let asked, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await runner.send(.check(asked.needsCheck ? try page.digits() : ""))
        await runner.send(.approve)
        await press(passcode, on: runner)
        guard case .done(.approved(let link, _)) = runner.screen else { throw SetUpError("\(runner.screen)") }
        if let link {
            #expect(try page.open(link).body.contains("Tan Mei Ling"))
        } else {
            #expect(try page.finish().body.contains("Tan Mei Ling"))
        }
        await runner.send(.restart)
    }

    /// Any verifier: who and what is shown first, the values after a proof, and nothing but what was shown is sent.
    func share(_ runner: Runner) async throws {
        let page = try VerifierPage(sandbox, asks: "name")
        await runner.send(.linked(try page.link()))
        guard case .share(let locked, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(locked.domain == "localhost" && locked.availability == .locked && !locked.claims.isEmpty)
        #expect(locked.claims.allSatisfy { $0.value == nil } && !locked.consequences.isEmpty)
        await runner.send(.valuesAsked)
        await press(passcode, on: runner)
        guard case .share(let open, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(open.availability == .ready && open.claims.compactMap(\.value) == ["Tan Mei Ling"])
        await runner.send(.left)
        #expect(runner.screen == .share(open.withoutValues, problem: nil), "what would be sent is not left lying about")
        await runner.send(.approve)
        await press(passcode, on: runner)
        guard case .done(.approved(let link?, _)) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(try page.open(link).body.contains("Tan Mei Ling"))
        await runner.send(.restart)

        let other = try VerifierPage(sandbox, asks: "adult")
        await runner.send(.linked(try other.link()))
        await runner.send(.decline)
        #expect(runner.screen == .done(.declined))
        await runner.send(.restart)
    }

    /// A recovery code goes onto paper; then the passcode is forgotten, and the paper brings another. With new keys it is worth nothing.
    func comeBackWithThePaper(_ runner: Runner) async throws {
        let other: [UInt8] = [6, 3, 8, 2, 0, 5]
        try await look(at: .securityAsked, on: runner)
        await runner.send(.changeAsked(.recoveryOn))
        guard case .paper(let code, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(code.groups.count == 7 && !"\(runner.screen)".contains(code.groups[0]), "no screen that is printed holds it")
        await runner.send(.goOn)
        await runner.send(.groupTyped(Typed(code.groups[0])))
        guard case .paper(_, .wrongGroup) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await runner.send(.groupTyped(Typed(code.groups[6].lowercased())))
        guard case .security(let on, nil, .recoveryOn) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(on.recovery)

        await runner.send(.restart)
        await runner.send(.securityAsked)
        await runner.send(.forgotten)
        #expect(runner.screen == .shut(.forgotten(hasCode: true), sure: false, problem: nil))
        await runner.send(.recoverAsked)
        await runner.send(.codeTyped(Typed(code.groups.dropLast().joined(separator: "-"))))
        await runner.send(.goOn)
        guard case .recover(.incomplete, _, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await runner.send(.codeTyped(Typed(code.groups.joined(separator: " ").lowercased())))
        await runner.send(.goOn)
        await press([1, 2, 3, 4, 5, 6], on: runner)
        guard case .pad(.fresh, 0, .weak) = runner.screen else { throw SetUpError("\(runner.screen)") }
        for _ in 0..<2 { await press(other, on: runner) }
        guard case .security(_, nil, .passcode) = runner.screen else { throw SetUpError("\(runner.screen)") }

        await runner.send(.changeAsked(.keys))
        await press(other, on: runner)
        guard case .security(let renewed, nil, .keys) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(!renewed.recovery, "made anew, or not at all")
    }

    func look(at what: Event, on runner: Runner) async throws {
        await runner.send(.restart)
        await runner.send(what)
        await press(passcode, on: runner)
    }
}
