package org.mien.android

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import org.mien.core.ClockReading
import org.mien.core.DeviceClock
import org.mien.core.DeviceException

/** The phone's clocks. The boot counter of the system names the boot; without it nothing that depends on time goes on. */
class AndroidClock(private val context: Context) : DeviceClock {
    override fun now(): ClockReading = guarded {
        val boot = Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, NONE)
        if (boot == NONE) throw DeviceException.Unavailable()
        ClockReading(
            wallMs = System.currentTimeMillis().toULong(),
            elapsedMs = SystemClock.elapsedRealtime().toULong(),
            bootId = boot.toString(),
        )
    }

    private companion object {
        const val NONE = -1
    }
}
