#if canImport(SwiftUI)
import Mien
import MienFlow
import SwiftUI
import UIKit

/// A recovery code in seven groups, to be written down by hand: nothing can be marked or copied. Then its last group is asked for.
struct PaperView: View {
    let code: PaperCode
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void
    @State private var group = ""

    var body: some View {
        ScrollView {
            VStack(spacing: 20) {
                Text(words.recovery).font(.title2).accessibilityAddTraits(.isHeader)
                Text(code.isConfirming ? words.paperConfirm : words.paperText).multilineTextAlignment(.center)
                if let problem {
                    Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
                }
                if code.isConfirming {
                    PaperField(label: words.paperGroup, text: $group)
                    Button(words.turnOn) { send(.groupTyped(Typed(group))) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
                } else {
                    VStack(spacing: 8) {
                        ForEach(code.groups, id: \.self) { group in
                            // Letter by letter: it is no word.
                            Text(group).font(.title).accessibilityLabel(group.map(String.init).joined(separator: " "))
                        }
                    }
                    .privacySensitive()
                    Button(words.paperWritten) { send(.goOn) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
                }
                Button(words.cancel) { send(.decline) }.buttonStyle(.bordered).frame(minHeight: 60)
            }
            .padding()
        }
        // Writing takes longer than a screen stays on.
        .task { UIApplication.shared.isIdleTimerDisabled = true }
        .onDisappear { UIApplication.shared.isIdleTimerDisabled = false }
        .onChange(of: code.isConfirming) { _ in group = "" }
    }
}

/// The code from the paper; its form is judged as it is typed.
struct RecoverView: View {
    let form: RecoveryCodeForm
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void
    @State private var text = ""

    var body: some View {
        VStack(spacing: 20) {
            Text(words.recovery).font(.title2).accessibilityAddTraits(.isHeader)
            Text(words.recoverText).multilineTextAlignment(.center)
            PaperField(label: words.recoverField, text: $text)
            if let said = words.form(form) { Text(said).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently) }
            if let problem { Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently) }
            Button(words.goOn) {
                send(.goOn)
                text = ""
            }
            .buttonStyle(.borderedProminent).frame(minHeight: 60).disabled(form != .whole)
            Button(words.cancel) { send(.decline) }.buttonStyle(.bordered).frame(minHeight: 60)
        }
        .padding()
        .onChange(of: text) { typed in
            if !typed.isEmpty || form != .whole { send(.codeTyped(Typed(typed))) }
        }
    }
}

/// A field for what stands on the paper: capitals, no suggestions, nothing to be filled in.
private struct PaperField: View {
    let label: String
    let text: Binding<String>

    var body: some View {
        TextField(label, text: text)
            .textFieldStyle(.roundedBorder)
            .font(.title3)
            .keyboardType(.asciiCapable)
            .textInputAutocapitalization(.characters)
            .autocorrectionDisabled()
            .accessibilityLabel(label)
    }
}
#endif
