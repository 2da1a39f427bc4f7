import Foundation
import Mien
import MienTesting
import Testing

/// Answers every request the same way, and remembers what was asked.
private final class Answering: Transport, @unchecked Sendable {
    private let lock = NSLock()
    private var urls: [String] = []
    private let answer: @Sendable (HttpRequest) throws -> HttpResponse

    init(_ answer: @escaping @Sendable (HttpRequest) throws -> HttpResponse) {
        self.answer = answer
    }

    var asked: [String] { lock.withLock { urls } }

    func send(request: HttpRequest) throws -> HttpResponse {
        lock.withLock { urls.append(request.url) }
        return try answer(request)
    }
}

private struct NotInTheContract: Error {}

private final class StoppedClock: DeviceClock {
    func now() throws -> ClockReading { throw DeviceError.Unavailable }
}

private let offer = "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Flocalhost%3A8443%2Foffers%2F1"

// Ports written in Swift are called by the core, and what they throw reaches the app as a typed error.
@Suite struct PortTests {
    private func enrol(_ transport: Answering, clock: any DeviceClock = SystemClock()) throws {
        _ = try Phone(transport: transport, clock: clock).mien.startEnrolment(offer: offer)
    }

    // Protects the way of a request from the core into Swift and of the error back.
    @Test func aTransportThatIsOfflineIsANetworkError() throws {
        let transport = Answering { _ in throw TransportError.Offline }
        let refused: EnrolmentError? = failure { try enrol(transport) }
        #expect(refused == .Network(code: "offline"))
        #expect(transport.asked == ["https://localhost:8443/offers/1"])
    }

    // Protects the app from its own ports: an error outside the contract must not end the process.
    @Test func anUnknownErrorOfAPortIsTyped() {
        let refused: EnrolmentError? = failure { try enrol(Answering { _ in throw NotInTheContract() }) }
        #expect(refused == .Network(code: "failed"))
    }

    // Protects memory: a transport that ignores the limit must not get a large answer past the core.
    @Test func anAnswerBeyondTheLimitIsRefused() {
        let transport = Answering { request in
            HttpResponse(status: 200, headers: [], body: Data(count: Int(request.maxResponseBytes) + 1))
        }
        let refused: EnrolmentError? = failure { try enrol(transport) }
        #expect(refused == .Network(code: "too_large"))
    }

    // Protects everything that depends on time: without a clock nothing may go on.
    @Test func aClockThatFailsStopsTheJourney() {
        let transport = Answering { _ in HttpResponse(status: 200, headers: [], body: Data("{}".utf8)) }
        #expect(throws: EnrolmentError.self) { try enrol(transport, clock: StoppedClock()) }
        #expect(transport.asked.isEmpty)
    }

    // Protects people: a web address, a foreign scheme or noise is never followed.
    @Test(arguments: ["https://evil.example/login", "javascript:alert(1)", "", "WIFI:S:net;;"])
    func whatIsNoLoginCodeIsNeverFollowed(text: String) throws {
        let transport = Answering { _ in throw TransportError.Offline }
        let mien = try Phone(transport: transport).mien
        let refused: LoginError? = failure { try mien.startLogin(code: text) }
        guard case .NotALoginCode? = refused else { throw SetUpError("\(String(describing: refused))") }
        #expect(transport.asked.isEmpty)
    }

    // Protects the back-off: the clock counts on, names this boot, and stays the same for all its readers.
    @Test func theClockRuns() throws {
        let (first, second) = (try SystemClock().now(), try SystemClock().now())
        #expect(second.elapsedMs >= first.elapsedMs)
        #expect(first.elapsedMs > 0 && first.wallMs > 1_700_000_000_000)
        #expect(first.bootId == second.bootId && (1...64).contains(first.bootId.utf8.count))
    }
}

// Swift's transport against a real TLS server.
@Suite(.serialized) struct TransportTests {
    private func get(_ url: String, limit: UInt64 = 1 << 20) throws -> HttpResponse {
        try URLSessionTransport(timeout: 10).send(
            request: HttpRequest(method: .get, url: url, headers: [], body: Data(), maxResponseBytes: limit)
        )
    }

    // Protects against answers from elsewhere: the core decides where to go, not a server.
    @Test func redirectsAreNotFollowed() throws {
        let answer = try get(try Sandbox.shared().urls.service + "/login")
        #expect(answer.status == 303)
        #expect(answer.headers.contains { $0.name == "location" })
    }

    // Protects memory, before the answer is complete.
    @Test func aLongAnswerIsCutOff() throws {
        let url = try Sandbox.shared().urls.provider + "/.well-known/openid-configuration"
        #expect(throws: TransportError.TooLarge) { try get(url, limit: 16) }
        #expect(try get(url).status == 200)
    }

    // Protects the words on the screen: nobody there is not the same as a failure.
    @Test func nobodyThereIsOffline() {
        #expect(throws: TransportError.Offline) { try get("https://localhost:1/") }
    }

    // Protects the person from requests in the clear.
    @Test func plainHTTPIsNeverSpoken() {
        #expect(throws: TransportError.Failed) { try get("http://localhost:1/") }
    }
}
