package org.mien.app

import android.app.Application
import android.content.Context
import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import org.mien.android.Facing
import org.mien.android.PhoneSenses
import org.mien.android.Senses
import org.mien.android.androidPorts
import org.mien.core.Mien
import org.mien.flow.Journey

/** Holds the journey, which outlives the activity. Tests replace what touches hardware. */
open class MienApp : Application() {
    val journey: Journey by lazy {
        // One thread with a large stack: the face models and the key derivation run there.
        val worker = Executors.newSingleThreadExecutor { Thread(null, it, "mien", STACK) }
        val screen = Handler(Looper.getMainLooper())
        Journey(::open, worker, Executor(screen::post)) { language().tag }
    }

    /** Opens the library over this phone. */
    protected open fun open(): Mien = Mien.open(Deployment.config(this), androidPorts(this))

    /** The camera of a screen. */
    open fun camera(context: Context, facing: Facing): CameraPane = LiveCamera(context, facing)

    /** The voice, the motor and the tones of the scan. */
    open val senses: Senses by lazy { PhoneSenses(this) }

    private companion object {
        const val STACK = 16L shl 20
    }
}
