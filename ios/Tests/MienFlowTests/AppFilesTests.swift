import Foundation
import Mien
import MienDevice
import MienTesting
import Testing

@Suite struct AppFilesTests {
    // Protects the developer of an app: what the build left out is named, and nothing starts without its roots of trust.
    @Test func aMissingFileIsNamed() throws {
        let folder = try Place.newFolder()
        let files = AppFiles(resources: folder, support: folder.appendingPathComponent("support"))
        #expect(throws: IncompleteApp.self) { try files.configuration() }
        for made in ["models", "Trust"] {
            try FileManager.default.createDirectory(at: folder.appendingPathComponent(made), withIntermediateDirectories: true)
        }
        try Data("Issuer.Example \n\nother.example\n".utf8).write(to: folder.appendingPathComponent("Trust/issuer-hosts.txt"))
        #expect(throws: IncompleteApp.self) { try files.configuration() }
        for roots in ["verifier", "issuer"] {
            try Data("\(roots)".utf8).write(to: folder.appendingPathComponent("Trust/\(roots)-roots.pem"))
        }
        let config = try files.configuration()
        #expect(config.issuerHosts == ["issuer.example", "other.example"])
        #expect(config.verifierRootsPem == "verifier" && config.issuerRootsPem == "issuer")
        #expect(FileManager.default.fileExists(atPath: config.dataDir))
    }

    // Protects the developer of an app without a provider, and of one whose file has a slip: the first starts, the second says so.
    @Test func theProviderIsReadOrNamed() throws {
        let folder = try Place.newFolder()
        let files = AppFiles(resources: folder, support: folder)
        #expect(try files.provider() == nil)
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("Trust"), withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("Trust/provider.json")
        let text = #"{ "issuer": "https://id.example", "configuration_id": "identity", "attestation_endpoint": "https://id.example/a", "#
            + #""client_id": "c", "redirect_uri": "https://w.example/enrolled" }"#
        try Data(text.utf8).write(to: file)
        let provider = try #require(try files.provider())
        #expect(provider.issuer == "https://id.example" && provider.configurationId == "identity" && provider.clientId == "c")
        #expect(provider.attestationEndpoint == "https://id.example/a" && provider.redirectUri == "https://w.example/enrolled")
        #expect(provider.smsHash == nil && !provider.browserOnly)
        #expect(try files.devices() == nil)
        for (page, expected) in [("https://id.example/phones", true), ("http://id.example/phones", false), ("file:///etc/hosts", false)] {
            try Data(text.replacingOccurrences(of: "{ ", with: "{ \"devices_url\": \"\(page)\", ").utf8).write(to: file)
            #expect((try files.devices() != nil) == expected, "\(page)")
        }
        try Data(text.replacingOccurrences(of: "redirect_uri", with: "redirect").utf8).write(to: file)
        #expect(throws: IncompleteApp.self) { try files.provider() }
    }

    // Protects whom the app trusts: a signed list of the build takes the place of the roots, and without its key nothing starts.
    @Test func aSignedListTakesThePlaceOfTheRoots() throws {
        let folder = try Place.newFolder()
        let files = AppFiles(resources: folder, support: folder.appendingPathComponent("support"))
        for made in ["models", "Trust"] {
            try FileManager.default.createDirectory(at: folder.appendingPathComponent(made), withIntermediateDirectories: true)
        }
        func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent("Trust/\(name)")) }
        try write("a.b.c\n", "trust-list.jwt")
        #expect(throws: IncompleteApp.self) { try files.configuration() }
        try write("{}", "trust-list-key.json")
        let list = try #require(try files.configuration().trustList)
        #expect(list.list == "a.b.c" && list.keyJwk == "{}" && list.url == nil)
        try write(
            #"{ "issuer": "i", "configuration_id": "c", "attestation_endpoint": "a", "client_id": "w", "redirect_uri": "r", "#
                + #""trust_list_url": "https://id.example/trust-list" }"#, "provider.json"
        )
        #expect(try files.configuration().trustList?.url == "https://id.example/trust-list")
    }
}
