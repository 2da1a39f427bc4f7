#if canImport(BackgroundTasks)
import BackgroundTasks
import Foundation

/// Asks the system to wake the app about once a day, for newer lists of whom to trust and of what was withdrawn. The system decides when,
/// and whether at all.
public enum RefreshSchedule {
    /// As in the app's Info.plist.
    public static let identifier = "org.mien.app.refresh"

    /// Asks for the next time. A refusal, as in a simulator, costs nothing: the app asks again when it is opened.
    public static func askAgain(after seconds: TimeInterval = 86_400) {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: seconds)
        try? BGTaskScheduler.shared.submit(request)
    }
}
#endif
