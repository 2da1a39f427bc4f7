// A stand-in for type-checking: signatures only, and of these only what the views use.
@_exported import Combine
@_exported import Foundation
@_exported import UIKit

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor var body: Body { get }
}
extension Never: View { public var body: Never { fatalError() } }
public protocol Primitive: View where Body == Never {}
extension Primitive { public var body: Never { fatalError() } }
extension Optional: View, Primitive where Wrapped: View {}

@resultBuilder public struct ViewBuilder {
    public static func buildExpression<C: View>(_ content: C) -> C { content }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<C: View>(_ content: C) -> C { content }
    public static func buildBlock<each C: View>(_ content: repeat each C) -> TupleView<(repeat each C)> { TupleView() }
    public static func buildIf<C: View>(_ content: C?) -> C? { content }
    public static func buildEither<T: View, F: View>(first: T) -> ConditionalContent<T, F> { ConditionalContent() }
    public static func buildEither<T: View, F: View>(second: F) -> ConditionalContent<T, F> { ConditionalContent() }
}
public struct EmptyView: Primitive { public init() {} }
public struct TupleView<T>: Primitive { init() {} }
public struct ConditionalContent<T: View, F: View>: Primitive { init() {} }
public struct AnyView: Primitive { public init<V: View>(_ view: V) {} }

public struct Font: Sendable {
    public static let largeTitle = Font(), title = Font(), title2 = Font(), title3 = Font(), headline = Font(), footnote = Font()
}
public struct Color: Primitive, ShapeStyle {
    public static let white = Color(), black = Color(), primary = Color(), accentColor = Color()
    init() {}
    public init(red: Double, green: Double, blue: Double) {}
    public func opacity(_ opacity: Double) -> Color { self }
}
public protocol ShapeStyle: Sendable {}
public struct Path: Sendable {
    public init() {}
    public mutating func addLines(_ points: [CGPoint]) {}
    public mutating func addEllipse(in rect: CGRect) {}
}
public protocol Shape: View { nonisolated func path(in rect: CGRect) -> Path }
extension Shape { public var body: EmptyView { EmptyView() } }
public struct Ellipse: Shape {
    public init() {}
    public nonisolated func path(in rect: CGRect) -> Path { Path() }
}
public struct Animation: Sendable {
    public static func easeInOut(duration: Double) -> Animation { Animation() }
    public func repeatForever(autoreverses: Bool = true) -> Animation { self }
}
extension Shape {
    public func stroke<S: ShapeStyle>(_ style: S, lineWidth: CGFloat = 1) -> some View { EmptyView() }
    public func trim(from: CGFloat = 0, to: CGFloat = 1) -> some Shape { Ellipse() }
}
public struct HorizontalAlignment: Sendable { public static let leading = HorizontalAlignment(), center = HorizontalAlignment() }
public enum TextAlignment: Sendable { case leading, center, trailing }
public struct Text: Primitive { public init<S: StringProtocol>(_ text: S) {} }
public struct Image: Primitive { public init(systemName: String) {} }
public struct ProgressView: Primitive { public init<S: StringProtocol>(_ title: S) {} }
public struct Button<Label: View>: Primitive {
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
}
extension Button where Label == Text {
    public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void) {}
}
public struct VStack<C: View>: Primitive { public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {} }
public struct LazyVStack<C: View>: Primitive { public init(spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {} }
public struct HStack<C: View>: Primitive { public init(spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {} }
public struct Alignment: Sendable { public static let center = Alignment(), bottomTrailing = Alignment() }
public struct ZStack<C: View>: Primitive { public init(alignment: Alignment = .center, @ViewBuilder content: () -> C) {} }
public struct ScrollView<C: View>: Primitive { public init(@ViewBuilder content: () -> C) {} }
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Primitive {
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}
public struct TextField: Primitive { public init<S: StringProtocol>(_ title: S, text: Binding<String>) {} }
public struct SecureField: Primitive { public init<S: StringProtocol>(_ title: S, text: Binding<String>) {} }
public struct Toggle: Primitive { public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) {} }

public protocol PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle {}
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == BorderedButtonStyle { public static var bordered: Self { Self() } }
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle { public static var borderedProminent: Self { Self() } }
public protocol TextFieldStyle {}
public struct RoundedBorderTextFieldStyle: TextFieldStyle {}
extension TextFieldStyle where Self == RoundedBorderTextFieldStyle { public static var roundedBorder: Self { Self() } }
public enum UIKeyboardType: Sendable { case `default`, asciiCapable, numberPad, phonePad, numbersAndPunctuation }
public struct TextInputAutocapitalization: Sendable { public static let characters = Self(), words = Self(), never = Self() }
public struct AccessibilityTraits: Sendable { public static let isHeader = Self(), updatesFrequently = Self() }
public struct AccessibilityChildBehavior: Sendable { public static let ignore = Self(), combine = Self() }

public protocol Gesture {}
public struct DragGesture: Gesture {
    public struct Value: Sendable { public var location: CGPoint { .zero } }
    public init(minimumDistance: CGFloat = 10) {}
    public func onChanged(_ action: @escaping @MainActor (Value) -> Void) -> DragGesture { self }
    public func onEnded(_ action: @escaping @MainActor (Value) -> Void) -> DragGesture { self }
}

extension View {
    public func gesture<G: Gesture>(_ gesture: G) -> some View { self }
    public func font(_ font: Font?) -> some View { self }
    public func padding() -> some View { self }
    public func frame(minWidth: CGFloat? = nil, minHeight: CGFloat? = nil) -> some View { self }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil) -> some View { self }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { self }
    public func textFieldStyle<S: TextFieldStyle>(_ style: S) -> some View { self }
    public func keyboardType(_ type: UIKeyboardType) -> some View { self }
    public func textContentType(_ type: UITextContentType?) -> some View { self }
    public func textInputAutocapitalization(_ style: TextInputAutocapitalization?) -> some View { self }
    public func autocorrectionDisabled(_ disable: Bool = true) -> some View { self }
    public func disabled(_ disabled: Bool) -> some View { self }
    public func opacity(_ opacity: Double) -> some View { self }
    public func layoutPriority(_ value: Double) -> some View { self }
    public func ignoresSafeArea() -> some View { self }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { self }
    public func animation<V: Equatable>(_ animation: Animation?, value: V) -> some View { self }
    public func blur(radius: CGFloat) -> some View { self }
    public func privacySensitive(_ sensitive: Bool = true) -> some View { self }
    public func task(@_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> some View { self }
    public func onChange<V: Equatable>(of value: V, perform action: @escaping (V) -> Void) -> some View { self }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { self }
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { self }
    public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View { self }
    public func accessibilityHidden(_ hidden: Bool) -> some View { self }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { self }
    public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { self }
}

@propertyWrapper public struct State<Value> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<Value> { fatalError() }
}
@propertyWrapper public struct StateObject<Model: ObservableObject> {
    public init(wrappedValue: @autoclosure @escaping () -> Model) {}
    @MainActor public var wrappedValue: Model { fatalError() }
}
@propertyWrapper @MainActor @preconcurrency public struct ObservedObject<Model: ObservableObject> {
    public init(wrappedValue: Model) {}
    public var wrappedValue: Model { fatalError() }
}
@propertyWrapper public struct Binding<Value> {
    public init(get: @escaping @MainActor () -> Value, set: @escaping @MainActor (Value) -> Void) {}
    public var wrappedValue: Value { get { fatalError() } nonmutating set {} }
}
public enum ScenePhase: Sendable { case background, inactive, active }
@MainActor public struct OpenURLAction: Sendable { public func callAsFunction(_ url: URL) {} }
public struct EnvironmentValues {
    public var scenePhase: ScenePhase { fatalError() }
    public var accessibilityReduceMotion: Bool { fatalError() }
    public var openURL: OpenURLAction { fatalError() }
}
@propertyWrapper public struct Environment<Value> {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}

