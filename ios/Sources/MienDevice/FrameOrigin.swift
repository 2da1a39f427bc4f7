import Foundation
import Mien

/// How the phone turns. Used on the camera's queue.
public protocol Gyroscope: AnyObject {
    func start()
    func stop()
    /// The mean since it was asked last; nil when nothing was measured.
    func take() -> PhoneRotation?
}

/// Readings of a gyroscope, averaged from frame to frame.
public struct RotationMean: Sendable {
    private var sum: (x: Double, y: Double, z: Double) = (0, 0, 0)
    private var count = 0

    public init() {}

    /// One reading, in radians a second.
    public mutating func add(x: Double, y: Double, z: Double) {
        sum = (sum.x + x, sum.y + y, sum.z + z)
        count += 1
    }

    /// The mean since the last call.
    public mutating func take() -> PhoneRotation? {
        defer { self = RotationMean() }
        guard count > 0 else { return nil }
        let n = Double(count)
        return PhoneRotation(x: Float(sum.x / n), y: Float(sum.y / n), z: Float(sum.z / n))
    }
}

extension CameraData {
    /// What a camera says of a frame, and the phone's turn with it. Whatever makes no sense is left out, never made up. The focus of these
    /// cameras has no unit, and is left out, too.
    public init(exposureSeconds: Double, iso: Float, rotation: PhoneRotation?) {
        let microseconds = exposureSeconds * 1_000_000
        self.init(
            exposureUs: microseconds.isFinite && microseconds >= 1 ? UInt32(clamping: Int64(min(microseconds, 1e9))) : nil,
            iso: iso.isFinite && iso >= 1 ? UInt32(min(iso, 1e6)) : nil, focusDioptres: nil, rotation: rotation
        )
    }
}

#if canImport(CoreMotion)
import CoreMotion

/// Core Motion's gyroscope. Needs no permission.
public final class SystemGyroscope: Gyroscope, @unchecked Sendable {
    private let manager = CMMotionManager()
    private let queue = OperationQueue()
    private let turn = NSLock()
    private var mean = RotationMean()

    public init() {
        queue.maxConcurrentOperationCount = 1
        manager.gyroUpdateInterval = 1.0 / 50
    }

    public func start() {
        guard manager.isGyroAvailable else { return }
        manager.startGyroUpdates(to: queue) { [weak self] data, _ in
            guard let self, let rate = data?.rotationRate else { return }
            self.turn.withLock { self.mean.add(x: rate.x, y: rate.y, z: rate.z) }
        }
    }

    public func stop() {
        manager.stopGyroUpdates()
        _ = take()
    }

    public func take() -> PhoneRotation? { turn.withLock { mean.take() } }
}
#endif
