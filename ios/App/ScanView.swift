#if canImport(SwiftUI) && canImport(AVFoundation)
import MienDevice
import MienFlow
import SwiftUI

/// The camera: a code, the consent before the face check, and the face check itself.
struct ScanView: View {
    let screen: Screen
    let camera: CameraSource
    let words: Words
    let language: Language
    let send: @MainActor (Event) -> Void
    let allowCamera: @MainActor () async -> Bool
    @State private var allowed = true

    var body: some View {
        switch screen {
        case .consent(let offer):
            consent(offer)
        case .face(_, let view):
            finder(title: words.faceTitle, hint: view.hint.flatMap { Hints.text($0, in: language) } ?? "") {
                Oval(progress: Double(view.progress) / 100)
                    .accessibilityLabel(words.progress(view.progress))
            }
        default:
            finder(title: words.codeTitle, hint: words.codeHint) { EmptyView() }
        }
    }

    private func consent(_ offer: Offer) -> some View {
        ScrollView {
            VStack(spacing: 16) {
                Text(words.consentTitle).font(.title2).accessibilityAddTraits(.isHeader)
                Text(words.consentText(offer.name ?? offer.domain))
                Text(offer.domain).font(.headline)
                Button(words.consentYes) { send(.consented) }.buttonStyle(.borderedProminent)
                Button(words.consentNo) { send(.restart) }.buttonStyle(.bordered)
            }
            .padding()
        }
    }

    private func finder<Shape: View>(title: String, hint: String, @ViewBuilder shape: () -> Shape) -> some View {
        VStack(spacing: 16) {
            Text(title).font(.title2).accessibilityAddTraits(.isHeader)
            ZStack {
                CameraPreview(session: camera.session).accessibilityHidden(true)
                shape()
            }
            Text(allowed ? hint : words.cameraOff).font(.title3).multilineTextAlignment(.center)
                .accessibilityAddTraits(.updatesFrequently)
        }
        .padding()
        .task {
            allowed = await allowCamera()
        }
    }
}

/// Where the face belongs, and how far the scan is.
private struct Oval: View {
    let progress: Double

    var body: some View {
        ZStack {
            Ellipse().stroke(Color.white.opacity(0.5), lineWidth: 4)
            Ellipse().trim(from: 0, to: progress).stroke(Color.accentColor, lineWidth: 6)
        }
        .padding()
    }
}
#endif
