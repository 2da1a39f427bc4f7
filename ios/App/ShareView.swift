#if canImport(SwiftUI)
import Foundation
import MienFlow
import SwiftUI

/// A verifier wants to know something: who, why, what, and what happens then. Declining is as easy as agreeing.
struct ShareView: View {
    let share: Share
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void
    @Environment(\.openURL) private var openURL

    var body: some View {
        ScrollView {
            VStack(spacing: 16) {
                Text(words.shareTitle).font(.title2).accessibilityAddTraits(.isHeader)
                Text(words.asks(share.domain)).font(.headline)
                if let name = share.name { quoted(name) }
                if let purpose = share.purpose { quoted(purpose) } else { Text(words.shareNoReason) }
                policy
                Text(words.shares).font(.headline)
                claims
                ForEach(share.consequences.compactMap(words.consequence), id: \.self) { Text($0).font(.footnote) }
                if !share.canBeShared { Text(words.shareMissing).multilineTextAlignment(.center) }
                if let problem { Text(words.problem(problem)).multilineTextAlignment(.center) }
                AnswerButtons(canApprove: share.canBeShared, words: words, send: send)
            }
            .padding()
        }
    }

    private var claims: some View {
        VStack(spacing: 8) {
            ForEach(share.claims.map(\.path), id: \.self) { path in
                if let claim = share.claims.first(where: { $0.path == path }) {
                    VStack(spacing: 2) {
                        Text(claim.name)
                        if let value = claim.value { Text(value).font(.headline) }
                    }
                    .accessibilityElement(children: .combine)
                }
            }
            if share.availability == .locked {
                Button(words.shareValues) { send(.valuesAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
            }
        }
    }

    private var policy: some View {
        VStack(spacing: 0) {
            if let text = share.policy, let url = URL(string: text), url.scheme == "https", let host = url.host {
                Button(words.sharePolicy(host)) { openURL(url) }.frame(minHeight: 44)
            }
        }
    }

    private func quoted(_ words: Share.Quoted) -> some View {
        VStack(spacing: 2) {
            Text(self.words.quoted(words.text))
            if words.isVouched { Text(self.words.shareVouched).font(.footnote) }
        }
    }
}
#endif
