package org.mien

/** What a hint or an outcome says: [text] on the screen, [speech] by voice, in fuller words. */
data class Said(val text: String, val speech: String)

/** How a scan ended, for the screen. The words of each lie beside those of the hints. */
enum class ScanOutcome {
    PASSED, RETRY, NOT_CONFIRMED, INCONCLUSIVE, TIMED_OUT, CANCELLED, REVIEW_OFFERED, OTHER_WAY;

    /** The id in the files. */
    val id: String = name.lowercase()
}

/** What else stands on the screen of a scan. */
enum class ScanLabel {
    TITLE, START, FINDER, CANCEL, AGAIN, HELP, LARGER_TEXT, OTHER_WAY, NEXT;

    /** The id in the files. */
    val id: String = name.lowercase()
}

/**
 * The words of the scan in one language: one of the files in `core/face/guidance`, read.
 *
 * @property language the tag, such as `zh-Hans`
 * @property isDraft whether no native speaker has read them yet
 */
class GuidanceWords(
    val language: String,
    val isDraft: Boolean,
    private val hints: Map<Guidance, Said>,
    private val outcomes: Map<ScanOutcome, Said>,
    private val reasons: Map<String, String>,
    private val labels: Map<ScanLabel, String>,
) {
    init {
        require(hints.keys.containsAll(Guidance.entries)) { "$language: hints without words: ${Guidance.entries - hints.keys}" }
        require(outcomes.keys.containsAll(ScanOutcome.entries)) { "$language: outcomes without words: ${ScanOutcome.entries - outcomes.keys}" }
        require(labels.keys.containsAll(ScanLabel.entries)) { "$language: labels without words: ${ScanLabel.entries - labels.keys}" }
    }

    operator fun get(hint: Guidance): Said = hints.getValue(hint)
    operator fun get(outcome: ScanOutcome): Said = outcomes.getValue(outcome)
    operator fun get(label: ScanLabel): String = labels.getValue(label)

    /** Advice for the reason of an outcome, or for the hint that stood in the way; `null` where the neutral text is all. */
    fun advice(reason: String): String? = reasons[reason] ?: Guidance.of(reason)?.let { hints.getValue(it).speech }

    /** The camera's picture in words. */
    fun finder(percent: Int, hint: String): String =
        get(ScanLabel.FINDER).replace("{percent}", percent.toString()).replace("{hint}", hint)
}
