package org.mien.android

import android.content.Context
import android.util.Log
import javax.net.ssl.SSLSocketFactory
import org.mien.HttpsTransport
import org.mien.core.Integrity
import org.mien.core.LogLevel
import org.mien.core.LogSink
import org.mien.core.Ports

/**
 * All ports over this phone. Keys and counter of one app belong together: make this once.
 *
 * @param integrity what is known about the phone, such as [AndroidIntegrity] with Play Integrity's verdict from the app's server;
 *   what speaks against the phone keeps new keys out of it
 */
fun androidPorts(context: Context, sockets: SSLSocketFactory? = null, integrity: Integrity? = AndroidIntegrity(context)): Ports {
    val keys = AndroidKeys(context)
    return Ports(
        keys = keys,
        counter = CounterFile(context.noBackupFilesDir, keys),
        clock = AndroidClock(context),
        transport = HttpsTransport(sockets),
        integrity = integrity,
        log = Logcat,
    )
}

/** The core's log lines: fixed texts and codes, never personal data. */
private object Logcat : LogSink {
    override fun log(level: LogLevel, line: String) {
        val priority = when (level) {
            LogLevel.DEBUG -> Log.DEBUG
            LogLevel.INFO -> Log.INFO
            LogLevel.WARN -> Log.WARN
            LogLevel.ERROR -> Log.ERROR
        }
        Log.println(priority, "mien", line)
    }
}
