import Foundation
import Mien
@testable import MienFlow
import MienTesting
import Testing

// The screens move the real core through the whole journey: frames, passcode, code, approval, decline.
@Suite(.serialized) @MainActor struct RunnerTests {
    private let passcode: [UInt8] = [8, 0, 3, 1, 9, 5]

    // Protects J2 and J3 on the screens of the app.
    @Test func thePersonIsEnrolledAndLogsIn() async throws {
        let sandbox = try Sandbox.shared()
        let phone = try Phone()
        let runner = Runner(mien: phone.mien, language: .simplifiedChinese)
        var screens = 0
        runner.changed = { _ in screens += 1 }

        // Somebody else than in the other journeys: a new phone signs the one before out.
        let made = try sandbox.offer(name: "陈美玲", idNumber: "M1234567K")
        await runner.send(.read(made.offer))
        guard case .consent(let offer) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(offer.domain == "localhost" && offer.codeLength == 6)
        await runner.send(.consented)
        try await pass(runner)

        await press([1, 1, 1, 1, 1, 1], on: runner)
        guard case .pad(.choose, 0, .weak) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await press(passcode, on: runner)
        await press([8, 0, 3, 1, 9, 4], on: runner)
        #expect(runner.screen == .pad(.choose(offer), count: 0, problem: .passcodesDiffer))
        await press(passcode, on: runner)
        await press(passcode, on: runner)
        await press(try digits(made.tx_code), on: runner)
        #expect(runner.screen == .done(.enrolled(name: "陈美玲")))

        try await logIn(runner, sandbox)
        try await decline(runner, sandbox)
        try await changeWhatOpens(runner, sandbox)
        #expect(screens > 20)
    }

    // Protects a person who points the camera at something else: said plainly, never opened, and back again.
    @Test func aForeignCodeIsNotFollowed() async throws {
        let runner = Runner(mien: try Phone().mien, language: .english)
        await runner.send(.read("https://evil.example/login"))
        #expect(runner.screen == .done(.stopped(.notOurCode(host: "evil.example"), retry: nil)))
        await runner.send(.restart)
        #expect(runner.screen == .code)
    }

    private func logIn(_ runner: Runner, _ sandbox: Sandbox) async throws {
        await runner.send(.restart)
        let page = try LoginPage(sandbox)
        await runner.send(try seen(page, by: runner))
        guard case .approve(let asked, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(asked.service == "港湾通行电子服务" && asked.claims.contains("name"))
        await runner.send(.check(try page.digits()))
        await runner.send(.approve)
        await press([8, 0, 3, 1, 9, 4], on: runner)
        guard case .pad(.approve, 0, .wrongPasscode(9)) = runner.screen else { throw SetUpError("\(runner.screen)") }
        await press(passcode, on: runner)
        #expect(runner.screen == .done(.approved(link: nil)))
        #expect(try page.finish().body.contains("陈美玲"))
    }

    /// A pattern comes on and approves a login; the passcode changes; everything is deleted.
    private func changeWhatOpens(_ runner: Runner, _ sandbox: Sandbox) async throws {
        await runner.send(.restart)
        #expect(runner.isEnrolled)
        await runner.send(.securityAsked)
        await press(passcode, on: runner)
        guard case .security(let before, nil, nil) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(!before.pattern && before.level == .software)
        // This phone has key files and no biometrics.
        await runner.send(.changeAsked(.biometricsOn))
        #expect(runner.screen == .security(before, problem: .biometricsMissing, done: nil))
        await runner.send(.changeAsked(.patternOn))
        for _ in 0..<2 { await draw(runner) }
        guard case .security(let after, nil, .patternOn) = runner.screen else { throw SetUpError("\(runner.screen)") }
        #expect(after.pattern)

        let next: [UInt8] = [6, 3, 8, 2, 0, 5]
        await runner.send(.changeAsked(.passcode))
        for digits in [passcode, [1, 2, 3, 4, 5, 6], next, next] { await press(digits, on: runner) }
        #expect(runner.screen == .security(after, problem: nil, done: .passcode))
        await runner.send(.restart)

        let page = try LoginPage(sandbox)
        await runner.send(try seen(page, by: runner))
        await runner.send(.check(try page.digits()))
        await runner.send(.approve)
        await runner.send(.patternChosen)
        await draw(runner)
        #expect(runner.screen == .done(.approved(link: nil)))
        #expect(try page.state() == "approved")

        await runner.send(.restart)
        await runner.send(.securityAsked)
        await press(next, on: runner)
        for _ in 0..<3 { await runner.send(.deleteAsked) }
        #expect(runner.screen == .code && !runner.isEnrolled)
    }

    private func draw(_ runner: Runner) async {
        for dot in [0, 1, 4, 3, 6, 7] as [UInt8] { await runner.send(.dot(dot)) }
        await runner.send(.fingerUp)
    }

    private func decline(_ runner: Runner, _ sandbox: Sandbox) async throws {
        await runner.send(.restart)
        let page = try LoginPage(sandbox)
        await runner.send(try seen(page, by: runner))
        await runner.send(.decline)
        #expect(runner.screen == .done(.declined))
        #expect(try page.state() == "declined")
    }

    private func digits(_ text: String) throws -> [UInt8] {
        try text.map { try #require($0.wholeNumberValue.map(UInt8.init)) }
    }
}
