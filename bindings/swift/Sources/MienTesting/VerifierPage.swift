import Foundation

/// A page of the demo service as a verifier of its own: it wants to know one thing, without the provider.
public final class VerifierPage {
    private let browser = Browser()
    private let first: Page

    /// Opens it and chooses what it asks for: `adult` or `name`.
    public init(_ sandbox: Sandbox, asks what: String) throws {
        first = try browser.post(sandbox.urls.service + "/check", [("what", what)])
    }

    /// The link of "open on this phone".
    public func link() throws -> String {
        try first.between("<a class=\"button\" href=\"", "\"")
    }

    /// Opens the address that the app was given, as the phone does, and gives the page that the browser ends up at.
    public func open(_ url: String) throws -> Page {
        try browser.get(url)
    }
}
