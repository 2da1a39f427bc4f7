import Foundation
import Mien
import MienTesting
import Testing

private let passcode: [UInt8] = [8, 0, 3, 1, 9, 5]
private let wrong: [UInt8] = [8, 0, 3, 1, 9, 6]

/// A phone that went through enrolment once, for all tests here.
private final class Enrolled: Sendable {
    static let once = Result { try Enrolled() }

    let sandbox: Sandbox
    let phone: Phone
    let identity: Identity
    let hints: Set<String>
    let offer: OfferView

    private init() throws {
        sandbox = try Sandbox.shared()
        phone = try Phone()
        let made = try sandbox.offer(name: "Tan Mei Ling", idNumber: "S1234567D")
        let enrolment = try phone.mien.startEnrolment(offer: made.offer)
        offer = enrolment.offer()
        var hints: Set<String> = []
        let scan = try Player().pass({ try enrolment.startScan(consentTextVersion: "1") }) {
            if let hint = $0.guidance { hints.insert(hint) }
        }
        self.hints = hints
        try enrolment.acceptScan(scan: scan)
        try enrolment.choosePasscode(first: PinPad(typing: passcode), again: PinPad(typing: passcode))
        identity = try enrolment.finish(code: made.tx_code)
    }

    func begin() throws -> (LoginPage, Login) {
        let page = try LoginPage(sandbox)
        let text = try #require(try phone.mien.readCode(in: page.codeFrame()))
        return (page, try phone.mien.startLogin(code: text))
    }
}

// The main job from end to end: camera frames in, a logged-in browser out, with Swift's own counter, clock and transport.
@Suite(.serialized) struct JourneyTests {
    private let enrolled: Enrolled

    init() throws {
        enrolled = try Enrolled.once.get()
    }

    // Protects J1 and J2: offer, scan of recorded frames, passcode, SMS code, credential, sealed vault.
    @Test func aPersonIsEnrolled() throws {
        #expect(enrolled.offer.issuerDomain == "localhost" && enrolled.offer.needsCode)
        #expect(enrolled.identity.name == "Tan Mei Ling")
        #expect(enrolled.identity.idNumberMasked?.contains("S1234567D") == false)
        #expect(enrolled.hints.contains { $0.hasPrefix("turn_") })
        #expect(throws: EnrolmentError.AlreadyEnrolled) {
            try enrolled.phone.mien.startEnrolment(offer: "openid-credential-offer://?credential_offer=%7B%7D")
        }
    }

    // Protects J3: the code is read from pixels, the request shown, the digits typed, the browser logged in.
    @Test func aBrowserIsLoggedIn() throws {
        let (page, login) = try enrolled.begin()
        let prompt = login.prompt(language: "en")
        #expect(prompt.domain == "localhost" && prompt.crossDevice && prompt.needsCheck)
        #expect(prompt.claims.contains("name") && prompt.browser == "Firefox on Linux")
        #expect(prompt.serviceName == "Harbour Pass e-Service")
        #expect(login.prompt(language: "zh-Hans").serviceName == "港湾通行电子服务")
        #expect(try page.state() == "scanned")

        let unchecked: LoginError? = failure { try login.approve(pad: PinPad(typing: passcode), check: nil) }
        #expect(unchecked == .CheckDigits(code: "check_digits"))
        let done = try login.approve(pad: PinPad(typing: passcode), check: page.digits())
        #expect(done.returnUrl == nil)
        #expect(try page.state() == "approved")
        let inside = try page.finish()
        #expect(inside.status == 200 && inside.url == enrolled.sandbox.urls.service + "/")
        #expect(inside.body.contains("action=\"/logout\"") && inside.body.contains("Tan Mei Ling"))

        let entry = try #require(try enrolled.phone.mien.history().first)
        #expect(entry.kind == "login" && entry.outcome == "approved" && entry.domain == "localhost")
    }

    // Protects the person who says no: the page learns it at once and nothing is shared.
    @Test func aLoginIsDeclined() throws {
        let (page, login) = try enrolled.begin()
        try login.decline()
        #expect(try page.state() == "declined")
        #expect(try page.finish().url.hasPrefix(enrolled.sandbox.urls.provider))
    }

    // Protects the vault and the request: a wrong passcode is counted before it is tried, and the login waits.
    @Test func aWrongPasscodeIsCountedAndTheLoginWaits() throws {
        let (page, login) = try enrolled.begin()
        enrolled.phone.mien.lock()
        let before = enrolled.phone.counter.raised
        let digits = try page.digits()
        let refused: LoginError? = failure { try login.approve(pad: PinPad(typing: wrong), check: digits) }
        #expect(refused == .WrongPasscode(attemptsLeft: 9, retryAfterMs: 0))
        #expect(enrolled.phone.counter.raised > before)
        #expect(try page.state() == "scanned")
        _ = try login.approve(pad: PinPad(typing: passcode), check: digits)
        #expect(try page.state() == "approved")
        #expect(try enrolled.phone.mien.status() == .unlocked(factor: .passcode))
    }

    // Protects against a code that was used before, by whomever.
    @Test func aUsedCodeSaysSo() throws {
        let page = try LoginPage(enrolled.sandbox)
        let text = try #require(try enrolled.phone.mien.readCode(in: page.codeFrame()))
        let login = try enrolled.phone.mien.startLogin(code: text)
        _ = try login.approve(pad: PinPad(typing: passcode), check: page.digits())
        _ = try page.finish()
        let refused: LoginError? = failure { try enrolled.phone.mien.startLogin(code: text) }
        guard case .CodeExpired? = refused else { throw SetUpError("\(String(describing: refused))") }
    }

    // Protects a running scan: a broken frame is refused and the scan goes on as if it had not been there.
    @Test func aBrokenFrameDoesNotEndAScan() throws {
        try enrolled.phone.mien.unlock(pad: PinPad(typing: passcode))
        let mien = enrolled.phone.mien
        let scan = try mien.startVerification()
        let short = CameraFrame.biplanar(
            luma: Data(count: 480 * 640), chroma: Data(count: 479), width: 480, height: 640, rowBytes: 480,
            chromaRowBytes: 480, capturedAt: 1
        )
        let refused: ScanError? = failure { try scan.push(short) }
        #expect(refused == .Frame(code: "frame_too_short"))
        var first: Scan? = scan
        _ = try Player().pass {
            defer { first = nil }
            return try first ?? mien.startVerification()
        }
    }
}
