#if canImport(SwiftUI)
import Foundation
import MienFlow
import SwiftUI

/// How it ended, and the way on.
struct DoneView: View {
    let outcome: Outcome
    let words: Words
    let send: @MainActor (Event) -> Void
    @Environment(\.openURL) private var openURL

    var body: some View {
        VStack(spacing: 20) {
            Image(systemName: symbol).font(.largeTitle).accessibilityHidden(true)
            Text(title).font(.title2).accessibilityAddTraits(.isHeader)
            Text(text).multilineTextAlignment(.center)
            if case .stopped(_, .some) = outcome {
                Button(words.tryAgain) { send(.retry) }.buttonStyle(.borderedProminent)
            }
            if case .enrolled = outcome {
                Button(words.securityTitle) { send(.securityAsked) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            }
            Button(words.close) { send(.restart) }.buttonStyle(.bordered)
        }
        .padding()
        .task {
            // Back to the browser of this phone: a login on the same device completes only so.
            if case .approved(let link?, _) = outcome, let url = URL(string: link), url.scheme == "https" { openURL(url) }
        }
    }

    private var symbol: String {
        switch outcome {
        case .enrolled, .approved: "checkmark.circle"
        case .declined: "hand.raised"
        case .stopped: "exclamationmark.triangle"
        }
    }

    private var title: String {
        switch outcome {
        case .enrolled: words.enrolledTitle
        case .approved: words.approvedTitle
        case .declined: words.declinedTitle
        case .stopped: words.stoppedTitle
        }
    }

    private var text: String {
        switch outcome {
        case .enrolled(let name): words.enrolledText(name)
        case .approved: words.approvedText
        case .declined: words.declinedText
        case .stopped(let problem, _): words.problem(problem)
        }
    }
}
#endif
