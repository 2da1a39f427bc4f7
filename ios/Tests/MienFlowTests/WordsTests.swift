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
    // Protects the person from a hint without words: each hint of the core has them, in each language, and no other.
    @Test func everyHintHasWords() throws {
        let ids = try identifiers("core/face/src/scan/guidance.rs")
        #expect(ids.count == 28)
        #expect(Hints.ids == ids)
        for id in ids {
            let english = try #require(Hints.text(id, in: .english))
            let chinese = try #require(Hints.text(id, in: .simplifiedChinese))
            #expect(!english.isEmpty && english.allSatisfy(\.isASCII))
            #expect(chinese.contains { !$0.isASCII })
        }
        #expect(Hints.text("no_such_hint", in: .english) == nil)
    }

    // Protects left and right: a mixed-up translation sends people the wrong way.
    @Test(arguments: ["turn_left", "move_left", "turn_right", "move_right"])
    func sidesAreNotMixedUp(id: String) throws {
        let isLeft = id.hasSuffix("left")
        #expect(try #require(Hints.text(id, in: .english)).contains(isLeft ? "your left" : "your right"))
        #expect(try #require(Hints.text(id, in: .simplifiedChinese)).contains(isLeft ? "您的左边" : "您的右边"))
    }

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
