package org.mien

/** How a hint bears on the scan. */
enum class Severity { BLOCKING, ADVICE, CHALLENGE, INFO }

/**
 * The hints of a scan, by their stable ids. Directions are the person's own: [MOVE_LEFT] means towards the person's
 * left hand. The words of each lie in `core/face/guidance`.
 */
enum class Guidance(val severity: Severity = Severity.BLOCKING) {
    LOOK_AT_CAMERA, NO_FACE, MULTIPLE_FACES, MOVE_CLOSER, MOVE_BACK, MOVE_LEFT, MOVE_RIGHT, MOVE_UP, MOVE_DOWN,
    HOLD_STILL, TURN_TO_FRONT, RAISE_CHIN, LOWER_CHIN, LEVEL_HEAD, TOO_DARK, TOO_BRIGHT, LIGHT_FROM_SIDE, BACKLIT,
    BLURRY, CLEAN_LENS, REMOVE_SUNGLASSES, GLASSES_GLARE(Severity.ADVICE), REMOVE_MASK, UNCOVER_FACE,
    HAT_SHADOW(Severity.ADVICE), HAIR_OVER_EYES(Severity.ADVICE), OPEN_EYES, TURN_LEFT(Severity.CHALLENGE),
    TURN_RIGHT(Severity.CHALLENGE), NOD(Severity.CHALLENGE), OPEN_MOUTH(Severity.CHALLENGE),
    CLOSE_MOUTH(Severity.CHALLENGE), CLOSE_EYES_THEN_OPEN(Severity.CHALLENGE), OPEN_EYES_NOW(Severity.CHALLENGE),
    COME_CLOSER_CHALLENGE(Severity.CHALLENGE), BACK_TO_CENTRE(Severity.CHALLENGE), OTHER_WAY(Severity.CHALLENGE),
    SLOWER(Severity.CHALLENGE), A_BIT_MORE(Severity.CHALLENGE), FLASH_WARNING(Severity.INFO),
    FLASH_HOLD(Severity.CHALLENGE), WELL_DONE(Severity.INFO), PROCESSING(Severity.INFO), SUCCESS(Severity.INFO),
    TRY_AGAIN(Severity.INFO), USE_ANOTHER_WAY(Severity.INFO), ASK_FOR_REVIEW(Severity.INFO),
    DIFFERENT_PERSON(Severity.INFO), PERMISSION_DENIED, CAMERA_BUSY, CAMERA_LOST, DEVICE_TOO_SLOW, PAUSED,
    SENIOR_HELP(Severity.INFO);

    /** The id in `ScanFeedback.guidance`. */
    val id: String = name.lowercase()

    companion object {
        private val byId = entries.associateBy { it.id }

        /** The hint with this id, or `null` for one that this version does not know. */
        fun of(id: String?): Guidance? = byId[id]
    }
}
