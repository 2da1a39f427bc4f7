@file:Suppress("unused", "PackageDirectoryMismatch")
// See Monitors.kt.
package androidx.test.runner.intent

import android.app.Instrumentation
import android.content.Intent

interface IntentCallback {
    fun onIntentSent(intent: Intent)
}

interface IntentMonitor {
    fun addIntentCallback(callback: IntentCallback)
    fun removeIntentCallback(callback: IntentCallback)
}

object IntentMonitorRegistry {
    private lateinit var monitor: IntentMonitor

    @JvmStatic fun registerInstance(instance: IntentMonitor) {
        monitor = instance
    }

    @JvmStatic fun getInstance() = monitor
}

interface IntentStubber {
    fun getActivityResultForIntent(intent: Intent): Instrumentation.ActivityResult?
}

/** No intent is ever stubbed. */
object IntentStubberRegistry {
    @JvmStatic fun isLoaded() = false
    @JvmStatic fun getInstance(): IntentStubber = error("no intent is stubbed")
    @JvmStatic fun reset() = Unit
}
