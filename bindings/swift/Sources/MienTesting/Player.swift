import Foundation
import Mien

/// A recorded person before a camera: looks straight ahead until the screen asks for a turn, then turns as asked.
public struct Player: Sendable {
    private let neutral: Y4M
    private let left: Y4M
    private let right: Y4M

    /// No scan takes longer; one that does has gone wrong.
    private static let longest = 900

    public init() throws {
        func recording(_ name: String) throws -> Y4M {
            try Y4M(contentsOf: Place.root.appendingPathComponent("target/recordings/\(name).y4m"))
        }
        neutral = try recording("neutral")
        left = try recording("turn-left")
        right = try recording("turn-right")
    }

    /// A person has more than one try: plays to new scans until one passes, at most three.
    public func pass(_ start: () throws -> Scan, seen: (ScanFeedback) -> Void = { _ in }) throws -> Scan {
        var results: [ScanResult] = []
        for _ in 0..<3 {
            let scan = try start()
            let result = try play(to: scan, seen: seen)
            if result == .passed { return scan }
            results.append(result)
        }
        throw SetUpError("no scan passed: \(results)")
    }

    /// Shows frames to a scan until it has ended. Every feedback is handed to `seen`.
    public func play(to scan: Scan, seen: (ScanFeedback) -> Void = { _ in }) throws -> ScanResult {
        try play(seen: seen) { frame in
            let feedback = try scan.push(frame)
            return (feedback, scan.result())
        }
    }

    /// The same for whoever takes the frames: `push` answers with the feedback and, at the end, the result.
    public func play(
        seen: (ScanFeedback) -> Void = { _ in }, push: (CameraFrame) throws -> (ScanFeedback, ScanResult?)
    ) throws -> ScanResult {
        var (film, number, time, asked) = (neutral, 0, UInt64(1_000_000), TurnSide?.none)
        for _ in 0..<Self.longest {
            let (feedback, result) = try push(film.frame(number, capturedAt: time))
            seen(feedback)
            if let result { return result }
            number += 1
            time += film.interval
            if let turn = feedback.turn, turn != asked {
                (film, number) = (turn == .left ? left : right, 0)
            } else if film.count <= number {
                (film, number) = (neutral, 0)
            }
            asked = feedback.turn
        }
        throw SetUpError("the scan did not end in \(Self.longest) frames")
    }
}
