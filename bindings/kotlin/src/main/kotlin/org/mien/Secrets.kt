package org.mien

import java.nio.ByteBuffer
import java.nio.CharBuffer
import java.nio.charset.CodingErrorAction
import org.mien.core.SecretText

/**
 * What stands in a password field, as the library takes it. The characters go through one buffer, which is overwritten; no
 * string is made. Close it when it was used.
 */
fun secretOf(field: CharSequence): SecretText {
    val buffer = ByteBuffer.allocateDirect(BYTES_PER_CHAR * field.length + 1)
    try {
        val encoder = Charsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE)
        encoder.encode(CharBuffer.wrap(field), buffer, true)
        buffer.flip()
        return SecretText().apply { set(buffer.slice()) }
    } finally {
        buffer.clear()
        while (buffer.hasRemaining()) buffer.put(0)
    }
}

/** Three bytes for a character of the first plane; the two of a pair take four together. */
private const val BYTES_PER_CHAR = 3
