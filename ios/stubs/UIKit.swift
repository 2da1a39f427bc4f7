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
@MainActor open class UIScreen: NSObject {
    public class var main: UIScreen { fatalError() }
    public var brightness: CGFloat = 0
}
@MainActor open class UIApplication: NSObject {
    public class var shared: UIApplication { fatalError() }
    public var isIdleTimerDisabled = false
}
@MainActor open class UIImpactFeedbackGenerator: NSObject {
    public enum FeedbackStyle: Int, Sendable { case light, medium, heavy }
    public init(style: FeedbackStyle) {}
    public func impactOccurred() {}
}
@MainActor open class UINotificationFeedbackGenerator: NSObject {
    public enum FeedbackType: Int, Sendable { case success, warning, error }
    public override init() {}
    public func notificationOccurred(_ type: FeedbackType) {}
}
public struct UIAccessibility {
    @MainActor public static var isVoiceOverRunning: Bool { false }
    @MainActor public static var isReduceMotionEnabled: Bool { false }
    public struct Notification: Sendable { public static let announcement = Notification() }
    @MainActor public static func post(notification: Notification, argument: Any?) {}
}
public struct UITextContentType: Hashable, Sendable {
    public static let username = Self(), password = Self(), newPassword = Self(), oneTimeCode = Self(), name = Self(), telephoneNumber = Self()
}
