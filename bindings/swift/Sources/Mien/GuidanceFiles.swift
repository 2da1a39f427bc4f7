import Foundation

/// Reads the files of `core/face/guidance`, which the build puts into the app's bundle.
///
/// Strict: an id that this app does not know or a missing one is a `GuidanceMismatch`, a wrong shape a `DecodingError`.
/// The files belong to the app, so either means that it was put together from different versions.
public struct GuidanceFiles: Sendable {
    private let folder: URL

    public init(folder: URL) {
        self.folder = folder
    }

    /// The words in the language with this tag: `en`, `zh-Hans`, `ms` or `ta`.
    public func words(_ language: String) throws -> GuidanceWords {
        try GuidanceWords(json: read("\(language).json"), language: language)
    }

    public func channels() throws -> Channels {
        try Channels(json: read("channels.json"))
    }

    public func pictures() throws -> Pictures {
        try Pictures(json: read("pictures.json"))
    }

    private func read(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(name))
    }
}
