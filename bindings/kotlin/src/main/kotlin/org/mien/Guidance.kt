package org.mien

/** How a hint bears on the scan. */
enum class Severity { BLOCKING, CHALLENGE, INFO }

/**
 * The hints of a scan, by their stable ids. Directions are the person's own: [MOVE_LEFT] means towards the person's
 * left hand. The app holds the words.
 */
enum class Guidance(val severity: Severity = Severity.BLOCKING) {
    NO_FACE, MULTIPLE_FACES,
    MOVE_CLOSER, MOVE_BACK, MOVE_LEFT, MOVE_RIGHT, MOVE_UP, MOVE_DOWN,
    TOO_DARK, TOO_BRIGHT, LIGHT_FROM_SIDE, BACKLIT, BLURRY,
    TURN_TO_FRONT, RAISE_CHIN, LOWER_CHIN, LEVEL_HEAD, OPEN_EYES, HOLD_STILL,
    TURN_LEFT(Severity.CHALLENGE), TURN_RIGHT(Severity.CHALLENGE), A_BIT_MORE(Severity.CHALLENGE),
    BACK_TO_CENTRE(Severity.CHALLENGE), OTHER_WAY(Severity.CHALLENGE), SLOWER(Severity.CHALLENGE),
    PROCESSING(Severity.INFO), SUCCESS(Severity.INFO), TRY_AGAIN(Severity.INFO);

    /** The id in `ScanFeedback.guidance`. */
    val id: String = name.lowercase()

    companion object {
        private val byId = entries.associateBy { it.id }

        /** The hint with this id, or `null` for one that this version does not know. */
        fun of(id: String?): Guidance? = byId[id]
    }
}
