import Foundation
import Mien

/// A counter that lives outside the vault's folder, as one in the Keychain does.
public final class MemoryCounter: MonotonicStore, @unchecked Sendable {
    private let lock = NSLock()
    private var value: UInt64?
    /// How often it was raised: each passcode attempt is counted before it is made.
    public private(set) var raised = 0

    public init() {}

    public func read() throws -> UInt64? {
        lock.withLock { value }
    }

    public func raiseTo(value: UInt64) throws {
        lock.withLock {
            guard value > self.value ?? 0 || self.value == nil else { return }
            self.value = value
            raised += 1
        }
    }
}

/// A phone of the tests: a fresh folder, key files, Swift's counter, clock and transport.
public final class Phone: Sendable {
    public let mien: MienCore.Mien
    public let counter = MemoryCounter()

    /// A phone that trusts the sandbox and nobody else.
    public init(
        transport: any Transport = URLSessionTransport(), clock: any DeviceClock = SystemClock()
    ) throws {
        let folder = try Place.newFolder()
        let urls = try Sandbox.shared().urls
        let config = MienConfig(
            dataDir: folder.appendingPathComponent("data").path, modelsDir: Place.models,
            verifierRootsPem: try String(contentsOfFile: urls.verifier_root, encoding: .utf8),
            issuerRootsPem: try String(contentsOfFile: urls.issuer_root, encoding: .utf8), issuerHosts: ["localhost"]
        )
        let ports = Ports(
            keys: try softwareKeys(folder: folder.appendingPathComponent("keys").path),
            counter: counter, clock: clock, transport: transport, integrity: nil, log: nil
        )
        mien = try MienCore.Mien.open(config: config, ports: ports)
    }
}
