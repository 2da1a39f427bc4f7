#if canImport(SwiftUI) && canImport(AVFoundation)
import MienDevice
import MienFlow
import SwiftUI

/// The camera looking for a code, and the consent before the face check.
struct ScanView: View {
    let screen: Screen
    let camera: CameraSource
    let words: Words
    let send: @MainActor (Event) -> Void
    let allowCamera: @MainActor () async -> Bool
    /// Whether there is something to open.
    let isEnrolled: Bool
    @State private var allowed = true

    var body: some View {
        if case .consent(let offer) = screen { consent(offer) } else { finder }
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

    private var finder: some View {
        VStack(spacing: 16) {
            Text(words.codeTitle).font(.title2).accessibilityAddTraits(.isHeader)
            CameraPreview(session: camera.session).accessibilityHidden(true)
            Text(allowed ? words.codeHint : words.cameraOff).font(.title3).multilineTextAlignment(.center)
                .accessibilityAddTraits(.updatesFrequently)
            if isEnrolled {
                Button(words.securityTitle) { send(.securityAsked) }.buttonStyle(.bordered)
            }
        }
        .padding()
        .task {
            allowed = await allowCamera()
        }
    }
}
#endif
