package org.mien

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

class GuidanceTest {
    // A hint that the core knows and the app does not would leave the person without a word.
    @Test fun `every hint of the core is here, in its order`() {
        val rust = File(System.getProperty("mien.root"), "core/face/src/scan/guidance.rs").readText()
        val hints = Regex("""= "([a-z_]+)", (\w+);""").findAll(rust).map { it.groupValues[1] to it.groupValues[2].uppercase() }.toList()
        assertEquals(hints, Guidance.entries.map { it.id to it.severity.name })
    }

    @Test fun `an unknown id is no hint`() {
        assertEquals(Guidance.MOVE_CLOSER, Guidance.of("move_closer"))
        assertNull(Guidance.of("stand_on_one_leg"))
        assertNull(Guidance.of(null))
    }
}
