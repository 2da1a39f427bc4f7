import Foundation
import MienFlow
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")

/// The strings right after `=> "` in a function of a Rust file of the core.
private func identifiers(_ file: String) throws -> Set<String> {
    let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
    return Set(text.components(separatedBy: "=> \"").dropFirst().compactMap { $0.components(separatedBy: "\"").first })
}

@Suite struct WordsTests {
    // Protects the reason for a refusal: each rule of the passcode policy has a sentence of its own.
    @Test(arguments: Language.allCases) func everyWeaknessHasItsReason(language: Language) throws {
        let reasons = try identifiers("core/vault/src/passcode/policy.rs")
        let words = Words(language)
        let sentences = Set(reasons.map { words.problem(.weak($0)) })
        #expect(reasons.count == 8)
        #expect(sentences.count == reasons.count)
        #expect(!sentences.contains(words.problem(.weak("unknown"))))
    }

    // Protects against half a translation.
    @Test func problemsAreSaidInBothLanguages() {
        for problem in [Problem.codeExpired, .notVerified, .network, .failed, .wrongCode, .notOurCode(host: "a.example")] {
            #expect(Words(.english).problem(problem) != Words(.simplifiedChinese).problem(problem))
        }
    }

    // Protects the person's last try: it is announced.
    @Test func theLastTryIsAnnounced() {
        #expect(Words(.english).problem(.wrongPasscode(attemptsLeft: 1)).contains("One try is left"))
        #expect(Words(.english).problem(.wrongPasscode(attemptsLeft: 2)).contains("2 tries"))
    }
}
