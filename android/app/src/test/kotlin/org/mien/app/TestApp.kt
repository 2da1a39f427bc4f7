package org.mien.app

import android.Manifest
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Matrix
import android.view.View
import android.widget.ImageView
import java.io.File
import java.nio.file.Files
import org.mien.Earcon
import org.mien.Haptic
import org.mien.PlanarFrame
import org.mien.android.Facing
import org.mien.android.Senses
import org.mien.core.Mien
import org.mien.fixtures.HostPorts
import org.mien.fixtures.I420
import org.mien.fixtures.Sandbox
import org.robolectric.Shadows.shadowOf

/** The app with this computer in the place of the phone: key files, a sandbox, recorded cameras. */
class TestApp : MienApp() {
    /** What the next camera that is opened will see. */
    var cameras: (Facing) -> RecordedCamera = { RecordedCamera(this) }
    var opened: RecordedCamera? = null

    val folder: File = Files.createTempDirectory("mien-app").toFile().also { made ->
        Runtime.getRuntime().addShutdownHook(Thread { made.deleteRecursively() })
    }
    val host by lazy { HostPorts(folder, sandbox) }

    override val senses = RecordedSenses()

    /** Granted at install on a phone; Robolectric's own list of permissions is older than this one. */
    override fun onCreate() {
        super.onCreate()
        shadowOf(this).grantPermissions(Manifest.permission.HIDE_OVERLAY_WINDOWS)
    }

    override fun hasBiometrics() = true

    override fun provider() = sandbox.account()

    override fun smsHash(): String? = null

    override fun devicesUrl() = "${sandbox.provider}/people/0/devices"

    /** The app ends and is started again. */
    fun restart() = forget()

    override fun open(): Mien = sandbox.open(File(folder, "data"), host.ports)

    override fun camera(context: Context, facing: Facing): CameraPane = cameras(facing).also { opened = it }

    companion object {
        val sandbox: Sandbox by lazy { Sandbox.start() }
    }
}

/** What was said, felt and heard, in order. */
class RecordedSenses : Senses {
    val said = mutableListOf<Pair<String, String>>()
    val felt = mutableListOf<Haptic>()
    val heard = mutableListOf<Earcon>()

    override fun say(words: String, language: String) {
        said += language to words
    }

    override fun feel(haptic: Haptic) {
        if (haptic != Haptic.NONE) felt += haptic
    }

    override fun sound(earcon: Earcon) {
        if (earcon != Earcon.NONE) heard += earcon
    }

    override fun hush() = Unit
}

/** A camera that sees what a test holds before it. */
class RecordedCamera(context: Context, override val isMirrored: Boolean = true) : CameraPane {
    override val view: View get() = picture
    private val picture = ImageView(context).apply { scaleType = ImageView.ScaleType.CENTER_CROP }
    private var sink: ((PlanarFrame) -> Unit)? = null
    val isOpen: Boolean get() = sink != null

    override fun start(onFrame: (PlanarFrame) -> Unit, onFailure: () -> Unit) {
        sink = onFrame
    }

    override fun stop() {
        sink = null
    }

    /** Hands a frame over as the camera's thread would; a closed camera drops it. */
    fun see(frame: PlanarFrame) {
        sink?.invoke(frame)
    }

    /** Shows the frame as the preview would: upright, and as a mirror does. */
    fun preview(frame: I420) {
        val mirror = Matrix().apply { setScale(if (isMirrored) -1f else 1f, 1f) }
        val upright = Bitmap.createBitmap(frame.argb(), frame.width, frame.height, Bitmap.Config.ARGB_8888)
        picture.setImageBitmap(Bitmap.createBitmap(upright, 0, 0, frame.width, frame.height, mirror, true))
    }

    /** Shows luma, as a camera sees a page. */
    fun preview(width: Int, height: Int, luma: (Int) -> Int) {
        val pixels = IntArray(width * height) { val grey = luma(it); (0xff shl 24) or (grey shl 16) or (grey shl 8) or grey }
        picture.setImageBitmap(Bitmap.createBitmap(pixels, width, height, Bitmap.Config.ARGB_8888))
    }
}
