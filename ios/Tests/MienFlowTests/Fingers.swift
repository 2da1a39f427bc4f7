import Foundation
import Mien
import MienFlow
import MienTesting
import Testing

/// Plays the person with fingers: presses keys one after the other.
@MainActor func press(_ digits: [UInt8], on runner: Runner) async {
    for digit in digits {
        await runner.send(.digit(digit))
    }
}

/// Types into fields of the form that is on the screen.
@MainActor func fill(_ fields: [(FormField, String)], on runner: Runner) async {
    for (field, text) in fields {
        await runner.send(.account(.typed(field, Typed(text))))
    }
}

/// A person has more than one try.
@MainActor func pass(_ runner: Runner) async throws {
    for _ in 0..<3 {
        try await showFace(to: runner)
        guard runner.screen.ending != nil else { return }
        await runner.send(.retry)
    }
}

/// Shows a recorded person to the scan that is on the screen.
@MainActor func showFace(to runner: Runner) async throws {
    guard let lens = runner.lens, case .face = lens else { throw SetUpError("no scan: \(runner.screen)") }
    var events: [Event] = []
    _ = try Player().play { frame in
        events += lens.take(frame)
        let ended = events.compactMap { if case .scanned(let result) = $0 { result } else { nil } }.last
        return (feedback(events.last { if case .looked = $0 { true } else { false } }), ended)
    }
    for event in events {
        await runner.send(event)
    }
}

/// The player does what the screen asks for, as a person does.
private func feedback(_ event: Event?) -> ScanFeedback {
    let view = if case .looked(let view)? = event { view } else { FaceView() }
    return ScanFeedback(
        stage: .challenge, guidance: view.hint?.rawValue, progress: 0, secondary: [], amount: nil, help: .none,
        challenge: view.challenge, flash: nil, outline: nil
    )
}

/// What the camera reads from the page.
@MainActor func seen(_ page: LoginPage, by runner: Runner) throws -> Event {
    let lens = try #require(runner.lens)
    let events = lens.take(try page.codeFrame())
    return try #require(events.first)
}
