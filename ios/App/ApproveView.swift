#if canImport(SwiftUI)
import Foundation
import MienFlow
import SwiftUI

/// Who asks, what is shared, where it began. Declining is as easy as approving: same size, same place, no question back.
struct ApproveView: View {
    let approval: Approval
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void
    @State private var typed = ""

    var body: some View {
        ScrollView {
            VStack(spacing: 16) {
                Text(words.approveTitle).font(.title2).accessibilityAddTraits(.isHeader)
                Text(words.asks(approval.domain)).font(.headline)
                if let service = approval.service { Text(words.quoted(service)) }
                if let purpose = approval.purpose { Text(words.quoted(purpose)) }
                Text(words.shares).font(.headline)
                ForEach(approval.claims, id: \.self) { Text(words.claim($0)) }
                if let browser = approval.browser, let time = approval.startedAt {
                    Text(words.startedIn(browser, at: time.formatted(date: .omitted, time: .shortened))).font(.footnote)
                }
                if approval.needsCheck { check }
                if let problem { Text(words.problem(problem)).multilineTextAlignment(.center) }
                AnswerButtons(canApprove: approval.isComplete, words: words, send: send)
            }
            .padding()
        }
    }

    private var check: some View {
        TextField(words.checkHint, text: $typed)
            .keyboardType(.numberPad)
            .textFieldStyle(.roundedBorder)
            .font(.title)
            .accessibilityLabel(words.checkHint)
            .onChange(of: typed) { send(.check($0)) }
            .onChange(of: problem) { if $0 == .checkDigits { typed = "" } }
    }
}

/// No and yes: same size, same place, no question back.
struct AnswerButtons: View {
    let canApprove: Bool
    let words: Words
    let send: @MainActor (Event) -> Void

    var body: some View {
        HStack(spacing: 24) {
            Button(words.decline) { send(.decline) }
                .buttonStyle(.borderedProminent)
                .frame(minWidth: 120, minHeight: 56)
            Button(words.approve) { send(.approve) }
                .buttonStyle(.borderedProminent)
                .frame(minWidth: 120, minHeight: 56)
                .disabled(!canApprove)
        }
    }
}
#endif
