import Foundation
import Mien

/// Why the app cannot start: a fault of its build.
public struct IncompleteApp: Error, Equatable, Sendable {
    /// The file that is missing in the bundle.
    public let missing: String
}

/// What the build puts into the app's bundle, and where the app keeps its own.
public struct AppFiles: Sendable {
    private let resources: URL
    private let support: URL

    /// - Parameters:
    ///   - resources: the folder with `models`, `guidance`, `Trust/verifier-roots.pem`, `Trust/issuer-roots.pem` and
    ///     `Trust/issuer-hosts.txt` (one host a line), or in their place `Trust/trust-list.jwt` and `Trust/trust-list-key.json`; with a provider to enrol at also `Trust/provider.json`.
    ///   - support: the folder for the app's own data.
    public init(resources: URL, support: URL) {
        (self.resources, self.support) = (resources, support)
    }

    /// The words, channels and pictures of the scan.
    public var guidance: URL { resources.appendingPathComponent("guidance") }

    /// The configuration of the core. Makes the data folder and keeps it out of backups.
    ///
    /// - Throws: `IncompleteApp` when the build left something out.
    public func configuration() throws -> MienConfig {
        var data = support.appendingPathComponent("mien", isDirectory: true)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true, attributes: Self.protection)
        #if canImport(Darwin)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try data.setResourceValues(values)
        #endif
        let models = resources.appendingPathComponent("models")
        guard FileManager.default.fileExists(atPath: models.path) else { throw IncompleteApp(missing: "models") }
        data.standardize()
        if let list = try trustList() {
            return MienConfig(
                dataDir: data.path, modelsDir: models.path, verifierRootsPem: "", issuerRootsPem: "", issuerHosts: [], trustList: list
            )
        }
        let hosts = try text("Trust/issuer-hosts.txt").split(whereSeparator: \.isNewline)
        return MienConfig(
            dataDir: data.path, modelsDir: models.path, verifierRootsPem: try text("Trust/verifier-roots.pem"),
            issuerRootsPem: try text("Trust/issuer-roots.pem"),
            issuerHosts: hosts.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        )
    }

    /// The signed list of the build, in the place of roots and hosts; nil when there is none.
    private func trustList() throws -> TrustListConfig? {
        guard FileManager.default.fileExists(atPath: resources.appendingPathComponent("Trust/trust-list.jwt").path) else { return nil }
        let list = try text("Trust/trust-list.jwt").trimmingCharacters(in: .whitespacesAndNewlines)
        return TrustListConfig(keyJwk: try text("Trust/trust-list-key.json"), list: list, url: try providerFile()?.trustListUrl)
    }

    /// The provider that people are enrolled at; nil when the build names none: then an offer's code is the only way.
    ///
    /// - Throws: `IncompleteApp` when `Trust/provider.json` is there and cannot be read.
    public func provider() throws -> AccountProvider? {
        try providerFile().map {
            AccountProvider(
                issuer: $0.issuer, configurationId: $0.configurationId, attestationEndpoint: $0.attestationEndpoint,
                clientId: $0.clientId, redirectUri: $0.redirectUri
            )
        }
    }

    /// The provider's page with the person's phones, where it has one: an `https` address, for the browser.
    ///
    /// - Throws: as `provider`.
    public func devices() throws -> URL? {
        try providerFile()?.devicesUrl.flatMap(URL.init(string:)).flatMap { $0.scheme == "https" ? $0 : nil }
    }

    private struct Provider: Decodable {
        let issuer, configurationId, attestationEndpoint, clientId, redirectUri: String
        let devicesUrl: String?
        let trustListUrl: String?
    }

    private func providerFile() throws -> Provider? {
        let file = resources.appendingPathComponent("Trust/provider.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let reader = JSONDecoder()
        reader.keyDecodingStrategy = .convertFromSnakeCase
        guard let provider = try? reader.decode(Provider.self, from: Data(contentsOf: file)) else {
            throw IncompleteApp(missing: "Trust/provider.json")
        }
        return provider
    }

    /// The vault's files can be read while the phone is unlocked only; the vault is closed when the app leaves the foreground.
    private static var protection: [FileAttributeKey: Any] {
        #if os(iOS)
        [.protectionKey: FileProtectionType.complete]
        #else
        [:]
        #endif
    }

    private func text(_ file: String) throws -> String {
        guard let text = try? String(contentsOf: resources.appendingPathComponent(file), encoding: .utf8) else {
            throw IncompleteApp(missing: file)
        }
        return text
    }
}
