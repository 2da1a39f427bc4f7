#if canImport(SwiftUI)
import MienFlow
import SwiftUI

/// The screens of an enrolment at a provider, but for forms and the scan.
struct EnrolView: View {
    let screen: AccountScreen
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void
    @Environment(\.openURL) private var openURL

    var body: some View {
        ScrollView {
            VStack(spacing: 20) {
                content
                if screen != .ways && screen != .sure {
                    Button(words.giveUp) { tell(.giveUp) }.buttonStyle(.bordered).frame(minHeight: 60)
                }
                Button(words.cancel) { send(.restart) }.buttonStyle(.bordered).frame(minHeight: 60)
            }
            .padding()
        }
    }

    private var content: AnyView {
        switch screen {
        case .ways: AnyView(ways)
        case .robot: AnyView(robot)
        case .form(let form): AnyView(FormView(form: form, problem: problem, words: words, send: send))
        case .terms(let terms): AnyView(self.terms(terms))
        case .consent(let face): AnyView(consent(face))
        case .details(let details, let declared): AnyView(self.details(details, declared))
        case .browser(let url): AnyView(browser(url))
        case .interrupted: AnyView(interrupted)
        case .sure: AnyView(sure)
        // The scan has views of its own.
        case .face, .ended: AnyView(EmptyView())
        }
    }

    private var robot: some View {
        VStack(spacing: 16) {
            heading(words.robotTitle)
            Text(words.robotText).multilineTextAlignment(.center)
            if problem == nil {
                ProgressView(words.working)
            } else {
                Button(words.tryAgain) { tell(.retry) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            }
        }
    }

    private var ways: some View {
        VStack(spacing: 20) {
            heading(words.setUpTitle)
            ForEach(AccountWay.allCases, id: \.self) { way in
                VStack(spacing: 4) {
                    Button(words.way(way)) { tell(.chosen(way)) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
                    Text(words.wayText(way)).font(.footnote).multilineTextAlignment(.center)
                }
            }
        }
    }

    private func terms(_ terms: TermsAsked) -> some View {
        VStack(spacing: 16) {
            heading(words.termsTitle)
            Text(terms.summary)
            Button(words.termsRead) { if let url = URL(string: terms.url), url.scheme == "https" { openURL(url) } }
                .buttonStyle(.bordered).frame(minHeight: 60)
            Button(words.termsYes) { tell(.accepted) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
        }
    }

    private func consent(_ face: FaceAsked) -> some View {
        VStack(spacing: 16) {
            heading(words.consentTitle)
            Text(face.consent)
            if face.wantsTemplate {
                Toggle(words.sendTemplate, isOn: Binding(get: { face.sendsTemplate }, set: { tell(.sendsTemplate($0)) }))
            }
            Text(words.triesLeft(face.triesLeft)).font(.footnote)
            Button(words.consentYes) { tell(.agreed) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            Button(words.consentNo) { send(.otherWay) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
        }
    }

    private func details(_ details: DetailsAsked, _ declared: Bool) -> some View {
        VStack(spacing: 16) {
            heading(words.detailsTitle)
            ForEach(Array(details.lines.indices), id: \.self) { index in
                VStack(spacing: 4) {
                    Text(details.lines[index].label).font(.footnote)
                    Text(details.lines[index].value).font(.headline)
                }
                .accessibilityElement(children: .combine)
            }
            Toggle(details.declaration, isOn: Binding(get: { declared }, set: { tell(.declared($0)) }))
            Button(words.goOn) { tell(.goOn) }.buttonStyle(.borderedProminent).frame(minHeight: 60).disabled(!declared)
        }
    }

    private func browser(_ url: String) -> some View {
        VStack(spacing: 16) {
            heading(words.browserTitle)
            Text(words.browserText).multilineTextAlignment(.center)
            Button(words.browserOpen) { if let url = URL(string: url), url.scheme == "https" { openURL(url) } }
                .buttonStyle(.borderedProminent).frame(minHeight: 60)
        }
    }

    private var interrupted: some View {
        VStack(spacing: 16) {
            heading(words.interruptedTitle)
            Text(words.interruptedText).multilineTextAlignment(.center)
            Button(words.tryAgain) { tell(.retry) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
        }
    }

    private var sure: some View {
        VStack(spacing: 16) {
            heading(words.giveUpTitle)
            Text(words.giveUpText).multilineTextAlignment(.center)
            Button(words.giveUp) { tell(.giveUp) }.buttonStyle(.bordered).frame(minHeight: 60)
            Button(words.goOn) { tell(.retry) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
        }
    }

    /// The title, and what is wrong, where both are read first.
    private func heading(_ title: String) -> some View {
        VStack(spacing: 12) {
            Text(title).font(.title2).accessibilityAddTraits(.isHeader)
            if let problem {
                Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
            }
        }
    }

    private func tell(_ event: AccountEvent) {
        send(.account(event))
    }
}
#endif
