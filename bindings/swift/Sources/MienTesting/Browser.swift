import Foundation
import Mien

/// A page that a browser shows.
public struct Page: Sendable {
    public let url: String
    public let status: UInt16
    public let body: String

    /// The text between two marks, with ampersands as they are meant.
    public func between(_ before: String, _ after: String) throws -> String {
        guard let start = body.range(of: before),
            let end = body.range(of: after, range: start.upperBound..<body.endIndex)
        else { throw SetUpError("no \(before) in the page \(url) (\(status)):\n\(body)") }
        return body[start.upperBound..<end.lowerBound].replacingOccurrences(of: "&amp;", with: "&")
    }
}

/// A browser without a screen: keeps cookies, follows redirects. One host, many ports, as the sandbox is.
public final class Browser {
    private let transport = URLSessionTransport()
    private var cookies: [String: String] = [:]
    private let userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    public init() {}

    public func get(_ url: String) throws -> Page {
        try exchange(.get, url, "", redirects: 8)
    }

    public func post(_ url: String, _ fields: [(String, String)]) throws -> Page {
        let form = fields.map { "\(Self.encode($0.0))=\(Self.encode($0.1))" }.joined(separator: "&")
        return try exchange(.post, url, form, redirects: 8)
    }

    private func exchange(_ method: HttpMethod, _ url: String, _ form: String, redirects: Int) throws -> Page {
        var headers = [Header(name: "user-agent", value: userAgent)]
        if !cookies.isEmpty {
            headers.append(Header(name: "cookie", value: cookies.map { "\($0)=\($1)" }.joined(separator: "; ")))
        }
        if method == .post {
            headers.append(Header(name: "content-type", value: "application/x-www-form-urlencoded"))
        }
        let answer = try transport.send(request: HttpRequest(
            method: method, url: url, headers: headers, body: Data(form.utf8), maxResponseBytes: 1 << 20
        ))
        for header in answer.headers where header.name == "set-cookie" {
            keep(header.value)
        }
        guard answer.status == 303, let next = answer.headers.first(where: { $0.name == "location" })?.value else {
            return Page(url: url, status: answer.status, body: String(decoding: answer.body, as: UTF8.self))
        }
        guard redirects > 0, let target = URL(string: next, relativeTo: URL(string: url))?.absoluteString else {
            throw SetUpError("redirects without end from \(url)")
        }
        return try exchange(.get, target, "", redirects: redirects - 1)
    }

    /// `URLSession` joins several cookies to one line; none of the sandbox's has a comma in it.
    private func keep(_ line: String) {
        for cookie in line.components(separatedBy: ",") {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            cookies[pair[0].trimmingCharacters(in: .whitespaces)] = String(pair[1])
        }
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let letter = Character(UnicodeScalar(byte))
            return letter.isASCII && (letter.isLetter || letter.isNumber) ? String(letter) : String(format: "%%%02X", byte)
        }.joined()
    }
}

/// A login that a browser began at the demo service: the page with the code, and what becomes of it.
public final class LoginPage {
    private let browser = Browser()
    private let provider: String
    private let path: String
    private let first: Page

    /// Opens the service, presses "log in", and waits at the provider's page.
    public init(_ sandbox: Sandbox) throws {
        provider = sandbox.urls.provider
        first = try browser.get(sandbox.urls.service + "/login")
        path = try first.between("data-base=\"", "\"")
    }

    /// The code as a camera sees it: eight pixels a module, dark on light.
    public func codeFrame() throws -> CameraFrame {
        let box = try first.between("viewBox=\"0 0 ", "\"").split(separator: " ")
        guard let text = box.first, let modules = Int(text), (21...512).contains(modules) else {
            throw SetUpError("the code has no size")
        }
        let side = modules * 8
        var luma = Data(repeating: 235, count: side * side)
        for run in try first.between("<path d=\"", "\"").split(separator: "M") {
            let numbers = run.split { !$0.isNumber }.compactMap { Int($0) }
            guard numbers.count >= 3, numbers[0] + numbers[2] <= modules, numbers[1] < modules else {
                throw SetUpError("the code's path holds \(run)")
            }
            for row in numbers[1] * 8..<(numbers[1] + 1) * 8 {
                let start = row * side + numbers[0] * 8
                luma.replaceSubrange(start..<start + numbers[2] * 8, with: repeatElement(20, count: numbers[2] * 8))
            }
        }
        return .grey(luma, width: side, height: side, rowBytes: side)
    }

    /// The link of "log in on this phone".
    public func link() throws -> String {
        try first.between("<a class=\"button\" href=\"", "\"")
    }

    /// Opens an address in this browser, as the app does when the login began here, and gives where it ends up.
    public func open(_ url: String) throws -> Page {
        try browser.get(url)
    }

    /// Whether the service still knows who is in this browser.
    public func isInside(_ sandbox: Sandbox) throws -> Bool {
        try browser.get(sandbox.urls.service + "/").body.contains("action=\"/logout\"")
    }

    /// Where the login stands: `shown`, `scanned`, `approved`, `declined`, ...
    public func state() throws -> String {
        try browser.get(provider + path + "/status").between("\"state\":\"", "\"")
    }

    /// The two digits, once a phone has fetched the request.
    public func digits() throws -> String {
        try browser.get(provider + path).between("<p class=\"digits\">", "</p>")
    }

    /// Sends the page's form, as its script does after the approval, and gives where the browser ends up.
    public func finish() throws -> Page {
        let csrf = try first.between("name=\"csrf\" value=\"", "\"")
        return try browser.post(provider + path + "/finish", [("csrf", csrf)])
    }
}
