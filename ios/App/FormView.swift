#if canImport(SwiftUI)
import Mien
import MienFlow
import SwiftUI
import UIKit

/// A form of an enrolment: fields with live checks, the rules of a password, the time that a code is good for.
struct FormView: View {
    let form: AccountForm
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void

    var body: some View {
        VStack(spacing: 16) {
            Text(words.title(form.kind)).font(.title2).accessibilityAddTraits(.isHeader)
            if case .code(let code) = form.kind { sent(code) }
            if let problem {
                Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
            }
            ForEach(form.kind.fields, id: \.self) { field in
                FieldView(field: field, form: form, words: words, send: send)
            }
            if form.kind == .newPassword { rules }
            if case .code(let code) = form.kind {
                again(code)
            } else {
                Button(words.goOn) { send(.account(.submitted)) }
                    .buttonStyle(.borderedProminent).frame(minHeight: 60).disabled(!form.isComplete)
            }
        }
    }

    private func sent(_ code: CodeAsked) -> some View {
        VStack(spacing: 8) {
            Text(words.sentTo(code.sentTo))
            Text(words.codeLeft(code.expiresIn))
            Text(words.triesLeft(code.triesLeft)).font(.footnote)
        }
    }

    private func again(_ code: CodeAsked) -> some View {
        VStack(spacing: 8) {
            Button(words.resend(code.resendIn)) { send(.account(.anotherCode)) }
                .buttonStyle(.bordered).frame(minHeight: 60).disabled(code.resendIn != 0)
            Text(words.codeNever).font(.footnote).multilineTextAlignment(.center)
        }
    }

    private var rules: some View {
        VStack(alignment: .leading, spacing: 8) {
            ForEach(passwordRules(), id: \.self) { rule in
                let isMet = form.unmet?.contains(rule) == false
                HStack(spacing: 8) {
                    Image(systemName: isMet ? "checkmark.circle.fill" : "circle")
                    Text(words.rule(rule))
                }
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(words.rule(rule, isMet: isMet))
            }
        }
    }
}

/// One field, and what its check says. What stands in a password's field is in this view alone until the core has it.
private struct FieldView: View {
    let field: FormField
    let form: AccountForm
    let words: Words
    let send: @MainActor (Event) -> Void
    @State private var text = ""

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(words.label(field)).font(.footnote).accessibilityHidden(true)
            HStack(spacing: 8) {
                input
                    .textFieldStyle(.roundedBorder)
                    .font(.title3)
                    .textContentType(content)
                    .keyboardType(keyboard)
                    .textInputAutocapitalization(capitals)
                    .autocorrectionDisabled()
                    .accessibilityLabel(words.label(field))
                if form[field] == .complete, !field.isSecret {
                    Image(systemName: "checkmark.circle.fill").accessibilityLabel(words.fits)
                }
            }
            if case .wrong(let problem) = form[field] {
                Text(words.problem(.entry(problem))).accessibilityAddTraits(.updatesFrequently)
            }
        }
        .task { text = form.text(field) }
        .onChange(of: text) { typed in
            let shown = field == .birthDate ? BirthDate.shown(typed) : typed
            if shown != typed { text = shown } else { send(.account(.typed(field, Typed(typed)))) }
        }
        .onChange(of: form.emptied) { _ in text = form.text(field) }
    }

    private var input: AnyView {
        if field.isSecret {
            AnyView(SecureField(words.label(field), text: $text))
        } else {
            AnyView(TextField(words.label(field), text: $text))
        }
    }

    /// What the phone may fill in: the code of an SMS that is bound to the provider's domain, a saved or a new password.
    private var content: UITextContentType? {
        switch field {
        case .idNumber: form.kind == .signIn ? .username : nil
        case .name: .name
        case .birthDate: nil
        case .password: form.kind == .newPassword ? .newPassword : .password
        case .passwordAgain: .newPassword
        case .phone, .phoneAgain: .telephoneNumber
        case .code: .oneTimeCode
        }
    }

    private var keyboard: UIKeyboardType {
        switch field {
        case .idNumber: .asciiCapable
        case .birthDate, .code: .numberPad
        case .phone, .phoneAgain: .phonePad
        case .name, .password, .passwordAgain: .default
        }
    }

    private var capitals: TextInputAutocapitalization {
        switch field {
        case .idNumber: .characters
        case .name: .words
        default: .never
        }
    }
}
#endif
