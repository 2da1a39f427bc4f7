import Foundation
import Mien
@testable import MienFlow
import Testing

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../core/face/guidance")
private let files = GuidanceFiles(folder: folder)
private let offer = Offer(domain: "issuer.example", name: "Issuer", codeLength: 6)

/// What was said, felt and heard, in order.
@MainActor private final class RecordedSenses: Senses {
    var said: [String] = []
    var languages: Set<String> = []
    var felt: [Haptic] = []
    var hushed = 0

    func say(_ words: String, language: String) {
        said.append(words)
        languages.insert(language)
    }
    func feel(_ haptic: Haptic) { if haptic != .none { felt.append(haptic) } }
    func sound(_ earcon: Earcon) {}
    func hush() { hushed += 1 }
}

/// A clock that a test moves.
@MainActor private final class Hand {
    var now = 100_000
}

@Suite struct FaceTests {
    private struct Side: Decodable {
        let id: String
        let mirrored: Bool
        let screen: String
    }

    private func look(_ view: FaceView, mirrored: Bool = true, lessMotion: Bool = false, _ language: Language = .english) throws -> FaceLook {
        FaceLook(view, words: try files.words(language.tag), pictures: try files.pictures(), mirrored: mirrored, lessMotion: lessMotion)
    }

    // Protects left and right, by the vectors of the core: a mixed-up side sends people the wrong way.
    @Test func arrowsPointToTheRightSideOfBothKindsOfPreview() throws {
        let sides = try JSONDecoder().decode([Side].self, from: Data(contentsOf: folder.appendingPathComponent("sides.json")))
        #expect(sides.count == 8)
        for side in sides {
            var view = FaceView(hint: try #require(Guidance(rawValue: side.id)))
            view.help = .show
            let look = try look(view, mirrored: side.mirrored)
            #expect(look.arrow?.side.rawValue == side.screen)
            guard case .line(let points)? = look.picture.last(where: \.isAccent)?.strokes.first else { throw GuidanceMismatch(id: side.id) }
            #expect((try #require(points.last).x < 50) == (side.screen == "left"))
        }
    }

    // Protects a person in a turn: the arrow stays with the task whatever else is said, and goes when the head is to come back.
    @Test func theArrowIsTheTasks() throws {
        for (hint, side) in [(Guidance.slower, ScreenSide.left), (.otherWay, .left), (.backToCentre, nil), (.wellDone, nil)] {
            var view = FaceView(hint: hint)
            view.challenge = .turnLeft
            view.amount = 0.9
            let arrow = try look(view).arrow
            #expect(arrow?.side == side && arrow?.count ?? 3 == 3)
        }
    }

    // Protects those whom moving things and flashing colours make ill.
    @Test func lessMotionShowsNoColours() throws {
        var view = FaceView(hint: .flashHold)
        view.flash = ScreenColour(red: 200, green: 0, blue: 0)
        #expect(try look(view).flash == view.flash && look(view).moves)
        let still = try look(view, lessMotion: true)
        #expect(still.flash == nil && !still.moves)
        #expect(ScreenColour(red: 255, green: 255, blue: 255).isBright && !ScreenColour(red: 0, green: 0, blue: 200).isBright)
    }

    // Protects who cannot go on: first words, then a picture, then somebody or another way.
    @Test(arguments: Language.allCases) func helpComesInSteps(language: Language) throws {
        let words = try files.words(language.tag)
        var view = FaceView(hint: .backlit)
        view.secondary = [.moveBack]
        #expect(try look(view, language).second == words[Guidance.moveBack].text)
        for (help, pictured, offered) in [(Help.speak, false, false), (.show, true, false), (.offer, true, true)] {
            view.help = help
            let look = try look(view, language)
            #expect(look.picture.isEmpty != pictured && look.offersHelp == offered && look.offersOtherWay == offered)
            if pictured { #expect(look.second == words[Guidance.backlit].speech) }
        }
        #expect(try look(FaceView(), language).hint == words[ScanLabel.start])
    }

    // Protects against a hint without words: the file beside the core and this app know the same ids, in each language.
    @Test(arguments: Language.allCases) func everyIdHasItsWords(language: Language) throws {
        let words = try files.words(language.tag)
        #expect(words.language == language.tag)
        #expect(words.isDraft == [.malay, .tamil].contains(language))
        #expect(Set(Guidance.allCases.map { words[$0].text }).count == Guidance.allCases.count)
        #expect(words.finder(percent: 40, hint: "H").contains("40"))
        #expect(words.advice("no_match") == nil && words.advice("face_lost") != nil)
        #expect(words.advice("too_dark") == words[Guidance.tooDark].speech)
    }

    // Protects the order and the severity: the core's source says what they are.
    @Test func theHintsAreTheCores() throws {
        let rust = try String(contentsOf: folder.appendingPathComponent("../src/scan/guidance.rs"), encoding: .utf8)
        let rows = rust.matches(of: /= "([a-z_]+)", (\w+);/).map { "\($0.1) \($0.2.lowercased())" }
        #expect(rows == Guidance.allCases.map { "\($0.rawValue) \($0.severity.rawValue)" })
    }

    // Protects against files of another version.
    @Test func unknownAndMissingIdsAreRefused() throws {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.copyItem(at: folder, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        for (name, from, to) in [
            ("en.json", "\"nod\"", "\"hop\""), ("ms.json", "\"language\": \"ms\"", "\"language\": \"id\""),
            ("ta.json", "\"again\": ", "\"once_more\": "), ("zh-Hans.json", "\"speech\"", "\"sound\""),
            ("channels.json", "\"tick\"", "\"tickle\""), ("pictures.json", "[\"tick\"]", "[\"tock\"]"),
        ] {
            let file = copy.appendingPathComponent(name)
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            #expect(text.contains(from))
            try text.replacingOccurrences(of: from, with: to).write(to: file, atomically: true, encoding: .utf8)
        }
        let broken = GuidanceFiles(folder: copy)
        for language in Language.allCases {
            #expect(throws: (any Error).self) { try broken.words(language.tag) }
        }
        #expect(throws: (any Error).self) { try broken.channels() }
        #expect(throws: (any Error).self) { try broken.pictures() }
    }

    // Protects people who go by the voice: in the language of the screen, again while it stands, and the end too.
    @Test(arguments: Language.allCases) @MainActor func theScanIsSpoken(language: Language) throws {
        let (senses, hand) = (RecordedSenses(), Hand())
        let guide = try FaceGuide(files: files, language: language, senses: senses) { hand.now }
        let closer = guide.words[Guidance.moveCloser].speech
        guide.show(.face(offer, FaceView(hint: .moveCloser)))
        #expect(senses.said == [closer] && senses.felt == [.tick] && senses.languages == [language.tag])
        hand.now += 4_900
        guide.tick()
        #expect(senses.said.count == 1)
        hand.now += 100
        guide.tick()
        #expect(senses.said == [closer, closer])
        guide.show(.face(offer, FaceView(hint: .turnLeft)))
        #expect(senses.said.last == guide.words[Guidance.turnLeft].speech && senses.felt.last == .double)
        let ended = Screen.ended(offer, ScanEnding(.retry, reasons: ["face_lost"]))
        guide.show(ended)
        guide.show(ended)
        #expect(senses.said.count == 4 && senses.felt.last == .long)
        #expect(senses.said.last?.hasPrefix(guide.words[ScanOutcome.retry].text) == true)
        guide.show(.code)
        #expect(senses.hushed == 1)
    }

    // Protects the same people when they register: a scan for a provider is spoken like any other.
    @Test @MainActor func aProvidersScanIsSpokenToo() throws {
        let senses = RecordedSenses()
        let guide = try FaceGuide(files: files, language: .english, senses: senses) { 0 }
        let asked = FaceAsked(consent: "Words", wantsTemplate: false, expiresIn: 90, triesLeft: 3)
        guide.show(.account(.consent(asked), problem: nil))
        #expect(senses.said.isEmpty)
        guide.show(.account(.face(asked, FaceView(hint: .moveCloser)), problem: nil))
        #expect(senses.said == [guide.words[Guidance.moveCloser].speech])
        guide.show(.account(.ended(asked, ScanEnding(.timedOut)), problem: nil))
        #expect(senses.said.count == 2)
        guide.show(.account(.consent(asked), problem: nil))
        #expect(senses.hushed == 1)
    }
}

@Suite struct AnnouncerTests {
    private let channels = Channels(
        hints: Dictionary(uniqueKeysWithValues: Guidance.allCases.map {
            ($0, Channel(haptic: .tick, earcon: .none, repeatSeconds: $0 == .wellDone ? nil : 5))
        }),
        outcomes: [:]
    )

    // Protects what is being said: a new hint is felt at once and waits with its words, a task does not wait.
    @Test func aNewHintWaitsAndATaskDoesNot() {
        var announcer = Announcer(channels)
        #expect(announcer.show(.moveCloser, help: .none, at: 0) == Cue(haptic: .tick, isSaid: true))
        #expect(announcer.show(.moveBack, help: .none, at: 1_000) == Cue(haptic: .tick))
        #expect(announcer.show(.moveBack, help: .none, at: 2_400) == .nothing)
        #expect(announcer.show(.moveBack, help: .none, at: 2_500) == Cue(isSaid: true))
        #expect(announcer.show(.turnLeft, help: .none, at: 2_600).isSaid)
    }

    // Protects who needs more help: it is said again, but never twice in four seconds.
    @Test func whatStandsIsSaidAgain() {
        var announcer = Announcer(channels)
        #expect(announcer.show(.tooDark, help: .none, at: 0).isSaid)
        #expect(!announcer.show(.tooDark, help: .none, at: 4_999).isSaid)
        #expect(announcer.show(.tooDark, help: .none, at: 5_000).isSaid)
        #expect(!announcer.show(.tooDark, help: .speak, at: 6_000).isSaid)
        #expect(announcer.show(.tooDark, help: .speak, at: 9_000).isSaid)
        _ = announcer.show(.wellDone, help: .none, at: 20_000)
        #expect(announcer.show(.wellDone, help: .none, at: 60_000) == .nothing)
    }
}
