// A stand-in for type-checking: signatures only.
@_exported import Foundation
public struct CMRotationRate: Sendable { public var x: Double, y: Double, z: Double }
open class CMGyroData: NSObject { public var rotationRate: CMRotationRate { fatalError() } }
open class CMMotionManager: NSObject {
    public override init() {}
    public var isGyroAvailable: Bool { false }
    public var gyroUpdateInterval: TimeInterval = 0
    public func startGyroUpdates(to queue: OperationQueue, withHandler handler: @escaping (CMGyroData?, (any Error)?) -> Void) {}
    public func stopGyroUpdates() {}
}
