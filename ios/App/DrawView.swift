#if canImport(SwiftUI)
import MienFlow
import SwiftUI

/// The grid of nine dots; the passcode is one touch away. What is drawn goes with the finger.
struct DrawView: View {
    let purpose: DrawPurpose
    let problem: Problem?
    let words: Words
    let send: @MainActor (Event) -> Void
    @State private var dots: [UInt8] = []
    @State private var finger: CGPoint?

    private let side = 300.0

    var body: some View {
        VStack(spacing: 20) {
            Text(title).font(.title2).accessibilityAddTraits(.isHeader)
            if isNew { Text(words.drawHint).multilineTextAlignment(.center) }
            if let problem {
                Text(words.problem(problem)).multilineTextAlignment(.center).accessibilityAddTraits(.updatesFrequently)
            }
            ZStack {
                GridLine(dots: dots, finger: finger).stroke(Color.accentColor, lineWidth: 6)
                GridDots(dots: Array(0..<9)).stroke(Color.primary, lineWidth: 14)
                GridDots(dots: dots).stroke(Color.accentColor, lineWidth: 22)
            }
            .frame(width: side, height: side)
            .gesture(
                DragGesture(minimumDistance: 0)
                    .onChanged { reach($0.location) }
                    .onEnded { _ in
                        (dots, finger) = ([], nil)
                        send(.fingerUp)
                    }
            )
            .disabled(problem?.isWaiting == true)
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(words.grid)
            if isNew {
                Button(words.cancel) { send(.restart) }.buttonStyle(.bordered)
            } else {
                Button(words.usePasscode) { send(.keysChosen) }.buttonStyle(.bordered)
            }
        }
        .padding()
    }

    private var isNew: Bool { purpose == .choose || purpose == .again }

    private var title: String {
        switch purpose {
        case .choose: words.drawChoose
        case .again: words.newAgainTitle
        case .approve, .share, .open: words.drawTitle
        }
    }

    private func reach(_ place: CGPoint) {
        finger = place
        guard let dot = PatternGrid(side: side).dot(at: place.x, place.y), !dots.contains(dot) else { return }
        dots.append(dot)
        send(.dot(dot))
    }
}

/// The line through the dots, to the finger.
struct GridLine: Shape {
    let dots: [UInt8]
    let finger: CGPoint?

    nonisolated func path(in rect: CGRect) -> Path {
        let grid = PatternGrid(side: min(rect.width, rect.height))
        var path = Path()
        let points = dots.map { CGPoint(x: grid.place(of: $0).x, y: grid.place(of: $0).y) }
        if !points.isEmpty { path.addLines(points + (finger.map { [$0] } ?? [])) }
        return path
    }
}

/// Dots of the grid.
struct GridDots: Shape {
    let dots: [UInt8]

    nonisolated func path(in rect: CGRect) -> Path {
        let grid = PatternGrid(side: min(rect.width, rect.height))
        var path = Path()
        for dot in dots {
            let place = grid.place(of: dot)
            path.addEllipse(in: CGRect(x: place.x - 1, y: place.y - 1, width: 2, height: 2))
        }
        return path
    }
}
#endif
