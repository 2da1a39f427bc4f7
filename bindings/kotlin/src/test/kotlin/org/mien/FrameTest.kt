package org.mien

import java.nio.ByteBuffer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.FrameFormat
import org.mien.core.FrameInfo
import org.mien.core.Mien
import org.mien.core.ScanException
import org.mien.fixtures.Browser
import org.mien.fixtures.GreyPicture

/** Frames across the boundary: which bytes are read, and what happens to frames that cannot be. */
class FrameTest {
    private val mien: Mien = Phone().mien

    private val page = Browser(sandbox.tls).beginLogin(sandbox.service)
    private val code: GreyPicture = page.codePixels()
    private val text = checkNotNull(mien.readCode(code.frame())) { "no code was seen" }

    private fun shifted(by: Int): ByteBuffer {
        val luma = code.luma.duplicate()
        val padded = ByteBuffer.allocateDirect(luma.remaining() + by)
        repeat(by) { padded.put(0) }
        return padded.put(luma).flip().position(by) as ByteBuffer
    }

    // The library reads a direct buffer from its first byte: without slicing, a buffer with a position would be read askew.
    @Test fun `a buffer is read from its position`() {
        for (by in listOf(0, 1, 7, 4096)) {
            assertEquals(text, mien.readCode(PlanarFrame.grey(code.width, code.height, shifted(by), code.width)), "shifted by $by")
        }
    }

    // Protects the caller's buffer: reading a frame must not move it.
    @Test fun `the caller's buffer stays where it is`() {
        val buffer = shifted(5)
        mien.readCode(PlanarFrame.grey(code.width, code.height, buffer, code.width))
        assertEquals(5, buffer.position())
    }

    // UniFFI refuses a buffer on the heap; tests, files and some decoders have no other.
    @Test fun `a buffer on the heap is copied`() {
        val bytes = ByteArray(code.luma.remaining()).also { code.luma.duplicate().get(it) }
        assertEquals(text, mien.readCode(PlanarFrame.grey(code.width, code.height, ByteBuffer.wrap(bytes), code.width)))
    }

    @Test fun `the text is that of the page`() {
        assertTrue(text.startsWith("${sandbox.provider}/q?client_id="), text)
    }

    // Padding at the end of rows and a last row without it: what cameras really deliver.
    @Test fun `rows may be padded and the last one short`() {
        val stride = code.width + 13
        val padded = ByteBuffer.allocateDirect(stride * (code.height - 1) + code.width)
        for (row in 0 until code.height) {
            val line = ByteArray(code.width).also { code.luma.duplicate().apply { position(row * code.width) }.get(it) }
            padded.position(row * stride)
            padded.put(line)
        }
        padded.flip()
        assertEquals(text, mien.readCode(PlanarFrame.grey(code.width, code.height, padded, stride)))
    }

    @Test fun `a picture without a code has no text`() {
        assertNull(mien.readCode(PlanarFrame.grey(64, 64, ByteBuffer.allocateDirect(64 * 64), 64)))
    }

    // Geometry that does not fit its buffer must be an error of its own, never a read beyond the buffer.
    @Test fun `broken geometry is a typed error`() {
        val buffer = ByteBuffer.allocateDirect(64 * 64)
        val broken = mapOf(
            "too few bytes" to info(64, 65, 64),
            "stride below width" to info(64, 64, 63),
            "no width" to info(0, 64, 64),
            "too small" to info(8, 8, 8),
            "too large" to info(9000, 16, 9000),
            "endless stride" to info(64, 64, -1),
            "endless height" to info(64, -1, 64),
            "no pixel stride" to info(64, 64, 64).copy(pixelStride = 0u),
            "a turn that is none" to info(64, 64, 64).copy(rotationDegrees = 45),
        )
        for ((what, info) in broken) {
            val error = assertThrows(ScanException.Frame::class.java, { mien.readCode(PlanarFrame(info, buffer)) }, what)
            assertTrue(error.code.isNotEmpty(), what)
        }
    }

    private fun info(width: Int, height: Int, stride: Int) = FrameInfo(
        width = width.toUInt(), height = height.toUInt(), format = FrameFormat.GREY, rowStride = stride.toUInt(),
        pixelStride = 1u, chromaRowStride = 0u, chromaPixelStride = 0u, rotationDegrees = 0, mirrored = false,
        capturedAtUs = 0u,
    )
}
