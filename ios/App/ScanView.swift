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
    let isEnrolled: Bool?
    /// Whether there is a provider to enrol at.
    let hasProvider: Bool
    @State private var allowed = true
    @State private var wantsCamera = false

    var body: some View {
        if case .consent(let offer) = screen {
            consent(offer)
        } else if isEnrolled == true || !hasProvider || wantsCamera {
            finder
        } else if isEnrolled == false {
            welcome
        } else {
            ProgressView(words.working)
        }
    }

    /// Nobody is enrolled: the camera is not asked for before somebody wants it.
    private var welcome: some View {
        VStack(spacing: 20) {
            Text(words.welcomeTitle).font(.title2).accessibilityAddTraits(.isHeader)
            Text(words.welcomeText).multilineTextAlignment(.center)
            Button(words.setUpTitle) { send(.accountAsked) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            Button(words.codeTitle) { wantsCamera = true }.buttonStyle(.bordered).frame(minHeight: 60)
        }
        .padding()
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
            Text(words.codeSafety).font(.footnote).multilineTextAlignment(.center)
            if isEnrolled == true {
                Button(words.historyTitle) { send(.historyAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
                Button(words.phoneTitle) { send(.phoneAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
                Button(words.securityTitle) { send(.securityAsked) }.buttonStyle(.bordered).frame(minHeight: 60)
            } else if wantsCamera {
                Button(words.setUpTitle) { send(.accountAsked) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
            }
        }
        .padding()
        .task {
            allowed = await allowCamera()
        }
    }
}
#endif
