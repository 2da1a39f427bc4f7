package org.mien.app

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context

/** Once a day, with a network: newer lists of whom to trust and of what was withdrawn. Opens no vault and waits for nobody. */
class RefreshJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        (application as MienApp).journey.refresh { isDone -> jobFinished(parameters, !isDone) }
        return true
    }

    /** The network went: later, then. */
    override fun onStopJob(parameters: JobParameters): Boolean = true

    companion object {
        private const val ID = 1
        private const val DAY_MS = 86_400_000L

        fun schedule(context: Context) {
            val scheduler = context.getSystemService(JobScheduler::class.java) ?: return
            if (scheduler.getPendingJob(ID) != null) return
            val job = JobInfo.Builder(ID, ComponentName(context, RefreshJob::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY).setRequiresBatteryNotLow(true).setPeriodic(DAY_MS)
            scheduler.schedule(job.build())
        }
    }
}
