// A stand-in for type-checking: signatures only.
@_exported import Foundation
@MainActor open class UIView: NSObject {
    public init(frame: CGRect) {}
    public required init?(coder: NSCoder) {}
    public var layer: CALayer { fatalError() }
    public var bounds: CGRect { fatalError() }
    open func layoutSubviews() {}
}
open class CALayer: NSObject {
    public var frame: CGRect { get { fatalError() } set {} }
    public func addSublayer(_ layer: CALayer) {}
}
public struct UIAccessibility {
    public struct Notification: Sendable { public static let announcement = Notification() }
    @MainActor public static func post(notification: Notification, argument: Any?) {}
}
