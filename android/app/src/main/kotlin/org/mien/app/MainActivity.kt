package org.mien.app

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.os.Bundle
import android.os.Handler
import android.os.Looper
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
    private val scan by lazy { ScanScreen(this, tell) }
    private val consent by lazy { ConsentScreen(this, tell) }
    private val pad by lazy { PadScreen(this, tell) }
    private val approve by lazy { ApproveScreen(this, tell) }
    private val done by lazy { DoneScreen(this, tell) }
    private val ticks = Handler(Looper.getMainLooper())
    private lateinit var root: FrameLayout
    private var camera: CameraPane? = null
    private var facing: Facing? = null
    private var visible = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        // No screenshots, no preview in the list of recent apps, no touch through somebody else's window.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        root = FrameLayout(this).apply {
            filterTouchesWhenObscured = true
            fitsSystemWindows = true
            setBackgroundColor(getColor(R.color.ground))
        }
        setContentView(root)
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
        journey.onState = null
        journey.on(FlowEvent.Left)
        super.onStop()
    }

    @Deprecated("The only way that API 28 to 32 have.")
    @Suppress("DEPRECATION")
    override fun onBackPressed() {
        if (journey.state is FlowState.ScanCode || journey.state == FlowState.Starting) super.onBackPressed()
        else journey.on(FlowEvent.GaveUp)
    }

    private fun show(state: FlowState) {
        val view = when (state) {
            FlowState.Starting -> null
            is FlowState.ScanCode, is FlowState.ScanFace -> scan.also { it.show(state) }.view
            is FlowState.Consent -> consent.also { it.show(state) }.view
            is FlowState.Pad -> pad.also { it.show(state) }.view
            is FlowState.Approve -> approve.also { it.show(state) }.view
            is FlowState.Done -> done.also { it.show(state) }.view
        }
        put(view)
        need(when {
            state is FlowState.ScanCode -> Facing.WORLD
            state is FlowState.ScanFace && state.ended == null -> Facing.PERSON
            else -> null
        })
        ticks.removeCallbacksAndMessages(null)
        if (state is FlowState.Pad && state.waitMs > 0) ticks.postDelayed({ journey.on(FlowEvent.Tick(TICK_MS)) }, TICK_MS)
    }

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
            scan.finder.hold(it.view)
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
        scan.finder.hold(null)
        camera = null
        facing = null
    }

    private companion object {
        const val TICK_MS = 500L
        const val PERMISSION = 1
    }
}
