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
    /// Whether the vault is there and can be opened; nil before that was asked.
    @Published private(set) var isEnrolled: Bool?
    /// Whether there is a provider to enrol at.
    private(set) var hasProvider = false
    /// The provider's page with the person's phones.
    private(set) var devices: URL?
    let camera = CameraSource(gyroscope: SystemGyroscope())
    let language = Language(preferred: Locale.preferredLanguages)
    private let events: AsyncStream<Event>.Continuation
    private var runner: Runner?
    private var cameraAllowed = false
    private var pointedAt: ObjectIdentifier?
    /// What the scan says; there is none only when the app was put together wrongly, and then no scan begins.
    private(set) var guide: FaceGuide?

    var words: Words { Words(language) }

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        events = continuation
        do {
            guide = try FaceGuide(files: GuidanceFiles(folder: Self.files().guidance), language: language, senses: PhoneSenses()) {
                Int(ProcessInfo.processInfo.systemUptime * 1_000)
            }
            let provider = try Self.files().provider()
            hasProvider = provider != nil
            devices = try Self.files().devices()
            let runner = Runner(
                mien: try Self.open(), language: language, provider: provider, country: Locale.current.region?.identifier ?? "SG",
                // Whoever asked the system for less motion is spared the colours. A deployment with proof of app and phone says so here.
                scanOptions: { ScanOptions(canFlash: !UIAccessibility.isReduceMotionEnabled, attested: false) }
            ) { SystemAsk.isAvailable }
            runner.changed = { [weak self] screen in self?.show(screen) }
            self.runner = runner
            // Says what the phone is in, before anything else happens.
            continuation.yield(.restart)
        } catch {
            screen = .done(.stopped(.failed, retry: nil))
        }
        // Frames that bring no news change nothing: what stands is said again by the clock.
        Task { [weak self] in
            while let self {
                self.guide?.tick()
                try? await Task.sleep(nanoseconds: 500_000_000)
            }
        }
        Task { [weak self] in
            var counted = ContinuousClock.now
            while let self {
                try? await Task.sleep(nanoseconds: 1_000_000_000)
                // An app that slept counts what it slept.
                let seconds = counted.duration(to: .now).components.seconds
                counted = counted.advanced(by: .seconds(seconds))
                if self.screen.isCounting { self.send(.tick(seconds: Int(seconds))) }
            }
        }
        // One after the other, in the order in which things happened.
        Task { [weak self] in
            for await event in stream {
                await self?.runner?.send(event)
                self?.look()
                self?.isEnrolled = self?.runner.flatMap { $0.status == nil ? nil : $0.isEnrolled }
            }
        }
    }

    /// Hands an event to the runner.
    func send(_ event: Event) {
        events.yield(event)
    }

    /// The app came to the foreground: newer lists are fetched when they are due, and nobody waits for them.
    func refresh() {
        Task { await refreshed() }
        RefreshSchedule.askAgain()
    }

    func refreshed() async { await runner?.refresh() }

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
        guide?.show(next)
        shine(next.faceView?.flash != nil && !UIAccessibility.isReduceMotionEnabled)
        screen = next
    }

    /// The screen is the lamp: as bright as it can be while it shows the scan's colours.
    private func shine(_ isOn: Bool) {
        guard isOn == (brightness == nil) else { return }
        if let before = brightness {
            UIScreen.main.brightness = before
            brightness = nil
        } else {
            brightness = UIScreen.main.brightness
            UIScreen.main.brightness = 1
        }
    }

    /// The screen's own brightness, while it is a lamp.
    private var brightness: CGFloat?

    private static func files() throws -> AppFiles {
        let support = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true
        )
        return AppFiles(resources: Bundle.main.resourceURL ?? Bundle.main.bundleURL, support: support)
    }

    private static func open() throws -> MienCore.Mien {
        let ports = Ports(
            keys: EnclaveKeys(), counter: KeychainCounter(), clock: SystemClock(), transport: URLSessionTransport(),
            integrity: PhoneIntegrity(),
            log: nil
        )
        return try MienCore.Mien.open(config: try files().configuration(), ports: ports)
    }
}
#endif
