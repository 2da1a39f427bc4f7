import Foundation
import Mien

#if canImport(Darwin)
import Darwin
#endif

/// What a phone shows of itself without a server: files of a jailbreak, a debugger.
///
/// Whoever broke the system can hide all of it, so that nothing found means nothing; what is found keeps new keys out of this
/// phone. A debug build says nothing at all: its developer has a debugger on it by right.
public final class PhoneIntegrity: Integrity, Sendable {
    private let isDebugBuild: Bool
    private let verdict: @Sendable () -> Bool?
    private let exists: @Sendable (String) -> Bool
    private let isTraced: @Sendable () -> Bool

    /// - Parameters:
    ///   - verdict: what the app's server made of App Attest's assertion; nil as long as none was asked.
    ///   - isDebugBuild: whether the developer built it to be debugged.
    ///   - exists: whether there is a file.
    ///   - isTraced: whether a debugger is attached.
    public init(
        verdict: @escaping @Sendable () -> Bool? = { nil },
        isDebugBuild: Bool = PhoneIntegrity.wasBuiltForDebugging,
        exists: @escaping @Sendable (String) -> Bool = { FileManager.default.fileExists(atPath: $0) },
        isTraced: @escaping @Sendable () -> Bool = PhoneIntegrity.hasDebugger
    ) {
        (self.verdict, self.isDebugBuild, self.exists, self.isTraced) = (verdict, isDebugBuild, exists, isTraced)
    }

    public func signals() throws -> IntegritySignals? {
        if isDebugBuild { return nil }
        return IntegritySignals(attested: verdict(), compromised: Self.jailbreak.contains(where: exists), debugged: isTraced())
    }

    /// What jailbreaks usually leave behind.
    private static let jailbreak = [
        "/Applications/Cydia.app", "/Applications/Sileo.app", "/var/jb", "/usr/lib/libhooker.dylib",
        "/Library/MobileSubstrate/MobileSubstrate.dylib", "/usr/sbin/frida-server",
    ]

    /// Whether the compiler was told to.
    public static var wasBuiltForDebugging: Bool {
        #if DEBUG
        true
        #else
        false
        #endif
    }

    /// Whether the system says that somebody traces this process.
    @Sendable public static func hasDebugger() -> Bool {
        #if canImport(Darwin)
        var info = kinfo_proc()
        var size = MemoryLayout<kinfo_proc>.stride
        var name: [Int32] = [CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()]
        return sysctl(&name, UInt32(name.count), &info, &size, nil, 0) == 0 && info.kp_proc.p_flag & P_TRACED != 0
        #else
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
        return line.map { !$0.hasSuffix("\t0") } ?? false
        #endif
    }
}
