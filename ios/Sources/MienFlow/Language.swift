import Foundation

/// A language that the app speaks.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case simplifiedChinese = "zh-Hans"

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
            if tag == "en" || tag.hasPrefix("en-") {
                self = .english
                return
            }
        }
        self = .english
    }

    func callAsFunction(_ english: String, _ chinese: String) -> String {
        self == .english ? english : chinese
    }
}
