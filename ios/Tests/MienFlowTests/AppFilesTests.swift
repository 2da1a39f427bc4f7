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
}
