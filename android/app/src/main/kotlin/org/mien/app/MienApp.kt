package org.mien.app

import android.animation.ValueAnimator
import android.app.Application
import android.content.Context
import android.os.Handler
import android.os.Looper
import android.telephony.TelephonyManager
import java.util.Locale
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import org.mien.android.AppSms
import org.mien.android.Facing
import org.mien.android.PhoneSenses
import org.mien.android.Senses
import org.mien.android.androidPorts
import org.mien.core.AccountProvider
import org.mien.core.Mien
import org.mien.core.ScanOptions
import org.mien.android.hasStrongBiometrics
import org.mien.flow.FlowEvent
import org.mien.flow.Journey
import org.mien.flow.PromptFor
import org.mien.flow.Shell

/** Holds the journey, which outlives the activity. Tests replace what touches hardware. */
open class MienApp : Application() {
    val journey: Journey get() = running ?: begin().also { running = it }
    private var running: Journey? = null

    /** As if the app had ended: the next look begins anew. For tests. */
    protected fun forget() {
        running = null
    }

    private fun begin(): Journey {
        // One thread with a large stack: the face models and the key derivation run there.
        val worker = Executors.newSingleThreadExecutor { Thread(null, it, "mien", STACK) }
        val background = Executors.newSingleThreadExecutor { Thread(null, it, "mien-background", STACK) }
        RefreshJob.schedule(this)
        val screen = Handler(Looper.getMainLooper())
        return Journey(::open, worker, Executor(screen::post), background, shell)
    }

    /** Opens the library over this phone. */
    protected open fun open(): Mien = Mien.open(Deployment.config(this), androidPorts(this))

    /** The camera of a screen. */
    open fun camera(context: Context, facing: Facing): CameraPane = LiveCamera(context, facing)

    /** The voice, the motor and the tones of the scan. */
    open val senses: Senses by lazy { PhoneSenses(this) }

    private val shell = object : Shell {
        override fun language() = this@MienApp.language().tag
        override fun provider() = this@MienApp.provider()
        override fun devicesUrl() = this@MienApp.devicesUrl()
        override fun country() = this@MienApp.country()
        override fun smsHash() = this@MienApp.smsHash()
        override fun scanOptions() = this@MienApp.scanOptions()
        override fun hasBiometrics() = this@MienApp.hasBiometrics()
        override fun prompt(use: PromptFor): String = getString(when (use) {
            PromptFor.OPEN -> R.string.prompt_open
            PromptFor.LOG_IN -> R.string.prompt_log_in
            PromptFor.TURN_ON -> R.string.prompt_turn_on
        })
    }

    /** The provider to register at. */
    protected open fun provider(): AccountProvider? = Deployment.provider(this)

    /** The provider's page with the person's devices. */
    protected open fun devicesUrl(): String? = Deployment.devicesUrl(this)

    /** The country whose numbers are written without a code: that of the SIM card, else the provider's. Not that of the language. */
    private fun country(): String {
        val sim = (getSystemService(TELEPHONY_SERVICE) as? TelephonyManager)?.simCountryIso
        return (sim?.ifEmpty { null } ?: Deployment.country(this)).uppercase(Locale.ROOT)
    }

    private val sms by lazy { AppSms(this) { journey.on(FlowEvent.MessageArrived(it)) } }

    /** So that the SMS with the code fills itself in. */
    protected open fun smsHash(): String? = sms.token()

    /** How a face is scanned. Whoever asked the system for less motion is spared the colours. */
    internal fun scanOptions() = ScanOptions(canFlash = ValueAnimator.areAnimatorsEnabled(), attested = isAttested())

    /** Whether a deployment has proof of this app and an unaltered phone, as Play Integrity's verdict from its server. */
    protected open fun isAttested(): Boolean = false

    /** Whether there are strong biometrics to turn on. */
    protected open fun hasBiometrics(): Boolean = hasStrongBiometrics(this)

    private companion object {
        const val STACK = 16L shl 20
    }
}
