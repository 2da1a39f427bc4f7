#if canImport(SwiftUI)
import MienFlow
import SwiftUI

/// The pad. It never holds the digits: each key goes to the core at once, and only their number is shown.
struct PasscodeView: View {
    let purpose: PadPurpose
    let count: Int
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void

    private let rows: [[UInt8]] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]

    var body: some View {
        VStack(spacing: 20) {
            Text(title).font(.title2).accessibilityAddTraits(.isHeader)
            HStack(spacing: 14) {
                ForEach(0..<length, id: \.self) { place in
                    Image(systemName: place < count ? "circle.fill" : "circle")
                }
            }
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(words.typed(count, of: length))
            if let problem {
                Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
            }
            HStack(spacing: 24) {
                // The hardware counts for itself: a delay of the keys does not hold it up.
                if purpose.ways.biometrics {
                    Button(words.useBiometrics) { send(.biometricsChosen) }.frame(minHeight: 44)
                }
                if purpose.ways.pattern {
                    Button(words.usePattern) { send(.patternChosen) }.frame(minHeight: 44)
                }
            }
            if purpose.isProof {
                Button(words.forgotten) { send(.forgotten) }.frame(minHeight: 44)
            }
            ForEach(rows, id: \.self) { row in
                HStack(spacing: 24) {
                    ForEach(row, id: \.self) { digit in key(digit) }
                }
            }
            HStack(spacing: 24) {
                Button(purpose.isDecision ? words.decline : words.cancel) { send(purpose.leaving) }.frame(minWidth: 72, minHeight: 56)
                key(0)
                Button { send(.erase) } label: { Image(systemName: "delete.left") }
                    .frame(minWidth: 72, minHeight: 56)
                    .accessibilityLabel(words.erase)
            }
        }
        .padding()
    }

    private func key(_ digit: UInt8) -> some View {
        Button(String(digit)) { send(.digit(digit)) }
            .font(.title)
            .frame(minWidth: 72, minHeight: 56)
            .buttonStyle(.bordered)
            .disabled(problem?.isWaiting == true)
    }

    private var title: String {
        switch purpose {
        case .choose: words.chooseTitle
        case .again: words.againTitle
        case .message: words.messageTitle
        case .approve, .share: words.passcodeTitle
        case .open: words.openTitle
        case .old: words.oldTitle
        case .new: words.newTitle
        case .newAgain: words.newAgainTitle
        case .repair: words.repairTitle
        case .renew: words.renewTitle
        case .fresh: words.newTitle
        case .freshAgain: words.newAgainTitle
        }
    }

    private var length: Int {
        if case .message(let offer, _) = purpose { offer.codeLength } else { passcodeLength }
    }
}
#endif
