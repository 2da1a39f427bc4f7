#if canImport(UIKit) && canImport(AVFoundation)
import AudioToolbox
import AVFoundation
import Mien
import MienFlow
import UIKit

/// The phone's own voice, motor and tones. While VoiceOver is on, it speaks in the place of ours, so that the two never talk
/// at once. A phone without a voice for the language stays silent rather than read it in another's sounds.
@MainActor public final class PhoneSenses: Senses {
    private let voice = AVSpeechSynthesizer()
    private let impact = UIImpactFeedbackGenerator(style: .light)
    private let notice = UINotificationFeedbackGenerator()

    public init() {}

    public func say(_ words: String, language: String) {
        if UIAccessibility.isVoiceOverRunning {
            UIAccessibility.post(notification: .announcement, argument: words)
            return
        }
        guard let speaker = AVSpeechSynthesisVoice(language: Self.voices[language] ?? language) else { return }
        hush()
        let utterance = AVSpeechUtterance(string: words)
        utterance.voice = speaker
        voice.speak(utterance)
    }

    public func feel(_ haptic: Haptic) {
        switch haptic {
        case .tick: impact.impactOccurred()
        case .double: notice.notificationOccurred(.warning)
        case .long: AudioServicesPlaySystemSound(kSystemSoundID_Vibrate)
        case .success: notice.notificationOccurred(.success)
        case .none: break
        }
    }

    public func sound(_ earcon: Earcon) {
        if let tone = Self.tones[earcon] { AudioServicesPlaySystemSound(tone) }
    }

    public func hush() {
        _ = voice.stopSpeaking(at: .immediate)
    }

    /// The system names its voices by region.
    private static let voices = ["en": "en-GB", "zh-Hans": "zh-CN", "ms": "ms-MY", "ta": "ta-IN"]

    /// Sounds of the system, by their numbers.
    private static let tones: [Earcon: SystemSoundID] = [
        .searching: 1103, .task: 1113, .step: 1057, .openEyes: 1054, .success: 1025, .ended: 1073,
    ]
}
#endif
