package org.mien.android

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import org.mien.core.ClockReading
import org.mien.core.DeviceClock

/** The phone's clocks. The boot counter of the system names the boot. */
class AndroidClock(private val context: Context) : DeviceClock {
    override fun now(): ClockReading = guarded {
        ClockReading(
            wallMs = System.currentTimeMillis().toULong(),
            elapsedMs = SystemClock.elapsedRealtime().toULong(),
            bootId = Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, 0).toString(),
        )
    }
}
