@file:Suppress("unused", "PackageDirectoryMismatch")
// Robolectric tells these classes of androidx.test about activities. The real ones come in AARs, which a JVM cannot load;
// nothing here asks them anything, so these keep what Robolectric itself reads and no more.
package androidx.test.runner.lifecycle

import android.app.Activity
import android.app.Application

enum class Stage { PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED }

enum class ApplicationStage { PRE_ON_CREATE, CREATED }

interface ActivityLifecycleCallback {
    fun onActivityLifecycleChanged(activity: Activity, stage: Stage)
}

interface ActivityLifecycleMonitor {
    fun addLifecycleCallback(callback: ActivityLifecycleCallback)
    fun removeLifecycleCallback(callback: ActivityLifecycleCallback)
    fun getLifecycleStageOf(activity: Activity): Stage
    fun getActivitiesInStage(stage: Stage): Collection<Activity>
}

interface ApplicationLifecycleCallback {
    fun onApplicationLifecycleChanged(app: Application, stage: ApplicationStage)
}

interface ApplicationLifecycleMonitor {
    fun addLifecycleCallback(callback: ApplicationLifecycleCallback)
    fun removeLifecycleCallback(callback: ApplicationLifecycleCallback)
}

object ActivityLifecycleMonitorRegistry {
    private lateinit var monitor: ActivityLifecycleMonitor

    @JvmStatic fun registerInstance(instance: ActivityLifecycleMonitor) {
        monitor = instance
    }

    @JvmStatic fun getInstance() = monitor
}

object ApplicationLifecycleMonitorRegistry {
    private lateinit var monitor: ApplicationLifecycleMonitor

    @JvmStatic fun registerInstance(instance: ApplicationLifecycleMonitor) {
        monitor = instance
    }

    @JvmStatic fun getInstance() = monitor
}
