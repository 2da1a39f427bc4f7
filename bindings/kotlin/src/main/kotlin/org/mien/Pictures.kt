package org.mien

/** A line through [points], as x and y in turn, or an oval by its middle and its two radii. Out of 100. */
sealed interface Stroke {
    data class Line(val points: List<Float>) : Stroke
    data class Oval(val x: Float, val y: Float, val radiusX: Float, val radiusY: Float) : Stroke
}

/** A part of a picture, in the colour of the text or in that of the accent. */
data class Part(val strokes: List<Stroke>, val isAccent: Boolean)

/** Small drawings of what to do: `core/face/guidance/pictures.json`, read. */
class Pictures(private val hints: Map<Guidance, List<Part>>, private val outcomes: Map<ScanOutcome, List<Part>>) {
    init {
        require(hints.keys.containsAll(Guidance.entries) && outcomes.keys.containsAll(ScanOutcome.entries)) { "a hint has no picture" }
    }

    /** The picture of a hint as the preview shows the person: the files are drawn as in a mirror. */
    fun of(hint: Guidance, mirrored: Boolean = true): List<Part> = hints.getValue(hint).let { if (mirrored) it else it.map(::flipped) }

    fun of(outcome: ScanOutcome): List<Part> = outcomes.getValue(outcome)

    private fun flipped(part: Part) = part.copy(strokes = part.strokes.map {
        when (it) {
            is Stroke.Line -> Stroke.Line(it.points.mapIndexed { at, value -> if (at % 2 == 0) WIDTH - value else value })
            is Stroke.Oval -> it.copy(x = WIDTH - it.x)
        }
    })

    private companion object {
        const val WIDTH = 100f
    }
}

/** A side of the screen. */
enum class ScreenSide { LEFT, RIGHT }

/**
 * Where on the screen the arrow of a hint points, for those that have a side. A mirrored preview shows the person's left
 * on the left, an unmirrored one on the right.
 */
fun Guidance.screenSide(mirrored: Boolean): ScreenSide? = when (this) {
    Guidance.MOVE_LEFT, Guidance.TURN_LEFT -> if (mirrored) ScreenSide.LEFT else ScreenSide.RIGHT
    Guidance.MOVE_RIGHT, Guidance.TURN_RIGHT -> if (mirrored) ScreenSide.RIGHT else ScreenSide.LEFT
    else -> null
}
