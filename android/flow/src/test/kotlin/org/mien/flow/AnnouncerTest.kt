package org.mien.flow

import java.util.Locale
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.Channel
import org.mien.Channels
import org.mien.Earcon
import org.mien.Guidance
import org.mien.Haptic
import org.mien.ScanOutcome
import org.mien.core.Help

class AnnouncerTest {
    private val channels = Channels(
        Guidance.entries.associateWith { Channel(Haptic.TICK, Earcon.NONE, if (it == Guidance.WELL_DONE) null else 5_000) },
        ScanOutcome.entries.associateWith { Channel(Haptic.LONG, Earcon.ENDED, null) },
    )
    private val announcer = Announcer(channels)

    private fun at(ms: Long, hint: Guidance?, help: Help = Help.NONE) = announcer.on(hint, help, ms)

    @Test fun `a new hint is felt at once and said once the last had its time`() {
        assertEquals(Cue(Haptic.TICK, Earcon.NONE, isSaid = true), at(0, Guidance.MOVE_CLOSER))
        assertEquals(Cue(Haptic.TICK, Earcon.NONE, isSaid = false), at(1_000, Guidance.MOVE_BACK))
        assertEquals(Cue.NOTHING, at(2_400, Guidance.MOVE_BACK))
        assertEquals(Cue(isSaid = true), at(2_500, Guidance.MOVE_BACK))
    }

    // A task that waits for its turn would be done too late.
    @Test fun `a task is said at once`() {
        at(0, Guidance.HOLD_STILL)
        assertTrue(at(200, Guidance.TURN_LEFT).isSaid)
    }

    @Test fun `what stands is said again after its time, and when more help is needed`() {
        at(0, Guidance.TOO_DARK)
        assertEquals(Cue.NOTHING, at(4_999, Guidance.TOO_DARK))
        assertTrue(at(5_000, Guidance.TOO_DARK).isSaid)
        assertFalse(at(6_000, Guidance.TOO_DARK, Help.SPEAK).isSaid, "four seconds between the same")
        assertTrue(at(9_000, Guidance.TOO_DARK, Help.SPEAK).isSaid, "owed since help was needed")
        assertFalse(at(9_100, Guidance.TOO_DARK, Help.SHOW).isSaid)
        at(20_000, Guidance.WELL_DONE)
        assertEquals(Cue.NOTHING, at(60_000, Guidance.WELL_DONE), "some are said only once")
    }

    // Whatever the camera sees: a voice that can be followed.
    @Test fun `no stream of hints makes it babble`() {
        for (seed in 1L..200) {
            val random = Random(seed)
            announcer.reset()
            val last = mutableMapOf<Guidance, Long>()
            var lastAny = -10_000L
            var now = 0L
            var hint: Guidance? = null
            repeat(400) {
                now += random.nextLong(30, 600)
                if (random.nextInt(4) == 0) hint = Guidance.entries.random(random).takeIf { random.nextInt(5) > 0 }
                val cue = at(now, hint, Help.entries.random(random))
                if (hint == null) assertEquals(Cue.NOTHING, cue)
                if (cue.isSaid) {
                    assertTrue(now - (last[hint!!] ?: -10_000L) >= 4_000, "seed $seed: $hint")
                    if (hint!!.severity == org.mien.Severity.BLOCKING) assertTrue(now - lastAny >= 2_500, "seed $seed")
                    last[hint!!] = now
                    lastAny = now
                }
            }
            assertTrue(last.size > 5)
        }
    }

    @Test fun `the first known language is spoken`() {
        fun of(vararg tags: String) = Language.of(tags.map(Locale::forLanguageTag)).tag
        assertEquals("zh-Hans", of("zh-Hans-SG", "en"))
        assertEquals("zh-Hans", of("zh-CN"))
        assertEquals("en", of("zh-Hant-TW", "en-GB"))
        assertEquals("en", of("zh-TW"))
        assertEquals("ta", of("ta-SG", "zh"))
        assertEquals("ms", of("fr", "ms-MY"))
        assertEquals("en", of())
    }
}
