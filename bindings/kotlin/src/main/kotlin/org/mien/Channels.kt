package org.mien

/** What the hand feels. */
enum class Haptic { TICK, DOUBLE, LONG, SUCCESS, NONE }

/** What the ear hears beside a voice. */
enum class Earcon { SEARCHING, TASK, STEP, OPEN_EYES, SUCCESS, ENDED, NONE }

/** How a hint comes through without a picture; said again after [repeatMs] while it stands, or only once. */
data class Channel(val haptic: Haptic, val earcon: Earcon, val repeatMs: Long?)

/** How all hints and outcomes come through: `core/face/guidance/channels.json`, read. */
class Channels(private val hints: Map<Guidance, Channel>, private val outcomes: Map<ScanOutcome, Channel>) {
    init {
        require(hints.keys.containsAll(Guidance.entries) && outcomes.keys.containsAll(ScanOutcome.entries)) { "a hint has no channel" }
    }

    operator fun get(hint: Guidance): Channel = hints.getValue(hint)
    operator fun get(outcome: ScanOutcome): Channel = outcomes.getValue(outcome)
}
