import Foundation
import Mien

/// Why a test could not be set up.
public struct SetUpError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// The error of a call that should fail; nil when it did not, or failed with another kind of error.
public func failure<Failure: Error>(of call: () throws -> some Any) -> Failure? {
    do {
        _ = try call()
        return nil
    } catch {
        return error as? Failure
    }
}

/// Where a test finds what was built and recorded for it.
public enum Place {
    /// The clone.
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../..").standardizedFileURL

    /// The models: `$MIEN_MODELS`, else where set-up leaves them.
    public static var models: String {
        let environment = ProcessInfo.processInfo.environment
        if let models = environment["MIEN_MODELS"] { return models }
        let cache = environment["MIEN_CACHE"] ?? (environment["HOME"] ?? "") + "/.cache/mien"
        return cache + "/models"
    }

    /// The program that plays the other side.
    static var sandbox: String {
        ProcessInfo.processInfo.environment["MIEN_SANDBOX"] ?? "/target/debug/mien-sandbox"
    }

    /// What this process writes; removed when it has ended.
    static let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("mien-\(UUID().uuidString)")

    /// A new folder that nothing else uses.
    public static func newFolder() throws -> URL {
        let folder = scratch.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// Provider, issuer and demo service in a process of their own, for as long as this process lives.
public final class Sandbox: Sendable {
    /// What the sandbox says about itself when it is ready.
    public struct Ready: Decodable, Sendable {
        public let provider: String
        public let service: String
        public let ca: String
        public let verifier_root: String
        public let issuer_root: String
    }

    /// An offer, and the code that an SMS would bring.
    public struct Offer: Decodable, Sendable {
        public let offer: String
        public let tx_code: String
    }

    /// One for all tests of this process: the platform's TLS reads its roots once.
    private static let started = Result { try Sandbox() }

    public static func shared() throws -> Sandbox {
        try started.get()
    }

    public let urls: Ready
    /// The sandbox ends when this end of the pipe is closed, also by a crash of the tests.
    private let lifeline: Pipe

    private init() throws {
        guard FileManager.default.isExecutableFile(atPath: Place.sandbox) else {
            throw SetUpError("\(Place.sandbox) is missing: cargo build -p mien-sandbox")
        }
        lifeline = Pipe()
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Killed outright: signals are blocked in what a test's thread starts. Its error output must not be the tests'
        // own, or whoever reads that would wait for the sandbox.
        let script = #""$0" serve --state "$1" --port 0 --service-port 0 2>"$1/log" & read -r end; kill -KILL $!; rm -rf "$2""#
        process.arguments = ["-c", script, Place.sandbox, try Place.newFolder().path, Place.scratch.path]
        process.standardInput = lifeline
        process.standardOutput = output
        try process.run()
        urls = try JSONDecoder().decode(Ready.self, from: try Self.firstLine(of: output.fileHandleForReading))
        output.fileHandleForReading.readabilityHandler = { $0.availableData.isEmpty ? $0.readabilityHandler = nil : () }
        try Self.trust(urls.ca)
    }

    private static func firstLine(of output: FileHandle) throws -> Data {
        var line = Data()
        while let byte = try output.read(upToCount: 1), !byte.isEmpty {
            if byte.first == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        throw SetUpError("the sandbox ended before it was ready")
    }

    /// Puts the sandbox's root where this platform's TLS looks for roots, as an administrator would.
    private static func trust(_ ca: String) throws {
        guard let roots = ProcessInfo.processInfo.environment["MIEN_TLS_ROOTS"] else {
            throw SetUpError("MIEN_TLS_ROOTS names no file of roots that tests may write: run `cargo xtask swift`")
        }
        try Data(contentsOf: URL(fileURLWithPath: ca)).write(to: URL(fileURLWithPath: roots))
    }

    /// The sandbox as a provider to enrol at; with `browserOnly` its steps are pages.
    public func account(browserOnly: Bool = false) -> AccountProvider {
        AccountProvider(
            issuer: urls.provider, configurationId: "identity", attestationEndpoint: urls.provider + "/wallet/attest",
            clientId: "mien-wallet", redirectUri: "https://wallet.mien.example/enrolled", browserOnly: browserOnly
        )
    }

    /// The last SMS that was sent, whole.
    public func sms() throws -> String {
        struct Inbox: Decodable {
            struct Message: Decodable { let message: String }
            let messages: [Message]
        }
        let answer = try URLSessionTransport().send(request: HttpRequest(
            method: .get, url: urls.provider + "/api/inbox", headers: [], body: Data(), maxResponseBytes: 1 << 16
        ))
        let inbox = try JSONDecoder().decode(Inbox.self, from: answer.body)
        guard let last = inbox.messages.first else { throw SetUpError("no SMS was sent") }
        return last.message
    }

    /// An offer for one person, as an office would make it.
    public func offer(name: String, idNumber: String) throws -> Offer {
        let body = try JSONSerialization.data(withJSONObject: ["name": name, "id_number": idNumber])
        let answer = try URLSessionTransport().send(request: HttpRequest(
            method: .post, url: urls.provider + "/api/offers",
            headers: [Header(name: "content-type", value: "application/json")],
            body: body, maxResponseBytes: 16_384
        ))
        guard answer.status == 201 else { throw SetUpError("no offer: \(answer.status)") }
        return try JSONDecoder().decode(Offer.self, from: answer.body)
    }
}
