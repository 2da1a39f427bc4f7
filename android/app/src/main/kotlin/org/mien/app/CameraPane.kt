package org.mien.app

import android.content.Context
import android.graphics.SurfaceTexture
import android.view.TextureView
import android.view.View
import org.mien.PlanarFrame
import org.mien.android.CameraFrames
import org.mien.android.Facing

/** A camera on a screen: what it sees, and its frames. Real or recorded. */
interface CameraPane {
    /** Shows the upright picture, mirrored when the person is in it. */
    val view: View
    val isMirrored: Boolean
    fun start(onFrame: (PlanarFrame) -> Unit, onFailure: () -> Unit)
    fun stop()
}

/** Camera2 behind a [TextureView]. */
class LiveCamera(private val context: Context, private val facing: Facing) : CameraPane {
    override val view = TextureView(context)
    override val isMirrored = facing == Facing.PERSON
    private var frames: CameraFrames? = null

    override fun start(onFrame: (PlanarFrame) -> Unit, onFailure: () -> Unit) {
        if (frames != null) return
        val opened = CameraFrames(context, facing) { view.post(onFailure) }.also { frames = it }
        view.surfaceTexture?.let { return opened.open(it, onFrame) }
        view.surfaceTextureListener = object : TextureView.SurfaceTextureListener {
            override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) = opened.open(surface, onFrame)
            override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = Unit
            override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit
            override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
                stop()
                return true
            }
        }
    }

    override fun stop() {
        frames?.close()
        frames = null
    }
}
