// A stand-in for type-checking: signatures only.
@_exported import Foundation
open class BGTaskRequest: NSObject { public var earliestBeginDate: Date? }
open class BGAppRefreshTaskRequest: BGTaskRequest { public init(identifier: String) {} }
open class BGTaskScheduler: NSObject, @unchecked Sendable {
    public class var shared: BGTaskScheduler { fatalError() }
    public func submit(_ request: BGTaskRequest) throws {}
}
