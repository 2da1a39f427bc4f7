#if canImport(SwiftUI) && canImport(AVFoundation)
import Mien
import MienDevice
import MienFlow
import SwiftUI

/// The face scan: one hint, the task as an arrow and a drawing, more help the longer something stands in the way.
struct FaceScanView: View {
    let view: FaceView
    let camera: CameraSource
    let guide: FaceGuide
    let send: @MainActor (Event) -> Void
    let allowCamera: @MainActor () async -> Bool
    @Environment(\.accessibilityReduceMotion) private var lessMotion
    @State private var allowed = true
    @State private var helped = false
    @State private var enlarged = false

    /// The front camera's preview is a mirror.
    private var look: FaceLook {
        FaceLook(
            view, words: guide.words, pictures: guide.pictures, mirrored: true, lessMotion: lessMotion, helped: helped
        )
    }

    var body: some View {
        let look = look
        return ZStack {
            if let flash = look.flash { Color(flash).ignoresSafeArea() }
            VStack(spacing: 12) {
                Text(guide.words[.title]).font(.title2).accessibilityAddTraits(.isHeader)
                finder(look)
                Text(allowed ? look.hint : guide.words[Guidance.permissionDenied].text)
                    .font(enlarged ? .largeTitle : .title).multilineTextAlignment(.center).layoutPriority(1)
                if !look.second.isEmpty {
                    Text(look.second).font(enlarged ? .title : .title3).multilineTextAlignment(.center).layoutPriority(1)
                }
                if look.offersHelp {
                    Button(guide.words[.help]) { helped = true; guide.help() }.buttonStyle(.bordered).frame(minHeight: 60)
                    Button(guide.words[.largerText]) { enlarged = true }.buttonStyle(.bordered).frame(minHeight: 60)
                }
                if look.offersOtherWay {
                    Button(guide.words[.otherWay]) { send(.otherWay) }.buttonStyle(.borderedProminent).frame(minHeight: 60)
                }
                Button(guide.words[.cancel]) { send(.restart) }.buttonStyle(.bordered).frame(minHeight: 60)
            }
            .padding()
            .foregroundStyle(look.flash.map { $0.isBright ? Color.black : Color.white } ?? Color.primary)
        }
        .task {
            allowed = await allowCamera()
        }
    }

    private func finder(_ look: FaceLook) -> some View {
        ZStack(alignment: .bottomTrailing) {
            CameraPreview(session: camera.session).accessibilityHidden(true)
            Ellipse().stroke(Color.white.opacity(0.5), lineWidth: 4)
            Ellipse().trim(from: 0, to: Double(look.progress) / 100).stroke(Color.accentColor, lineWidth: 6)
            if let arrow = look.arrow { Chevrons(side: arrow.side, count: arrow.count, moves: look.moves) }
            if !look.picture.isEmpty { Drawing(parts: look.picture).frame(width: 96, height: 96) }
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(look.description)
    }
}

/// How a scan ended without a pass: what may help, and the ways on.
struct ScanEndView: View {
    let ending: ScanEnding
    let guide: FaceGuide
    let send: @MainActor (Event) -> Void

    var body: some View {
        ScrollView {
            VStack(spacing: 20) {
                Drawing(parts: guide.pictures.of(ending.outcome)).frame(width: 128, height: 128)
                Text(guide.words[ending.outcome].text).font(.title2).multilineTextAlignment(.center)
                    .accessibilityAddTraits(.isHeader)
                Text(guide.words[ending.outcome].speech).multilineTextAlignment(.center)
                ForEach(Array(ending.reasons.compactMap(guide.words.advice).prefix(2)), id: \.self) {
                    Text($0).font(.headline).multilineTextAlignment(.center)
                }
                ForEach(ending.ways.map(Way.init), id: \.label) { way in
                    Button(guide.words[way.label]) { send(way.event) }.buttonStyle(.bordered).frame(minHeight: 60)
                }
            }
            .padding()
        }
    }
}

private struct Way {
    let label: ScanLabel
    let event: Event
}

extension Color {
    init(_ colour: ScreenColour) {
        self.init(red: Double(colour.red) / 255, green: Double(colour.green) / 255, blue: Double(colour.blue) / 255)
    }
}
#endif
