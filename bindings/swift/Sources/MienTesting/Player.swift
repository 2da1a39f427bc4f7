import Foundation
import Mien

/// A recorded person before a camera: looks straight ahead until the screen asks for a task, then does it as recorded.
public struct Player: Sendable {
    private let neutral: Y4M
    private let tasks: [Challenge: Y4M]

    /// No scan takes longer; one that does has gone wrong.
    private static let longest = 900

    public init() throws {
        func file(_ name: String) -> URL {
            Place.root.appendingPathComponent("target/recordings/\(name).y4m")
        }
        neutral = try Y4M(contentsOf: file("neutral"))
        let names: [Challenge: String] = [
            .turnLeft: "turn-left", .turnRight: "turn-right", .nod: "nod", .openMouth: "open-mouth",
            .closeEyes: "close-eyes", .comeCloser: "come-closer",
        ]
        tasks = try names.mapValues { try Y4M(contentsOf: file($0)) }
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
        var (film, number, time, asked) = (neutral, 0, UInt64(1_000_000), Challenge?.none)
        for _ in 0..<Self.longest {
            let (feedback, result) = try push(film.frame(number, capturedAt: time))
            seen(feedback)
            if let result { return result }
            number += 1
            time += film.interval
            if let task = feedback.challenge, task != asked {
                (film, number) = (tasks[task] ?? neutral, 0)
            } else if film.count <= number {
                (film, number) = (neutral, 0)
            }
            asked = feedback.challenge
        }
        throw SetUpError("the scan did not end in \(Self.longest) frames")
    }
}
