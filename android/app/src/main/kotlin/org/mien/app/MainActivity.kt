package org.mien.app

import android.Manifest
import android.animation.ValueAnimator
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.provider.Settings
import android.view.View
import android.view.WindowManager
import android.widget.FrameLayout
import org.mien.android.Facing
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.Journey
import org.mien.flow.Problem

/** The one activity: shows the flow's state on one of the screens, gives it the camera that it needs. */
class MainActivity : Activity() {
    private val journey: Journey get() = (application as MienApp).journey
    private val tell: Tell = { journey.on(it) }
    private val welcome by lazy { WelcomeScreen(this, tell) }
    private val account by lazy { AccountScreen(this, tell, ::follow) }
    private val history by lazy { HistoryScreen(this, tell) }
    private val code by lazy { CodeScreen(this, tell) }
    private val face by lazy { FaceScreen(this, ScanKit.of(this, (application as MienApp).senses), tell) }
    private val consent by lazy { ConsentScreen(this, tell) }
    private val pad by lazy { PadScreen(this, tell) }
    private val approve by lazy { ApproveScreen(this, tell) }
    private val done by lazy { DoneScreen(this, ::leave) }
    private val draw by lazy { DrawScreen(this, tell) }
    private val security by lazy { SecurityScreen(this, ::follow, tell) }
    private val recovery by lazy { RecoveryScreen(this, tell) }
    private val recover by lazy { RecoverScreen(this, tell) }
    private val again by lazy { TurnOnAgainScreen(this, tell) }
    private val stopped by lazy { StoppedScreen(this, ::openSettings, tell) }
    private val ticks = Handler(Looper.getMainLooper())
    private lateinit var root: FrameLayout
    private var camera: CameraPane? = null
    private var facing: Facing? = null
    private var visible = false
    private var wasFace = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        // No screenshots, no preview in the list of recent apps, no touch through somebody else's window.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window.setHideOverlayWindows(true)
        root = GuardedRoot(this).apply {
            fitsSystemWindows = true
            setBackgroundColor(getColor(R.color.ground))
        }
        setContentView(root)
        if (savedInstanceState == null) take(intent)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        take(intent)
    }

    /** A link that was tapped in a browser or another app. It is hostile until the core has read it. */
    private fun take(intent: Intent?) {
        if (intent?.action == Intent.ACTION_VIEW) intent.dataString?.takeIf { it.length <= LONGEST_LINK }?.let(journey::open)
    }

    /** Opens the provider's pages, and the page that waits for a login, where the person's browser is. */
    private fun follow(url: String) {
        if (!url.startsWith("https://")) return
        try {
            startActivity(Intent(Intent.ACTION_VIEW, Uri.parse(url)).addCategory(Intent.CATEGORY_BROWSABLE))
        } catch (_: ActivityNotFoundException) {
            journey.on(FlowEvent.Failed(Problem(Problem.Kind.DEVICE)))
        }
    }

    /** Where the app's data can be cleared: nothing in the app may do that to a counter. */
    private fun openSettings() {
        startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))
    }

    private var ended: FlowState.Done? = null

    /** Whoever asked on this phone comes back: the browser with the login's address, else the app that was there before. */
    private fun goBack(state: FlowState.Done) {
        if (ended === state || !visible) return
        ended = state
        state.returnUrl?.let(::follow)
    }

    private fun leave(event: FlowEvent) {
        val done = journey.state as? FlowState.Done
        tell(event)
        if (event == FlowEvent.Continue && done?.isFromHere == true) moveTaskToBack(true)
    }

    override fun onStart() {
        super.onStart()
        visible = true
        journey.onState = ::show
        journey.resume()
    }

    override fun onStop() {
        visible = false
        closeCamera()
        ticks.removeCallbacksAndMessages(null)
        if (wasFace) face.rest()
        wasFace = false
        journey.onState = null
        journey.on(FlowEvent.Left)
        super.onStop()
    }

    @Deprecated("The only way that API 28 to 32 have.")
    @Suppress("DEPRECATION")
    override fun onBackPressed() {
        val state = journey.state
        if (state is FlowState.Welcome || state == FlowState.Starting || state is FlowState.ScanCode && state.enrolled) super.onBackPressed()
        else journey.on(FlowEvent.GaveUp)
    }

    private fun show(state: FlowState) {
        val view = when (state) {
            FlowState.Starting -> null
            is FlowState.Welcome -> welcome.also { it.show(state) }.view
            is FlowState.Account -> account.also { it.show(state) }.view
            is FlowState.History -> history.also { it.show(state) }.view
            is FlowState.ScanCode -> code.also { it.show(state) }.view
            is FlowState.ScanFace -> face.also { it.show(state) }.view
            is FlowState.Consent -> consent.also { it.show(state) }.view
            is FlowState.Pad -> pad.also { it.show(state) }.view
            is FlowState.Approve -> approve.also { it.show(state) }.view
            is FlowState.Done -> done.also { it.show(state) }.view
            is FlowState.Draw -> draw.also { it.show(state) }.view
            is FlowState.Security -> security.also { it.show(state) }.view
            is FlowState.Recovery -> recovery.also { it.show(state) }.view
            is FlowState.Recover -> recover.also { it.show(state) }.view
            is FlowState.TurnOnAgain -> again.also { it.show(state) }.view
            is FlowState.Stopped -> stopped.also { it.show(state) }.view
        }
        put(view)
        // A step's answers go with it; the consent to the scan is shown again as it was.
        if (state !is FlowState.Recovery) recovery.forget()
        if (state !is FlowState.Recover && (state as? FlowState.Pad)?.recover == null) recover.forget()
        if (state !is FlowState.Account && state !is FlowState.ScanFace) account.forget()
        if (state is FlowState.Done) goBack(state)
        if (wasFace && state !is FlowState.ScanFace) face.rest()
        wasFace = state is FlowState.ScanFace
        shine((state as? FlowState.ScanFace)?.look?.flash != null && ValueAnimator.areAnimatorsEnabled())
        need(when {
            state is FlowState.ScanCode -> Facing.WORLD
            state is FlowState.ScanFace && state.ended == null -> Facing.PERSON
            else -> null
        })
        ticks.removeCallbacksAndMessages(null)
        if (state is FlowState.Pad && state.waitMs > 0 || state is FlowState.Draw && state.waitMs > 0) ticks.postDelayed({ journey.on(FlowEvent.Tick(TICK_MS)) }, TICK_MS)
        if (state is FlowState.ScanFace && state.ended == null) ticks.postDelayed(repeat, TICK_MS)
        if (state is FlowState.Account) {
            account.progress(journey.solvedPercent)
            ticks.postDelayed({ journey.on(FlowEvent.Tick(TICK_MS)) }, TICK_MS)
        }
    }

    /** The screen is the lamp: as bright as it can be while it shows the scan's colours. */
    private fun shine(isOn: Boolean) {
        val wanted = if (isOn) WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_FULL else WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE
        if (window.attributes.screenBrightness != wanted) window.attributes = window.attributes.apply { screenBrightness = wanted }
    }

    /** Frames that bring no news make no new state: what stands is said again by the clock. */
    private val repeat = object : Runnable {
        override fun run() {
            face.tick()
            ticks.postDelayed(this, TICK_MS)
        }
    }

    private fun finder(facing: Facing) = if (facing == Facing.PERSON) face.finder else code.finder

    private fun put(view: View?) {
        if (root.getChildAt(0) === view) return
        root.removeAllViews()
        view?.let { root.addView(it, FrameLayout.LayoutParams(FILL, FILL)) }
    }

    /** Opens the camera that a screen needs, and closes it as soon as none does. */
    private fun need(wanted: Facing?) {
        if (wanted != facing) closeCamera()
        if (wanted == null || camera != null || !visible) return
        if (checkSelfPermission(Manifest.permission.CAMERA) != PackageManager.PERMISSION_GRANTED) {
            if (!asked) requestPermissions(arrayOf(Manifest.permission.CAMERA), PERMISSION)
            asked = true
            return
        }
        facing = wanted
        camera = (application as MienApp).camera(this, wanted).also {
            finder(wanted).hold(it.view, it.isMirrored)
            it.start(journey::onFrame) { journey.on(FlowEvent.Failed(Problem(Problem.Kind.NO_CAMERA))) }
        }
    }

    private var asked = false

    override fun onRequestPermissionsResult(code: Int, permissions: Array<String>, results: IntArray) {
        if (results.firstOrNull() == PackageManager.PERMISSION_GRANTED) show(journey.state)
        else journey.on(FlowEvent.Failed(Problem(Problem.Kind.NO_CAMERA)))
    }

    private fun closeCamera() {
        camera?.stop()
        facing?.let { finder(it).hold(null) }
        camera = null
        facing = null
    }

    private companion object {
        const val TICK_MS = 500L
        const val PERMISSION = 1
        const val LONGEST_LINK = 8192
    }
}
