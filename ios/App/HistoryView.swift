#if canImport(SwiftUI)
import Foundation
import MienFlow
import SwiftUI

/// Everything that was asked, and how it ended.
struct HistoryView: View {
    let history: History
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void

    var body: some View {
        ScrollView {
            LazyVStack(spacing: 16) {
                Text(words.historyTitle).font(.title2).accessibilityAddTraits(.isHeader)
                if let problem {
                    Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
                }
                if history.lines.isEmpty { Text(words.historyEmpty) }
                ForEach(Array(history.lines.indices), id: \.self) { index in line(index) }
                if history.hasMore {
                    Button(words.historyOlder) { send(.olderAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
                }
                Button(words.close) { send(.restart) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            }
            .padding()
        }
    }

    private func line(_ index: Int) -> some View {
        let line = history.lines[index]
        return VStack(alignment: .leading, spacing: 4) {
            Button(words.ended(line)) { send(.lineChosen(history.chosen == index ? nil : index)) }.frame(minHeight: 60)
            Text(line.at.formatted(date: .abbreviated, time: .shortened)).font(.footnote)
            Text(words.quoted(line.party))
            if let domain = line.domain { Text(domain).font(.footnote) }
            if history.chosen == index {
                ForEach(line.claims, id: \.self) { Text(words.claim($0)).font(.footnote) }
                report(line)
            }
        }
    }

    /// "This wasn't me": what it does is said before it is done.
    private func report(_ line: HistoryLine) -> AnyView {
        switch history.report {
        case .none where line.canReport:
            AnyView(Button(words.notMe) { send(.notMeAsked) }.buttonStyle(.bordered).frame(minHeight: 60))
        case .none:
            AnyView(EmptyView())
        case .asked:
            AnyView(VStack(spacing: 12) {
                Text(words.notMeText)
                Button(words.notMeTell) { send(.notMe(signOut: false)) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
                Button(words.notMeSignOut) { send(.notMe(signOut: true)) }.buttonStyle(.bordered).frame(minHeight: 60)
                Button(words.cancel) { send(.lineChosen(history.chosen)) }.buttonStyle(.bordered).frame(minHeight: 60)
            })
        case .told(let told):
            AnyView(VStack(spacing: 12) {
                Text(words.told(told)).accessibilityAddTraits(.updatesFrequently)
                if told.signedOut {
                    Button(words.deleteAll) { send(.deleteAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
                }
            })
        }
    }
}

/// Whose phone this is, until when, and what helps when it is lost.
struct PhoneView: View {
    let phone: ThisPhone
    /// The provider's page with the person's phones.
    let devices: URL?
    let words: Words
    let send: @MainActor (Event) -> Void
    @Environment(\.openURL) private var openURL

    var body: some View {
        ScrollView {
            VStack(spacing: 16) {
                Text(words.phoneTitle).font(.title2).accessibilityAddTraits(.isHeader)
                if let name = phone.name { Text(name).font(.headline) }
                if let number = phone.idNumber { Text(number) }
                if let until = phone.until { Text(words.until(until.formatted(date: .long, time: .omitted))) }
                if let standing = phone.standing, let text = words.standing(standing, asOf: phone.asOf.map(Self.time)) {
                    Text(text).multilineTextAlignment(.center)
                }
                Text(words.level(phone.level)).multilineTextAlignment(.center)
                Text(words.phoneText).multilineTextAlignment(.center)
                if let devices {
                    Button(words.otherPhones) { openURL(devices) }.buttonStyle(.bordered).frame(minHeight: 60)
                }
                Button(words.securityTitle) { send(.securityAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
                Button(words.close) { send(.restart) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            }
            .padding()
        }
    }

    private static func time(_ date: Date) -> String { date.formatted(date: .abbreviated, time: .shortened) }
}
#endif
