import Mien

/// How hints reach a person who does not look at the screen.
@MainActor public protocol Senses {
    /// Says the words in the language with this tag, in the place of what is being said.
    func say(_ words: String, language: String)
    func feel(_ haptic: Haptic)
    func sound(_ earcon: Earcon)
    /// Ends what is being said.
    func hush()
}

/// Says, vibrates and sounds what the scan shows.
@MainActor public final class FaceGuide {
    public let words: GuidanceWords
    public let pictures: Pictures
    private let senses: any Senses
    private let now: () -> Int
    private var announcer: Announcer
    private var shown: Screen?

    /// - Parameter now: milliseconds of a clock that only rises.
    public init(files: GuidanceFiles, language: Language, senses: any Senses, now: @escaping () -> Int) throws {
        words = try files.words(language.tag)
        pictures = try files.pictures()
        announcer = Announcer(try files.channels())
        (self.senses, self.now) = (senses, now)
    }

    /// What is on the screen now. Call it after each change.
    public func show(_ screen: Screen) {
        defer { shown = screen }
        if let view = screen.faceView {
            hint(view)
        } else if let ending = screen.ending {
            if shown?.ending != ending { end(ending) }
        } else if shown?.faceView != nil || shown?.ending != nil {
            announcer.reset()
            senses.hush()
        }
    }

    /// Time passes while no frame brings news: what still stands is said again.
    public func tick() {
        if let view = shown?.faceView { hint(view) }
    }

    /// The person asked for help.
    public func help() {
        senses.say(words[Guidance.seniorHelp].speech, language: words.language)
    }

    private func hint(_ view: FaceView) {
        perform(announcer.show(view.hint, help: view.help, at: now())) { view.hint.map { words[$0].speech } }
    }

    private func end(_ ending: ScanEnding) {
        perform(announcer.end(ending.outcome)) {
            let said = [words[ending.outcome].text, words[ending.outcome].speech]
                + ending.reasons.compactMap(words.advice).prefix(1)
            return said.map { $0.last?.isLetter == true ? $0 + "." : $0 }.joined(separator: " ")
        }
    }

    private func perform(_ cue: Cue, words said: () -> String?) {
        senses.feel(cue.haptic)
        senses.sound(cue.earcon)
        if cue.isSaid, let said = said() { senses.say(said, language: words.language) }
    }
}
