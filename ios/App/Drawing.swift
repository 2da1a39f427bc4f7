#if canImport(SwiftUI)
import Mien
import SwiftUI

/// One of the scan's small pictures.
struct Drawing: View {
    let parts: [PicturePart]

    var body: some View {
        ZStack {
            Strokes(strokes: parts.filter { !$0.isAccent }.flatMap(\.strokes)).stroke(Color.primary, lineWidth: 4)
            Strokes(strokes: parts.filter(\.isAccent).flatMap(\.strokes)).stroke(Color.accentColor, lineWidth: 4)
        }
        .accessibilityHidden(true)
    }
}

/// Strokes out of 100, in the largest square that fits.
struct Strokes: Shape {
    let strokes: [Stroke]

    nonisolated func path(in rect: CGRect) -> Path {
        let scale = min(rect.width, rect.height) / 100
        func at(_ point: SIMD2<Double>) -> CGPoint {
            CGPoint(x: rect.midX + (point.x - 50) * scale, y: rect.midY + (point.y - 50) * scale)
        }
        var path = Path()
        for stroke in strokes {
            switch stroke {
            case .line(let points):
                path.addLines(points.map(at))
            case .oval(let middle, let radii):
                let corner = at(middle - radii)
                path.addEllipse(in: CGRect(x: corner.x, y: corner.y, width: 2 * radii.x * scale, height: 2 * radii.y * scale))
            }
        }
        return path
    }
}

/// Chevrons on one side of the camera's picture. They pulse, unless the person asked for less motion.
struct Chevrons: View {
    let side: ScreenSide
    let count: Int
    let moves: Bool
    @State private var faded = false

    var body: some View {
        Strokes(strokes: strokes).stroke(Color.accentColor, lineWidth: 8)
            .opacity(moves && faded ? 0.4 : 1)
            .animation(moves ? .easeInOut(duration: 0.6).repeatForever() : nil, value: faded)
            .task { faded = true }
            .accessibilityHidden(true)
    }

    private var strokes: [Stroke] {
        (0..<count).map { number in
            let tip = 2 + 7 * Double(count - 1 - number)
            let points = [SIMD2(tip + 6, 42), SIMD2(tip, 50), SIMD2(tip + 6, 58)]
            return .line(points.map { side == .left ? $0 : SIMD2(100 - $0.x, $0.y) })
        }
    }
}
#endif
