import Foundation
import Mien
@testable import MienFlow
import MienTesting
import Testing

private let passcode: [UInt8] = [8, 0, 3, 1, 9, 5]

// J1 to J3 on the screens of the app, against the real core and the sandbox's provider: what is typed, the SMS, a face, the
// declaration, an app that ended in the middle, logins, and "this wasn't me".
@Suite(.serialized) @MainActor struct AccountRunnerTests {
    private let sandbox: Sandbox
    private let phone: Phone

    init() throws {
        sandbox = try Sandbox.shared()
        phone = try Phone()
    }

    private func start(browserOnly: Bool = false) async -> Runner {
        let runner = Runner(mien: phone.mien, language: .english, provider: sandbox.account(browserOnly: browserOnly))
        await runner.send(.restart)
        return runner
    }

    private func form(_ runner: Runner) throws -> (form: AccountForm, problem: Problem?) {
        guard case .account(.form(let form), let problem) = runner.screen else { throw SetUpError("\(runner.screen)") }
        return (form, problem)
    }

    // Protects J2 as a whole, and J3 after it.
    @Test func aPhoneIsSetUpAndLogsIn() async throws {
        var runner = await start()
        #expect(!runner.isEnrolled)
        await runner.send(.accountAsked)
        #expect(runner.screen == .account(.ways, problem: nil))
        await runner.send(.account(.chosen(.setUp)))
        try await signIn(runner)

        // The app ends here. Another start goes on with the same code.
        await runner.send(.restart)
        runner = await start()
        await runner.send(.accountAsked)
        try await typeCode(runner)
        try await scan(runner)
        try await review(runner)
        try await choosePasscode(runner)

        // Whoever just chose a passcode may turn on more without it.
        await runner.send(.securityAsked)
        guard case .security(let ways, nil, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(!ways.pattern && !ways.canBiometrics)
        await runner.send(.restart)

        try await logInFromAnotherDevice(runner)
        try await logInOnThisPhone(runner)
        try await share(runner)
        try await look(at: .phoneAsked, on: runner)
        guard case .phone(let this) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(this.name == "Tan Mei Ling" && this.idNumber == "S****567D" && this.until != nil)
        await runner.send(.restart)
    }

    // Protects J1 by phone alone: terms are an act of their own, the number is typed twice, nothing is asked of the face.
    @Test func somebodyRegistersByPhoneAlone() async throws {
        let runner = await start()
        await runner.send(.accountAsked)
        await runner.send(.account(.chosen(.registerByPhone)))
        guard case .account(.terms(let terms), nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(terms.url.hasPrefix(sandbox.urls.provider) && !terms.summary.isEmpty)
        await runner.send(.account(.accepted))
        guard case .phone = try form(runner).form.kind else { throw SetUpError("\(runner.screen)") }
        let fields = try form(runner).form.kind.fields
        await fill([(.phone, "12")], on: runner)
        #expect(try form(runner).form[.phone] != .complete)
        await fill(fields.map { ($0, "8333 4444") }, on: runner)
        #expect(try form(runner).form.isComplete)
        await runner.send(.account(.submitted))
        await fill([(.code, try sandbox.sms())], on: runner)
        try await review(runner)
        await press(passcode, on: runner)
        await press(passcode, on: runner)
        guard case .done(.enrolled) = runner.screen else { throw SetUpError("\(runner.screen)") }
    }

    // Protects whoever changes their mind: what was begun is gone, and something else can begin.
    @Test func anEnrolmentIsGivenUp() async throws {
        let runner = await start()
        await runner.send(.accountAsked)
        await runner.send(.account(.chosen(.setUp)))
        await runner.send(.account(.giveUp))
        #expect(runner.screen == .account(.sure, problem: nil))
        await runner.send(.account(.retry))
        #expect(try form(runner).form.kind == .signIn, "going on leads back")
        await runner.send(.account(.giveUp))
        await runner.send(.account(.giveUp))
        #expect(runner.screen == .account(.ways, problem: nil))
        await runner.send(.restart)
        await runner.send(.accountAsked)
        #expect(runner.screen == .account(.ways, problem: nil))
    }

    // Protects providers without steps of their own in the app: the browser is opened, only its own answer counts, and the app's
    // link brings the person back.
    @Test func theBrowserCanShowTheSteps() async throws {
        let runner = await start(browserOnly: true)
        await runner.send(.accountAsked)
        await runner.send(.account(.chosen(.setUp)))
        guard case .account(.browser(let url), nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(url.hasPrefix(sandbox.urls.provider))
        await runner.send(.linked("https://wallet.mien.example/enrolled?code=x&state=y&iss=z"))
        #expect(runner.screen == .account(.browser(url), problem: .browserAnswer))
        await runner.send(.account(.giveUp))
        await runner.send(.account(.giveUp))
        #expect(runner.screen == .account(.ways, problem: nil))
    }

    private func signIn(_ runner: Runner) async throws {
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

    private func typeCode(_ runner: Runner) async throws {
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

    private func scan(_ runner: Runner) async throws {
        guard case .account(.consent(let face), nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(!face.consent.isEmpty && face.wantsTemplate && !face.sendsTemplate, "sending the template is a choice of its own")
        #expect(runner.lens == nil, "no camera before the consent")
        await runner.send(.account(.agreed))
        try await pass(runner)
    }

    private func review(_ runner: Runner) async throws {
        guard case .account(.details(let details, declared: false), nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(!details.lines.isEmpty && !details.declaration.isEmpty)
        await runner.send(.account(.goOn))
        guard case .account(.details, nil) = runner.screen else { throw SetUpError("went on without the declaration") }
        await runner.send(.account(.declared(true)))
        await runner.send(.account(.goOn))
        guard case .pad(.choose, 0, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
    }

    private func choosePasscode(_ runner: Runner) async throws {
        await press([1, 2, 3, 4, 5, 6], on: runner)
        guard case .pad(.choose, 0, .weak) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await press(passcode, on: runner)
        await press(passcode, on: runner)
        #expect(runner.screen == .done(.enrolled(name: "Tan Mei Ling")))
    }

    private func logInFromAnotherDevice(_ runner: Runner) async throws {
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
    private func logInOnThisPhone(_ runner: Runner) async throws {
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
    private func share(_ runner: Runner) async throws {
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

    private func look(at what: Event, on runner: Runner) async throws {
        await runner.send(.restart)
        await runner.send(what)
        await press(passcode, on: runner)
    }
}