@MainActor @preconcurrency public protocol Scene { associatedtype Body: Scene; var body: Body { get } }
extension Never: Scene {}
public struct WindowGroup<C: View>: Scene {
    public init(@ViewBuilder content: () -> C) {}
    public var body: Never { fatalError() }
}
public struct BackgroundTask<Request, Response>: Sendable {
    public static func appRefresh(_ identifier: String) -> BackgroundTask<Void, Void> where Request == Void, Response == Void { BackgroundTask<Void, Void>() }
}
extension Scene {
    public func backgroundTask<D: Sendable, R: Sendable>(_ task: BackgroundTask<D, R>, action: @escaping @Sendable (D) async -> R) -> some Scene { self }
    public func onChange<V: Equatable>(of value: V, perform action: @escaping (V) -> Void) -> some Scene { self }
}
@MainActor @preconcurrency public protocol App {
    associatedtype Body: Scene
    var body: Body { get }
    init()
}
extension App { public static func main() {} }

@MainActor @preconcurrency public protocol UIViewRepresentable: View where Body == Never {
    associatedtype UIViewType: UIView
    typealias Context = UIViewRepresentableContext<Self>
    func makeUIView(context: Context) -> UIViewType
    func updateUIView(_ view: UIViewType, context: Context)
}
extension UIViewRepresentable { public var body: Never { fatalError() } }
public struct UIViewRepresentableContext<R> {}
