#if canImport(SwiftUI)
import MienFlow
import SwiftUI

/// What opens the app: the passcode always, the others on or off; and where the keys live, as it is.
struct SecurityView: View {
    let security: Security
    let problem: Problem?
    let done: Change?
    let words: Words
    let send: @MainActor (Event) -> Void

    var body: some View {
        ScrollView {
            VStack(spacing: 24) {
                Text(words.securityTitle).font(.title2).accessibilityAddTraits(.isHeader)
                if let problem {
                    Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
                } else if let done {
                    Text(words.done(done)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
                }
                way(words.passcode, nil, words.change, .passcode)
                way(
                    words.useBiometrics, security.biometrics ? words.on : security.canBiometrics ? words.off : words.none,
                    security.biometrics ? words.turnOff : words.turnOn,
                    security.biometrics ? .biometricsOff : security.canBiometrics ? .biometricsOn : nil
                )
                way(
                    words.usePattern, security.pattern ? words.on : words.off, security.pattern ? words.turnOff : words.turnOn,
                    security.pattern ? .patternOff : .patternOn
                )
                way(
                    words.recovery, security.recovery ? words.recoveryOn : words.recoveryOff, security.recovery ? words.turnOff : words.turnOn,
                    security.recovery ? .recoveryOff : .recoveryOn
                )
                if security.recovery { Button(words.recoveryAnother) { send(.changeAsked(.recoveryOn)) }.buttonStyle(.bordered) }
                VStack(spacing: 8) {
                    Text(words.keysText).multilineTextAlignment(.center)
                    Button(words.renewKeys) { send(.changeAsked(.keys)) }.buttonStyle(.bordered)
                }
                Text(words.level(security.level)).multilineTextAlignment(.center)
                Button(words.historyTitle) { send(.historyAsked) }.buttonStyle(.bordered)
                Button(words.deleteAll) { send(.deleteAsked) }.buttonStyle(.bordered)
                Button(words.goOn) { send(.restart) }.buttonStyle(.borderedProminent)
            }
            .padding()
        }
    }

    private func way(_ name: String, _ state: String?, _ action: String, _ change: Change?) -> some View {
        VStack(spacing: 8) {
            Text(name).font(.headline)
            if let state { Text(state) }
            if let change {
                Button(action) { send(.changeAsked(change)) }.buttonStyle(.bordered).accessibilityLabel("\(name): \(action)")
            }
        }
    }
}

/// What happened, in large and in small words.
private struct Notice: View {
    let title: String
    let text: String
    let problem: String?

    var body: some View {
        VStack(spacing: 20) {
            Image(systemName: "exclamationmark.triangle").font(.largeTitle).accessibilityHidden(true)
            Text(title).font(.title2).accessibilityAddTraits(.isHeader)
            Text(text).multilineTextAlignment(.center)
            if let problem { Text(problem).multilineTextAlignment(.center) }
        }
    }
}

/// Faces or fingerprints of the phone were changed: on again, or off.
struct TurnOnAgainView: View {
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void

    var body: some View {
        VStack(spacing: 20) {
            Notice(title: words.changedTitle, text: words.changedText, problem: problem.map(words.problem))
            HStack(spacing: 16) {
                Button(words.changedNo) { send(.decline) }.buttonStyle(.bordered)
                Button(words.changedYes) { send(.agreed) }.buttonStyle(.bordered)
            }
        }
        .padding()
    }
}

/// Wiped, restored or damaged, or everything shall go. What deletes is asked for twice.
struct ShutView: View {
    let shut: Shut
    let sure: Bool
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void

    var body: some View {
        VStack(spacing: 20) {
            Notice(title: words.title(shut), text: words.text(shut), problem: problem.map(words.problem))
            if shut.isRepairable && !sure {
                Button(words.repair) { send(.repairAsked) }.buttonStyle(.borderedProminent)
            }
            if shut.isRecoverable && !sure {
                Button(words.recoverUse) { send(.recoverAsked) }.buttonStyle(.borderedProminent)
            }
            if shut == .counterLost {
                Button(words.tryAgain) { send(.restart) }.buttonStyle(.borderedProminent)
            } else {
                Button(sure ? words.deleteSure : shut.isAsked ? words.deleteAll : words.setUpAgain) { send(.deleteAsked) }
                    .buttonStyle(.bordered)
            }
            if sure {
                Button(words.cancel) { send(.decline) }.buttonStyle(.bordered)
            } else if shut.isAsked {
                Button(words.cancel) { send(.restart) }.buttonStyle(.bordered)
            }
        }
        .padding()
    }
}
#endif
