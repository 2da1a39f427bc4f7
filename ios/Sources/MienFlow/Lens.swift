import Mien

/// What a frame is for. Runs on the camera's own thread.
public enum Lens: Sendable {
    /// Look for a QR code.
    case code(MienCore.Mien)
    /// Look at the face.
    case face(Scan)

    /// Whether the front camera is meant.
    public var isFace: Bool {
        if case .face = self { true } else { false }
    }

    /// Tells one lens from the next: a new scan is a new lens.
    public var target: ObjectIdentifier {
        switch self {
        case .code(let mien): ObjectIdentifier(mien)
        case .face(let scan): ObjectIdentifier(scan)
        }
    }

    /// Takes one frame and answers with what happened, in order. A frame that the core refuses is dropped: the next one
    /// comes soon.
    public func take(_ frame: CameraFrame) -> [Event] {
        switch self {
        case .code(let mien):
            guard let text = try? mien.readCode(in: frame) else { return [] }
            return [.read(text)]
        case .face(let scan):
            do {
                let seen = Event.looked(FaceView(try scan.push(frame)))
                return [seen] + (scan.result().map { [.scanned($0)] } ?? [])
            } catch ScanError.Frame {
                return []
            } catch {
                return [.failed(.failed)]
            }
        }
    }
}
