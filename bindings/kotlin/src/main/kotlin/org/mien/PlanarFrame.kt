package org.mien

import java.nio.ByteBuffer
import org.mien.core.CameraData
import org.mien.core.FrameFormat
import org.mien.core.FrameInfo
import org.mien.core.Mien
import org.mien.core.Scan
import org.mien.core.ScanFeedback

/**
 * One camera frame: its geometry, and up to three planes that are read in place.
 *
 * The planes may be any [ByteBuffer]; what lies between position and limit counts. The library reads direct buffers
 * from their first byte on and does not know their position, so each plane is sliced here; a buffer on the heap is
 * copied. Camera2 gives direct buffers: nothing is copied for them.
 *
 * A frame is good for as long as its buffers are: push it before the camera's image is closed.
 */
class PlanarFrame(val info: FrameInfo, y: ByteBuffer, u: ByteBuffer? = null, v: ByteBuffer? = null) {
    internal val y = readable(y)
    internal val u = readable(u)
    internal val v = readable(v)

    companion object {
        /**
         * Three planes of 4:2:0, as `ImageFormat.YUV_420_888` has them. Strides are in bytes.
         *
         * @param rotationDegrees the clockwise turn that brings the picture upright: 0, 90, 180 or 270
         * @param capturedAtUs capture time in microseconds, in the camera's own time base; rises from frame to frame
         * @param camera what camera and gyroscope said of it, as far as they did
         */
        @Suppress("LongParameterList") // A camera image has this many numbers.
        fun yuv420(
            width: Int, height: Int,
            y: ByteBuffer, yRowStride: Int,
            u: ByteBuffer, v: ByteBuffer, chromaRowStride: Int, chromaPixelStride: Int,
            rotationDegrees: Int, mirrored: Boolean, capturedAtUs: Long, camera: CameraData? = null,
        ) = PlanarFrame(
            FrameInfo(
                width = width.toUInt(), height = height.toUInt(), format = FrameFormat.YUV420,
                rowStride = yRowStride.toUInt(), pixelStride = 1u,
                chromaRowStride = chromaRowStride.toUInt(), chromaPixelStride = chromaPixelStride.toUInt(),
                rotationDegrees = rotationDegrees, mirrored = mirrored, capturedAtUs = capturedAtUs.toULong(), camera = camera,
            ),
            y, u, v,
        )

        /** Luma alone: enough for reading a QR code, too little for a face. */
        fun grey(width: Int, height: Int, luma: ByteBuffer, rowStride: Int, capturedAtUs: Long = 0) = PlanarFrame(
            FrameInfo(
                width = width.toUInt(), height = height.toUInt(), format = FrameFormat.GREY,
                rowStride = rowStride.toUInt(), pixelStride = 1u, chromaRowStride = 0u, chromaPixelStride = 0u,
                rotationDegrees = 0, mirrored = false, capturedAtUs = capturedAtUs.toULong(),
            ),
            luma,
        )
    }
}

/** Hands a frame to the scan and says what to show. */
fun Scan.push(frame: PlanarFrame): ScanFeedback = pushPlanes(frame.info, frame.y, frame.u, frame.v)

/** The text of the QR code in the frame's luma, or `null`. Never open it. */
fun Mien.readCode(frame: PlanarFrame): String? = readCode(frame.info, frame.y)

private fun readable(plane: ByteBuffer?): ByteBuffer = when {
    // A buffer without capacity has no address.
    plane == null || !plane.hasRemaining() -> ByteBuffer.allocateDirect(1).limit(0) as ByteBuffer
    plane.isDirect -> plane.slice()
    else -> ByteBuffer.allocateDirect(plane.remaining()).put(plane.duplicate()).flip() as ByteBuffer
}
