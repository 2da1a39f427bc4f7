import Foundation

/// A line through points, or an oval by its middle and its two radii. Out of 100.
public enum Stroke: Equatable, Sendable {
    case line([SIMD2<Double>])
    case oval(SIMD2<Double>, SIMD2<Double>)
}

/// A part of a picture, in the colour of the text or in that of the accent.
public struct PicturePart: Equatable, Sendable {
    public let strokes: [Stroke]
    public let isAccent: Bool
}

/// Small drawings of what to do: `core/face/guidance/pictures.json`, read.
public struct Pictures: Sendable {
    private let hints: [Guidance: [PicturePart]]
    private let outcomes: [ScanOutcome: [PicturePart]]

    init(json: Data) throws {
        let file = try JSONDecoder().decode(File.self, from: json)
        let parts = file.parts
        func drawn(_ pictures: [String: [String]]) throws -> [String: [PicturePart]] {
            try pictures.mapValues { names in
                try names.map { name in
                    guard let part = parts[name] else { throw GuidanceMismatch(id: name) }
                    return PicturePart(strokes: part.strokes.map(\.stroke), isAccent: part.accent)
                }
            }
        }
        hints = try whole(try drawn(file.hints))
        outcomes = try whole(try drawn(file.outcomes))
    }

    /// The picture of a hint as the preview shows the person: the files are drawn as in a mirror.
    public func of(_ hint: Guidance, mirrored: Bool = true) -> [PicturePart] {
        let parts = hints[hint, default: []]
        return mirrored ? parts : parts.map { PicturePart(strokes: $0.strokes.map(\.flipped), isAccent: $0.isAccent) }
    }

    public func of(_ outcome: ScanOutcome) -> [PicturePart] {
        outcomes[outcome, default: []]
    }

    private struct File: Decodable {
        let parts: [String: Part]
        let hints: [String: [String]]
        let outcomes: [String: [String]]
    }

    private struct Part: Decodable {
        let accent: Bool
        let strokes: [Drawn]
    }

    private struct Drawn: Decodable {
        let stroke: Stroke

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            func numbers(_ key: CodingKeys, _ fits: (Int) -> Bool) throws -> [Double]? {
                guard let found = try values.decodeIfPresent([Double].self, forKey: key) else { return nil }
                guard fits(found.count) else { throw GuidanceMismatch(id: key.rawValue) }
                return found
            }
            if let oval = try numbers(.oval, { $0 == 4 }) {
                stroke = .oval(SIMD2(oval[0], oval[1]), SIMD2(oval[2], oval[3]))
            } else if let line = try numbers(.line, { $0 >= 4 && $0.isMultiple(of: 2) }) {
                stroke = .line(stride(from: 0, to: line.count, by: 2).map { SIMD2(line[$0], line[$0 + 1]) })
            } else {
                throw GuidanceMismatch(id: "stroke")
            }
        }

        private enum CodingKeys: String, CodingKey {
            case oval, line
        }
    }
}

extension Stroke {
    fileprivate var flipped: Stroke {
        switch self {
        case .line(let points): .line(points.map { SIMD2(100 - $0.x, $0.y) })
        case .oval(let middle, let radii): .oval(SIMD2(100 - middle.x, middle.y), radii)
        }
    }
}
