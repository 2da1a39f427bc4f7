#if canImport(SwiftUI) && canImport(AVFoundation)
import Foundation
import Mien
import MienDevice
import MienFlow
import SwiftUI
import UIKit

/// Holds the runner and the camera for the views, and keeps the two in step.
@MainActor final class Model: ObservableObject {
    @Published private(set) var screen = Screen.code
    let camera = CameraSource()
    let language = Language(preferred: Locale.preferredLanguages)
    private let events: AsyncStream<Event>.Continuation
    private var runner: Runner?
    private var cameraAllowed = false
    private var pointedAt: ObjectIdentifier?
    private var spoken: String?

    var words: Words { Words(language) }

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        events = continuation
        do {
            let runner = Runner(mien: try Self.open(), language: language)
            runner.changed = { [weak self] screen in self?.show(screen) }
            self.runner = runner
        } catch {
            screen = .done(.stopped(.failed, retry: nil))
        }
        // One after the other, in the order in which things happened.
        Task { [weak self] in
            for await event in stream {
                await self?.runner?.send(event)
                self?.look()
            }
        }
    }

    /// Hands an event to the runner.
    func send(_ event: Event) {
        events.yield(event)
    }

    /// Asks for the camera, and says whether it may be used.
    func allowCamera() async -> Bool {
        cameraAllowed = await CameraSource.isAllowed()
        look()
        return cameraAllowed
    }

    /// Points the camera at what the screen needs, or rests it.
    private func look() {
        let lens = cameraAllowed ? runner?.lens : nil
        guard lens?.target != pointedAt else { return }
        pointedAt = lens?.target
        guard let lens else { return camera.stop() }
        let events = events
        camera.start(lens.isFace ? .front : .back, lens: lens) { seen in
            seen.forEach { events.yield($0) }
        }
    }

    private func show(_ next: Screen) {
        if case .face(_, let view) = next { speak(view.hint) } else { spoken = nil }
        screen = next
    }

    /// Says a new hint to people who do not see it.
    private func speak(_ hint: String?) {
        guard let hint, hint != spoken, let text = Hints.text(hint, in: language) else { return }
        spoken = hint
        UIAccessibility.post(notification: .announcement, argument: text)
    }

    private static func open() throws -> MienCore.Mien {
        let support = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true
        )
        let files = AppFiles(resources: Bundle.main.resourceURL ?? Bundle.main.bundleURL, support: support)
        let ports = Ports(
            keys: EnclaveKeys(), counter: KeychainCounter(), clock: SystemClock(), transport: URLSessionTransport(), log: nil
        )
        return try MienCore.Mien.open(config: try files.configuration(), ports: ports)
    }
}
#endif
