import Foundation

/// A language of the app.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case simplifiedChinese = "zh-Hans"
    case malay = "ms"
    case tamil = "ta"

    /// The tag by which services name their texts.
    public var tag: String { rawValue }

    /// The first of a person's preferred languages that the app speaks, else English. Traditional script is not taken for
    /// simplified.
    public init(preferred: [String]) {
        for tag in preferred.map({ $0.lowercased() }) {
            if tag == "zh" || tag.hasPrefix("zh-hans") || tag == "zh-cn" || tag == "zh-sg" {
                self = .simplifiedChinese
                return
            }
            for (prefix, language) in [("en", Self.english), ("ms", .malay), ("ta", .tamil)]
            where (tag == prefix || tag.hasPrefix(prefix + "-")) && !tag.hasPrefix("ms-arab") {
                self = language
                return
            }
        }
        self = .english
    }

    func callAsFunction(_ english: String, _ chinese: String, _ malay: String, _ tamil: String) -> String {
        switch self {
        case .english: english
        case .simplifiedChinese: chinese
        case .malay: malay
        case .tamil: tamil
        }
    }
}
