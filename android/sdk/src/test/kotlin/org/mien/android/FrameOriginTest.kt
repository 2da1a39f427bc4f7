package org.mien.android

import android.app.Application
import android.hardware.Sensor
import android.hardware.SensorManager
import android.hardware.camera2.CaptureResult
import android.os.Handler
import android.os.Looper
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.CameraData
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.SensorEventBuilder
import org.robolectric.shadows.ShadowCaptureResult
import org.robolectric.shadows.ShadowSensor

/** What is said of a frame besides its pixels: the camera's own words and the gyroscope's, and nothing made up. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class FrameOriginTest {
    private val context: Application get() = RuntimeEnvironment.getApplication()
    private val origin by lazy { FrameOrigin(context, Handler(Looper.getMainLooper())) }

    private fun result(at: Long, exposureNs: Long, iso: Int): CaptureResult = ShadowCaptureResult.newCaptureResult().also {
        val shadow = Shadow.extract<ShadowCaptureResult>(it)
        shadow.set(CaptureResult.SENSOR_TIMESTAMP, at)
        shadow.set(CaptureResult.SENSOR_EXPOSURE_TIME, exposureNs)
        shadow.set(CaptureResult.SENSOR_SENSITIVITY, iso)
    }

    @Test fun `a phone that says nothing is quoted with nothing`() {
        origin.open()
        assertEquals(CameraData(), origin.of(1_000))
    }

    // A frame that is faster than its result takes the one before; never a later one.
    @Test fun `exposure and sensitivity go with their frame`() {
        origin.note(result(at = 1_000, exposureNs = 16_000_000, iso = 200))
        origin.note(result(at = 2_000, exposureNs = 8_000_000, iso = 100))
        assertEquals(CameraData(exposureUs = 16_000u, iso = 200u), origin.of(1_000))
        assertEquals(CameraData(exposureUs = 8_000u, iso = 100u), origin.of(3_000))
        assertNull(origin.of(500).iso)
        origin.close()
        assertNull(origin.of(3_000).iso)
    }

    @Test fun `turns of the phone are averaged from frame to frame`() {
        val sensors = context.getSystemService(SensorManager::class.java)
        val gyroscope = ShadowSensor.newInstance(Sensor.TYPE_GYROSCOPE)
        shadowOf(sensors).addSensor(gyroscope)
        origin.open()
        fun turn(x: Float, y: Float, z: Float) = shadowOf(sensors).sendSensorEventToListeners(
            SensorEventBuilder.newBuilder().setSensor(gyroscope).setValues(floatArrayOf(x, y, z)).build(),
        )
        turn(0.1f, -0.4f, 0f)
        turn(0.3f, 0f, 0.2f)
        val rotation = checkNotNull(origin.of(1_000).rotation)
        assertEquals(0.2f, rotation.x, TOLERANCE)
        assertEquals(-0.2f, rotation.y, TOLERANCE)
        assertEquals(0.1f, rotation.z, TOLERANCE)
        assertNull("counted once", origin.of(2_000).rotation)
        origin.close()
        turn(1f, 1f, 1f)
        assertNull("no longer listened to", origin.of(3_000).rotation)
    }

    private companion object {
        const val TOLERANCE = 1e-6f
    }
}
