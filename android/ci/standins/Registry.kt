@file:Suppress("unused", "PackageDirectoryMismatch")
// See Monitors.kt.
package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

object InstrumentationRegistry {
    private var instrumentation: Instrumentation? = null
    private var arguments = Bundle()

    @JvmStatic fun registerInstance(instance: Instrumentation?, arguments: Bundle?) {
        instrumentation = instance
        this.arguments = Bundle(arguments ?: Bundle.EMPTY)
    }

    @JvmStatic fun getInstrumentation(): Instrumentation = checkNotNull(instrumentation) { "no test of Robolectric is running" }
    @JvmStatic fun getArguments() = Bundle(arguments)
}
