import Foundation
import Mien

/// A recorded video: progressive 4:2:0 frames of one size (`YUV4MPEG2`). Strict: what it does not know it refuses.
public struct Y4M: Sendable {
    public let width: Int
    public let height: Int
    /// Microseconds from one frame to the next.
    public let interval: UInt64
    private let bytes: Data
    private let starts: [Int]

    public var count: Int { starts.count }

    private static let largestSide = 4_096
    private static let longestLine = 256

    public init(contentsOf file: URL) throws {
        guard let bytes = try? Data(contentsOf: file, options: .alwaysMapped) else {
            throw SetUpError("\(file.path) is missing or cannot be read: `cargo xtask` makes the recorded frames")
        }
        try self.init(bytes)
    }

    public init(_ data: Data) throws {
        bytes = Data(data)
        var at = 0
        let words = try Self.line(bytes, &at).split(separator: " ")
        guard words.first == "YUV4MPEG2" else { throw SetUpError("not a Y4M file") }
        var (width, height, rate) = (0, 0, (0, 0))
        for word in words.dropFirst() {
            let value = word.dropFirst()
            switch word.first {
            case "W": width = Int(value) ?? 0
            case "H": height = Int(value) ?? 0
            case "F":
                let parts = value.split(separator: ":").map { Int($0) ?? 0 }
                rate = parts.count == 2 ? (parts[0], parts[1]) : (0, 0)
            case "I" where value == "p", "A", "X": break
            case "C" where value.hasPrefix("420"): break
            default: throw SetUpError("a Y4M header with \(word)")
            }
        }
        guard (16...Self.largestSide).contains(width), (16...Self.largestSide).contains(height) else {
            throw SetUpError("a Y4M file of \(width)x\(height)")
        }
        guard (1...1_000).contains(rate.0), (1...1_000).contains(rate.1) else { throw SetUpError("a Y4M file without a rate") }
        let size = width * height + 2 * ((width + 1) / 2) * ((height + 1) / 2)
        var starts: [Int] = []
        while at < bytes.count {
            let mark = try Self.line(bytes, &at)
            guard mark == "FRAME" || mark.hasPrefix("FRAME ") else { throw SetUpError("no frame at byte \(at)") }
            guard bytes.count - at >= size else { throw SetUpError("the last frame is cut off") }
            starts.append(at)
            at += size
        }
        guard !starts.isEmpty else { throw SetUpError("a Y4M file without frames") }
        (self.width, self.height, self.starts) = (width, height, starts)
        interval = UInt64(1_000_000 * rate.1 / rate.0)
    }

    /// A frame by its number, from 0 and around again, with a capture time of the caller's.
    public func frame(_ number: Int, capturedAt: UInt64) -> CameraFrame {
        let start = starts[number % starts.count]
        let size = width * height + 2 * ((width + 1) / 2) * ((height + 1) / 2)
        var pixels = bytes.subdata(in: start..<start + size)
        grain(&pixels, seed: capturedAt)
        return .i420(pixels, width: width, height: height, capturedAt: capturedAt)
    }

    /// The noise of a sensor, new for each frame that is shown. Without it the second playing of a film would be equal to
    /// the first, byte for byte, and the scan would rightly take it for a loop.
    private func grain(_ pixels: inout Data, seed: UInt64) {
        var random = seed | 1
        pixels.withUnsafeMutableBytes { (all: UnsafeMutableRawBufferPointer) in
            for at in stride(from: 0, to: width * height, by: 3) {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                all[at] = UInt8(clamping: Int(all[at]) + Int(random >> 33) % 3 - 1)
            }
        }
    }

    private static func line(_ bytes: Data, _ at: inout Int) throws -> String {
        let piece = bytes[at..<min(at + longestLine, bytes.count)]
        guard let end = piece.firstIndex(of: UInt8(ascii: "\n")) else { throw SetUpError("a line without end at byte \(at)") }
        defer { at = end + 1 }
        return String(decoding: bytes[at..<end], as: UTF8.self)
    }
}
