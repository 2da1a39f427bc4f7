package org.mien.android

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import org.mien.PlanarFrame

/** Which camera. */
enum class Facing { PERSON, WORLD }

/**
 * Frames of a camera for the core, and a preview for the person. Frames come on a thread of their own; while one is
 * worked on, those of the meantime are dropped. Ask for the camera permission first.
 */
class CameraFrames(context: Context, private val facing: Facing, private val onFailure: () -> Unit) : AutoCloseable {
    private val manager: CameraManager = checkNotNull(context.getSystemService(CameraManager::class.java))
    private val thread = HandlerThread("mien-camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val origin = FrameOrigin(context, handler)
    private val reader = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, IMAGES)
    private var device: CameraDevice? = null
    private var rotation = 0
    private var preview: Surface? = null
    @Volatile private var closed = false

    /** Opens the camera; its upright pictures go to [texture], its frames to [onFrame]. */
    @SuppressLint("MissingPermission") // Asked for by the screen; without it the camera service throws, which is caught.
    fun open(texture: SurfaceTexture, onFrame: (PlanarFrame) -> Unit) {
        try {
            val wanted = if (facing == Facing.PERSON) CameraCharacteristics.LENS_FACING_FRONT else CameraCharacteristics.LENS_FACING_BACK
            val id = manager.cameraIdList.firstOrNull { manager.getCameraCharacteristics(it)[CameraCharacteristics.LENS_FACING] == wanted }
                ?: return onFailure()
            rotation = manager.getCameraCharacteristics(id)[CameraCharacteristics.SENSOR_ORIENTATION] ?: 0
            texture.setDefaultBufferSize(WIDTH, HEIGHT)
            preview = Surface(texture)
            reader.setOnImageAvailableListener({ deliver(it, onFrame) }, handler)
            if (facing == Facing.PERSON) origin.open()
            manager.openCamera(id, Opened(), handler)
        } catch (_: CameraAccessException) {
            onFailure()
        } catch (_: SecurityException) {
            onFailure()
        }
    }

    private fun deliver(reader: ImageReader, onFrame: (PlanarFrame) -> Unit) {
        reader.acquireLatestImage()?.use { if (!closed) onFrame(frame(it)) }
    }

    /** The screen is fixed to portrait, so the sensor's own turn is the whole turn. Image readers do not mirror. */
    private fun frame(image: Image): PlanarFrame {
        val (y, u, v) = image.planes
        return PlanarFrame.yuv420(
            image.width, image.height, y.buffer, y.rowStride, u.buffer, v.buffer, u.rowStride, u.pixelStride,
            rotationDegrees = rotation, mirrored = false, capturedAtUs = image.timestamp / NANOS_PER_MICRO,
            camera = origin.of(image.timestamp),
        )
    }

    private inner class Opened : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            if (closed) return camera.close()
            device = camera
            val outputs = listOfNotNull(preview, reader.surface).map(::OutputConfiguration)
            try {
                camera.createCaptureSession(SessionConfiguration(SessionConfiguration.SESSION_REGULAR, outputs, handler::post, Configured(camera)))
            } catch (_: CameraAccessException) {
                onFailure()
            }
        }

        override fun onDisconnected(camera: CameraDevice) = camera.close()

        override fun onError(camera: CameraDevice, error: Int) {
            camera.close()
            onFailure()
        }
    }

    private inner class Configured(private val camera: CameraDevice) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            try {
                val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                    listOfNotNull(preview, reader.surface).forEach(::addTarget)
                    set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                }
                session.setRepeatingRequest(request.build(), origin, handler)
            } catch (_: CameraAccessException) {
                onFailure()
            } catch (_: IllegalStateException) {
                // Closed while it was being configured.
                close()
            }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = onFailure()
    }

    override fun close() {
        if (closed) return
        closed = true
        // On the camera's own thread: no frame is in use there while its buffers go.
        handler.post {
            device?.close()
            origin.close()
            reader.close()
            preview?.release()
            thread.quitSafely()
        }
    }

    private companion object {
        /** Enough for a face at arm's length and for a code on a screen. */
        const val WIDTH = 1280
        const val HEIGHT = 720
        const val IMAGES = 2
        const val NANOS_PER_MICRO = 1000
    }
}
