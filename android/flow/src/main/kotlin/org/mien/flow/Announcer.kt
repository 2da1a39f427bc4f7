package org.mien.flow

import org.mien.Channels
import org.mien.Earcon
import org.mien.Guidance
import org.mien.Haptic
import org.mien.ScanOutcome
import org.mien.Severity
import org.mien.core.Help

/** What reaches the person beside the picture, now: what the hand feels, what sounds, and whether the hint is to be said. */
data class Cue(val haptic: Haptic = Haptic.NONE, val earcon: Earcon = Earcon.NONE, val isSaid: Boolean = false) {
    companion object {
        val NOTHING = Cue()
    }
}

/**
 * Decides when a hint is felt, heard and said, so that a voice can be followed: a new hint is felt at once and said as
 * soon as the last one was given its time, a task at once; the same hint again after its own time, or when the person
 * needs more help with it, and never twice within four seconds.
 */
class Announcer(private val channels: Channels) {
    private var shown: Guidance? = null
    private var help = Help.NONE
    private var isOwed = false
    private var lastAtMs: Long? = null
    private val saidAtMs = mutableMapOf<Guidance, Long>()

    /** The hint that stands now. Call it with each feedback, and twice a second while none comes. */
    fun on(hint: Guidance?, help: Help, nowMs: Long): Cue {
        val before = this.help
        this.help = help
        if (hint != shown) {
            shown = hint
            isOwed = hint != null
            if (hint == null) return Cue.NOTHING
            val channel = channels[hint]
            return Cue(channel.haptic, channel.earcon, isSaid = say(hint, nowMs))
        }
        if (hint == null) return Cue.NOTHING
        if (isOwed) return Cue(isSaid = say(hint, nowMs))
        val more = help > before && help >= Help.SPEAK
        val channel = channels[hint]
        val again = channel.repeatMs?.let { nowMs - (saidAtMs[hint] ?: nowMs) >= it } ?: false
        if (!again && !more) return Cue.NOTHING
        isOwed = true
        return if (say(hint, nowMs)) Cue(haptic = channel.haptic, isSaid = true) else Cue.NOTHING
    }

    /** The scan is over. */
    fun on(outcome: ScanOutcome): Cue {
        reset()
        val channel = channels[outcome]
        return Cue(channel.haptic, channel.earcon, isSaid = true)
    }

    /** A new scan begins. */
    fun reset() {
        shown = null
        help = Help.NONE
        isOwed = false
        lastAtMs = null
        saidAtMs.clear()
    }

    private fun say(hint: Guidance, nowMs: Long): Boolean {
        val isUrgent = hint.severity == Severity.CHALLENGE || hint.severity == Severity.INFO
        val hasGap = isUrgent || lastAtMs.let { it == null || nowMs - it >= GAP_MS }
        val isFresh = saidAtMs[hint].let { it == null || nowMs - it >= SAME_MS }
        if (!hasGap || !isFresh) return false
        isOwed = false
        lastAtMs = nowMs
        saidAtMs[hint] = nowMs
        return true
    }

    private companion object {
        /** What is being said is given this long before another hint takes its place. */
        const val GAP_MS = 2_500L
        /** The same is never said sooner. */
        const val SAME_MS = 4_000L
    }
}
