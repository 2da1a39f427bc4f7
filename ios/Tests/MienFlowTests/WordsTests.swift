import Foundation
import Mien
@testable import MienFlow
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

    // Protects against half a translation: whatever a screen can say, it says in each language, and in no two the same.
    @Test(arguments: [Language.simplifiedChinese, .malay, .tamil]) func everythingIsSaidInEachLanguage(language: Language) {
        let (english, other) = (sentences(Words(.english)), sentences(Words(language)))
        #expect(english.count == other.count && english.count > 150)
        for (one, two) in zip(english, other) {
            #expect(one != two && !two.isEmpty, "\(one)")
        }
    }

    // Protects the reason: different faults of a field are said differently, in each language.
    @Test(arguments: Language.allCases) func eachFaultHasItsSentence(language: Language) {
        let words = Words(language)
        let said = entries.map { words.problem(.entry($0)) }
        #expect(Set(said).count == said.count)
        let over = ends.map { words.problem(.over($0)) }
        #expect(Set(over).count == over.count)
        let rules = passwordRules()
        #expect(Set(rules.map(words.rule)).count == rules.count && rules.count == 7)
    }

    // Protects the history: each kind and outcome that the core writes has words.
    @Test(arguments: [Language.simplifiedChinese, .malay, .tamil]) func theHistoryHasWords(language: Language) throws {
        let names = try identifiers("core/vault/src/repository/history.rs")
        #expect(names.count >= 14)
        for name in names {
            let line = HistoryLine(at: Date(), kind: name, outcome: name, party: "", domain: nil, claims: [])
            #expect(Words(language).ended(line) != "\(name): \(name)", "\(name)")
        }
    }

    // Protects whoever agrees: each consequence that the core names has a sentence.
    @Test(arguments: Language.allCases) func consequencesHaveWords(language: Language) throws {
        let names = try identifiers("core/mien/src/request/consent.rs")
        #expect(names.count == 5)
        #expect(Set(names.compactMap(Words(language).consequence)).count == names.count)
    }

    private let entries: [EntryProblem] = [
        .idNumber(.empty), .idNumber(.character), .idNumber(.length), .idNumber(.series), .idNumber(.form), .idNumber(.checkCharacter),
        .idNumber(.region), .idNumber(.birthDate), .idNumber(.implausible), .name(.empty), .name(.tooLong), .name(.character),
        .name(.noLetter), .phone(.empty), .phone(.character), .phone(.countryCode), .phone(.tooShort), .phone(.tooLong),
        .phone(.invalid), .phone(.notMobile), .phone(.differs), .birthDate, .rules, .passwordsDiffer, .noCode,
    ]
    private let ends: [AccountEnd] = [.tooManyTries, .notEligible, .face, .expired, .updateNeeded, .notVerified, .refused]

    private func sentences(_ say: Words) -> [String] {
        let answers: [AnswerProblem] = [.wrong, .expired, .tooSoon, .noMoreCodes, .notConfirmed, .notAccepted, .other]
        var problems: [Problem] = [
            .wrongGroup, .wrongRecovery, .codeExpired, .notVerified, .nothingToShow, .checkDigits, .network, .failed, .wrongCode, .notOurCode(host: "a.example"),
            .notOurCode(host: nil), .alreadyEnrolled, .vaultShut, .notSigned, .outcomeUnknown, .browserAnswer, .unsolved,
        ]
        problems += entries.map(Problem.entry)
        problems += ends.map(Problem.over)
        for answer in answers { problems += Asked.Kind.allCases.map { Problem.answer(answer, $0) } }
        let code = CodeAsked(sentTo: "x", length: 6, expiresIn: 1, resendIn: 0, triesLeft: 1)
        let kinds: [FormKind] = [.signIn, .identify, .newPassword, .phone(twice: false), .code(code)]
        var said = problems.map { say.problem($0) }
        for way in AccountWay.allCases { said += [say.way(way), say.wayText(way)] }
        said += FormField.allCases.map { say.label($0) }
        said += kinds.map { say.title($0) }
        said += passwordRules().map { say.rule($0, isMet: true) }
        said += [say.resend(nil), say.resend(0), say.resend(61), say.codeLeft(0), say.codeLeft(61)]
        return said + journey(say) + requests(say)
    }

    private func journey(_ say: Words) -> [String] {
        [
            say.codeTitle, say.codeHint, say.cameraOff, say.codeSafety, say.consentTitle, say.consentText("x"), say.consentYes,
            say.consentNo, say.againTitle, say.messageTitle, say.passcodeTitle, say.erase, say.typed(1, of: 6), say.enrolledTitle,
            say.enrolledText(nil), say.stoppedTitle, say.tryAgain, say.close, say.welcomeTitle, say.welcomeText, say.setUpTitle,
            say.robotTitle, say.robotText, say.fits, say.sentTo("x"), say.triesLeft(1), say.codeNever, say.termsTitle, say.termsRead,
            say.termsYes, say.sendTemplate, say.detailsTitle, say.browserTitle, say.browserText, say.browserOpen, say.interruptedTitle,
            say.interruptedText, say.giveUp, say.giveUpTitle, say.giveUpText, say.title(Shut.forgotten()), say.text(Shut.forgotten()), say.text(Shut.forgotten(hasCode: true)), say.forgotten,
            say.title(Shut.counterLost), say.text(Shut.counterLost), say.renewKeys, say.keysText, say.keysDone, say.renewTitle, say.recovery,
            say.recoveryOn, say.recoveryOff, say.recoveryAnother, say.recoveryDoneOn, say.recoveryDoneOff, say.paperText, say.paperWritten,
            say.paperConfirm, say.paperGroup, say.recoverUse, say.recoverText, say.recoverField, say.form(.whole) ?? "", say.form(.wrong) ?? "",
        ]
    }

    private func requests(_ say: Words) -> [String] {
        var claims = ["uid", "name", "id_number_masked", "birth_year"].map { say.claim($0) }
        for standing in [Standing.valid, .revoked, .suspended, .unknown] { claims.append(say.standing(standing, asOf: "x") ?? "") }
        return claims + [say.otherPhones] + [
            say.approveTitle, say.asks("x"), say.shares, say.startedIn("x", at: "1"), say.checkHint, say.approve, say.decline, say.working,
            say.approvedTitle, say.approvedText, say.declinedTitle, say.declinedText, say.promptShare, say.historyTitle, say.historyOlder, say.historyEmpty,
            say.phoneTitle, say.until("x"), say.phoneText, say.notMe, say.notMeText, say.notMeTell, say.notMeSignOut,
            say.told(History.Told(sessionsEnded: 0, signedOut: false)), say.told(History.Told(sessionsEnded: 1, signedOut: true)),
            say.shareTitle, say.shareVouched, say.shareNoReason, say.shareMissing, say.shareValues, say.sharePolicy("x"),
        ]
    }

    // Protects the person's last try: it is announced.
    @Test func theLastTryIsAnnounced() {
        #expect(Words(.english).problem(.wrongPasscode(attemptsLeft: 1)).contains("One try is left"))
        #expect(Words(.english).problem(.wrongPasscode(attemptsLeft: 2)).contains("2 tries"))
    }
}
