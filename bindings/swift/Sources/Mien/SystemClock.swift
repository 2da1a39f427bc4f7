import Foundation
import MienCore

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The clocks of this device: wall clock, and the time since boot with the time asleep counted in.
public final class SystemClock: DeviceClock {
    /// The clock; it has no state.
    public init() {}

    /// Reads both clocks and the mark of this boot.
    ///
    /// - Throws: `DeviceError.Unavailable` when the system does not tell; the core then refuses what depends on time.
    public func now() throws -> ClockReading {
        let wall = Date().timeIntervalSince1970
        guard wall > 0, let elapsed = Self.sinceBoot(), let boot = Self.bootMark() else {
            throw DeviceError.Unavailable
        }
        return ClockReading(wallMs: UInt64(wall * 1_000), elapsedMs: elapsed / 1_000_000, bootId: boot)
    }

    #if canImport(Darwin)
    /// Nanoseconds since boot. `mach_continuous_time` counts in ticks and goes on while the phone sleeps.
    private static func sinceBoot() -> UInt64? {
        var base = mach_timebase_info_data_t()
        guard mach_timebase_info(&base) == KERN_SUCCESS, base.denom > 0 else { return nil }
        let (high, low) = mach_continuous_time().multipliedFullWidth(by: UInt64(base.numer))
        guard high < UInt64(base.denom) else { return nil }
        return UInt64(base.denom).dividingFullWidth((high, low)).quotient
    }

    /// The kernel's name for this boot session.
    private static func bootMark() -> String? {
        var length = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &length, nil, 0) == 0, length > 1 else { return nil }
        var text = [UInt8](repeating: 0, count: length)
        guard sysctlbyname("kern.bootsessionuuid", &text, &length, nil, 0) == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
    #else
    private static func sinceBoot() -> UInt64? {
        var time = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func bootMark() -> String? {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    #endif
}
