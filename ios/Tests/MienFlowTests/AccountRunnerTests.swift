import Foundation
import Mien
@testable import MienFlow
import MienTesting
import Testing

let passcode: [UInt8] = [8, 0, 3, 1, 9, 5]

// J1 to J3 on the screens of the app, against the real core and the sandbox's provider: what is typed, the SMS, a face, the
// declaration, an app that ended in the middle, logins, and "this wasn't me".
@Suite(.serialized) @MainActor struct AccountRunnerTests {
    let sandbox: Sandbox
    let phone: Phone

    init() throws {
        sandbox = try Sandbox.shared()
        phone = try Phone()
    }

    func start(browserOnly: Bool = false) async -> Runner {
        let runner = Runner(mien: phone.mien, language: .english, provider: sandbox.account(browserOnly: browserOnly))
        await runner.send(.restart)
        return runner
    }

    func form(_ runner: Runner) throws -> (form: AccountForm, problem: Problem?) {
        guard case .account(.form(let form), let problem) = runner.screen else { throw SetUpError("\(runner.screen)") }
        return (form, problem)
    }

    // Protects J2 as a whole, and J3 after it.
    @Test func aPhoneIsSetUpAndLogsIn() async throws {
        var runner = await start()
        #expect(!runner.isEnrolled)
        await runner.send(.accountAsked)
        try await scan(&runner) { runner in
            #expect(runner.screen == .account(.ways, problem: nil))
            await runner.send(.account(.chosen(.setUp)))
            try await signIn(runner)
            // The app ends here. Another start goes on with the same code.
            runner = await start()
            await runner.send(.accountAsked)
            try await typeCode(runner)
        }
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
        // What was known is there at once; the issuer's word of now comes behind it.
        await runner.looking?.value
        guard case .phone(let this) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(this.name == "Tan Mei Ling" && this.idNumber == "S****567D" && this.until != nil)
        #expect(this.standing == .valid && this.asOf != nil, "the issuer's own word")
        await runner.send(.restart)
        #expect(await runner.refresh(), "nothing is due, nothing fails")
        try await comeBackWithThePaper(runner)
    }

    // Protects J1 as a whole: who somebody is, the terms, a face, a password by its rules, a phone.
    @Test func somebodyRegisters() async throws {
        var runner = await start()
        await runner.send(.accountAsked)
        try await scan(&runner) { runner in
            await runner.send(.account(.chosen(.register)))
            try await identify(runner)
            guard case .account(.terms, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
            await runner.send(.account(.accepted))
        }
        try await newPassword(runner)
        guard case .phone = try form(runner).form.kind else { throw SetUpError("\(runner.screen)") }
        await fill(try form(runner).form.kind.fields.map { ($0, "+65 8111 2222") }, on: runner)
        await runner.send(.account(.submitted))
        await fill([(.code, try sandbox.sms())], on: runner)
        try await review(runner)
        await press([1, 9, 8, 5, 1, 1], on: runner)
        guard case .pad(.choose, 0, .weak) = runner.screen else { throw SetUpError("\(runner.screen)") }
        for _ in 0..<2 { await press(passcode, on: runner) }
        #expect(runner.screen == .done(.enrolled(name: "Siti binti Rahman")))
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
}
