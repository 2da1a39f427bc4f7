package org.mien.android

import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.CaptureResult
import android.hardware.camera2.TotalCaptureResult
import android.os.Handler
import org.mien.core.CameraData
import org.mien.core.PhoneRotation

/**
 * What the camera and the gyroscope say of a frame besides its pixels: it vouches for where the frames come from. What a phone does
 * not tell is left out. Everything happens on the thread of [handler].
 */
class FrameOrigin(context: Context, private val handler: Handler) : CameraCaptureSession.CaptureCallback(), SensorEventListener, AutoCloseable {
    private val sensors = context.getSystemService(SensorManager::class.java)
    private val results = LinkedHashMap<Long, CameraData>()
    private val sum = DoubleArray(AXES)
    private var readings = 0

    /** Listens to the gyroscope; most phones have one. */
    fun open() {
        sensors?.getDefaultSensor(Sensor.TYPE_GYROSCOPE)?.let { sensors.registerListener(this, it, SensorManager.SENSOR_DELAY_GAME, handler) }
    }

    override fun onCaptureCompleted(session: CameraCaptureSession, request: CaptureRequest, result: TotalCaptureResult) = note(result)

    /** Keeps the last few results: pictures and their results come apart. */
    fun note(result: CaptureResult) {
        val at = result[CaptureResult.SENSOR_TIMESTAMP] ?: return
        results[at] = CameraData(
            exposureUs = result[CaptureResult.SENSOR_EXPOSURE_TIME]?.let { (it / NANOS_PER_MICRO).toUInt() },
            iso = result[CaptureResult.SENSOR_SENSITIVITY]?.toUInt(),
            focusDioptres = result[CaptureResult.LENS_FOCUS_DISTANCE],
        )
        if (results.size > KEPT) results.remove(results.keys.first())
    }

    override fun onSensorChanged(event: SensorEvent) {
        for (axis in 0 until AXES) sum[axis] += event.values[axis].toDouble()
        readings++
    }

    override fun onAccuracyChanged(sensor: Sensor, accuracy: Int) = Unit

    /**
     * Of the frame with this time stamp, in nanoseconds; turns are counted from here on for the next one. Where a picture is faster than
     * its result, the result before it stands in: exposure changes little from one frame to the next.
     */
    fun of(timestamp: Long): CameraData {
        val told = results[timestamp] ?: results.entries.lastOrNull { it.key < timestamp }?.value ?: CameraData()
        val turned = if (readings == 0) null else PhoneRotation(mean(0), mean(1), mean(2))
        sum.fill(0.0)
        readings = 0
        return told.copy(rotation = turned)
    }

    private fun mean(axis: Int) = (sum[axis] / readings).toFloat()

    override fun close() {
        sensors?.unregisterListener(this)
        results.clear()
    }

    private companion object {
        const val AXES = 3
        const val KEPT = 8
        const val NANOS_PER_MICRO = 1000
    }
}
