package org.mien.android

import android.content.Context
import android.content.pm.ApplicationInfo
import android.os.Build
import android.os.Debug
import java.io.File
import org.mien.core.Integrity
import org.mien.core.IntegritySignals

/**
 * What a phone shows of itself without a server: a system that was built for tests, a program that hands out root, a debugger.
 *
 * Whoever has root can hide all of it, so that nothing found means nothing; what is found keeps new keys out of this phone.
 * A debuggable build says nothing at all: its developer has a debugger on it by right, and often an emulator below it.
 *
 * @param verdict what the app's server made of Play Integrity's token; `null` as long as none was asked
 * @param system where the system's folders are
 * @param isDebugged whether a debugger is attached
 */
class AndroidIntegrity(
    private val context: Context,
    private val system: File = File("/"),
    private val isDebugged: () -> Boolean = Debug::isDebuggerConnected,
    private val verdict: () -> Boolean? = { null },
) : Integrity {
    override fun signals(): IntegritySignals? = guarded {
        if (context.applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE != 0) return@guarded null
        IntegritySignals(
            attested = verdict(),
            compromised = Build.TAGS.orEmpty().contains("test-keys") || ROOT.any { File(system, it).exists() },
            debugged = isDebugged(),
        )
    }

    private companion object {
        /** Where programs that hand out root are usually put. */
        val ROOT = listOf("system/bin/su", "system/xbin/su", "system/sbin/su", "sbin/su", "vendor/bin/su", "su/bin/su")
    }
}
