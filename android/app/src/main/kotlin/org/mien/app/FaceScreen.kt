package org.mien.app

import android.content.Context
import android.graphics.Color
import android.view.Gravity
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.Guidance
import org.mien.ScanOutcome
import org.mien.ScanLabel
import org.mien.core.Challenge
import org.mien.core.Help
import org.mien.core.ScanFeedback
import org.mien.core.ScreenColour
import org.mien.flow.Announcer
import org.mien.flow.Ending
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.screenSide

/**
 * The face scan: the camera in its oval, one hint as text, voice and vibration, the task as an arrow and a drawing, more
 * help the longer something stands in the way, and at the end how it ended.
 */
internal class FaceScreen(private val context: Context, private val kit: ScanKit, private val tell: Tell) : Screen<FlowState.ScanFace> {
    private val words = kit.words
    private val announcer = Announcer(kit.channels)
    private var shown: FlowState.ScanFace? = null
    private var isHelped = false

    val finder = FinderView(context)
    private val title = context.title().apply { text = words[ScanLabel.TITLE] }
    private val hint = context.label(size = HINT, bold = true, centred = true).apply {
        id = R.id.hint
        minLines = 2
        gravity = Gravity.CENTER
    }
    private val also = context.label(color = R.color.muted, centred = true).apply { id = R.id.also }
    private val sign = PictureView(context)
    private val headline = context.label(size = 28, bold = true, centred = true).apply { id = R.id.headline; isAccessibilityHeading = true }
    private val comfort = context.label(size = 20, centred = true)
    private val advice = context.label(size = 20, centred = true, bold = true).apply { id = R.id.advice }
    private val help = context.button(words[ScanLabel.HELP], filled = false, ::helped).apply { id = R.id.help }
    private val larger = context.button(words[ScanLabel.LARGER_TEXT], filled = false, ::enlarge).apply { id = R.id.larger }
    private val no = context.button("", filled = false) {}.apply { id = R.id.no }
    private val yes = context.button("", filled = true) {}.apply { id = R.id.yes }
    private val offer = context.choice(help, larger)
    private val result = ScrollView(context).apply {
        isFillViewport = true
        // Very large text is scrolled: what goes on below fades.
        isVerticalFadingEdgeEnabled = true
        setFadingEdgeLength(dp(FADE))
        addView(context.column().apply {
            gravity = Gravity.CENTER
            addView(sign, LinearLayout.LayoutParams(dp(SIGN), dp(SIGN)).apply { gravity = Gravity.CENTER_HORIZONTAL })
            add(headline, above = 24)
            add(comfort, above = 12)
            add(advice, above = 20)
        })
    }

    override val view: LinearLayout = context.column(padding = PADDING).apply {
        add(title)
        add(finder, above = 8, height = 0, weight = 1f)
        add(hint, above = 8)
        add(also, above = 8)
        add(result, height = 0, weight = 1f)
        add(offer, above = 16)
        add(context.choice(no, yes), above = 16)
    }

    /** What a button has in a row of two. */
    private val half = (context.resources.displayMetrics.widthPixels - 2 * context.dp(PADDING)) / 2 - context.dp(GAP)

    init {
        for (button in listOf(help, larger)) button.fitWords(half)
        // A decoration gives way to words.
        sign.isThere = context.resources.configuration.fontScale < LARGE_FONT
    }

    override fun show(state: FlowState.ScanFace) {
        val ending = state.ended
        shown = state
        for (view in listOf(finder, hint)) view.isThere = ending == null
        result.isThere = ending != null
        if (ending == null) look(state.look) else end(ending, state.notConfirmed)
        speak()
    }

    /** Time passes while no frame brings news: what still stands is said again. */
    fun tick() {
        if (shown?.ended == null) speak()
    }

    /** The screen is left. */
    fun rest() {
        shown = null
        farewelled = null
        isHelped = false
        announcer.reset()
        kit.senses.hush()
    }

    private fun look(look: ScanFeedback?) {
        val guidance = Guidance.of(look?.guidance)
        val text = guidance?.let { words[it].text } ?: words[ScanLabel.START]
        val needs = look?.help ?: Help.NONE
        hint.showText(text)
        also.showText(second(look, guidance).ifEmpty { null })
        finder.isStill = kit.isMotionReduced()
        finder.progress = look?.progress?.toInt() ?: 0
        finder.reach = look?.amount
        finder.arrow = pointsTo(guidance, look?.challenge)?.screenSide(finder.isMirrored)
        finder.picture = pictured(guidance, look?.challenge, needs)?.let { kit.pictures.of(it, finder.isMirrored) }
        finder.contentDescription = words.finder(finder.progress, text)
        light(look?.flash.takeUnless { finder.isStill })
        offer.isThere = needs == Help.OFFER
        buttons(
            left = ScanLabel.CANCEL to FlowEvent.GaveUp,
            right = (ScanLabel.OTHER_WAY to FlowEvent.OtherWayChosen).takeIf { needs == Help.OFFER || guidance == Guidance.FLASH_WARNING },
        )
    }

    /** Fuller words once they are needed, else what else stands in the way. */
    private fun second(look: ScanFeedback?, guidance: Guidance?): String = when {
        isHelped -> words[Guidance.SENIOR_HELP].speech
        guidance != null && look != null && look.help >= Help.SHOW -> words[guidance].speech
        else -> look?.secondary.orEmpty().mapNotNull(Guidance::of).joinToString("  ·  ") { words[it].text }
    }

    private fun end(ending: Ending, notConfirmed: Int) {
        light(null)
        also.isThere = false
        offer.isThere = false
        sign.picture = kit.pictures.of(ending.outcome)
        headline.showText(words[ending.outcome].text)
        comfort.showText(words[ending.outcome].speech)
        val reasons = ending.reasons.mapNotNull(words::advice).distinct().take(REASONS)
        val other = words[Guidance.USE_ANOTHER_WAY].speech.takeIf { ending.outcome == ScanOutcome.NOT_CONFIRMED && notConfirmed >= OTHER_WAY_AFTER }
        advice.showText((reasons + listOfNotNull(other)).joinToString("\n\n").ifEmpty { null })
        val again = ScanLabel.AGAIN to FlowEvent.ScanAgain
        val way = ScanLabel.OTHER_WAY to FlowEvent.OtherWayChosen
        val on = ScanLabel.NEXT to FlowEvent.GaveUp
        when (ending.outcome) {
            ScanOutcome.PASSED -> buttons(null, null)
            ScanOutcome.RETRY, ScanOutcome.NOT_CONFIRMED, ScanOutcome.INCONCLUSIVE, ScanOutcome.TIMED_OUT, ScanOutcome.CANCELLED -> buttons(way, again)
            ScanOutcome.REVIEW_OFFERED -> buttons(way, on)
            ScanOutcome.OTHER_WAY -> buttons(again, on)
        }
    }

    private fun buttons(left: Pair<ScanLabel, FlowEvent>?, right: Pair<ScanLabel, FlowEvent>?) {
        for ((button, choice) in listOf(no to left, yes to right)) {
            button.isThere = choice != null
            val (label, event) = choice ?: continue
            if (button.text != words[label]) button.text = words[label]
            button.fitWords(half)
            button.setOnClickListener { tell(event) }
        }
    }

    /** The colour fills the screen; words on it stay readable. */
    private fun light(colour: ScreenColour?) {
        val fill = colour?.let { Color.rgb(it.red.toInt(), it.green.toInt(), it.blue.toInt()) }
        finder.flash = fill
        if (fill == null) view.background = null else view.setBackgroundColor(fill)
        val ink = when {
            fill == null -> context.getColor(R.color.ink)
            Color.luminance(fill) > MIDDLE -> Color.BLACK
            else -> Color.WHITE
        }
        for (label in listOf(title, hint)) label.setTextColor(ink)
        also.setTextColor(if (fill == null) context.getColor(R.color.muted) else ink)
    }

    private fun speak() {
        val state = shown ?: return
        val ending = state.ended
        if (ending != null) return farewell(ending)
        val guidance = Guidance.of(state.look?.guidance)
        val cue = announcer.on(guidance, state.look?.help ?: Help.NONE, kit.nowMs())
        kit.senses.feel(cue.haptic)
        kit.senses.sound(cue.earcon)
        if (cue.isSaid && guidance != null) kit.senses.say(words[guidance].speech, words.language)
    }

    private var farewelled: Ending? = null

    private fun farewell(ending: Ending) {
        if (farewelled === ending) return
        farewelled = ending
        val cue = announcer.on(ending.outcome)
        kit.senses.feel(cue.haptic)
        kit.senses.sound(cue.earcon)
        val said = listOf(words[ending.outcome].text, words[ending.outcome].speech) + listOfNotNull(ending.reasons.firstNotNullOfOrNull(words::advice))
        kit.senses.say(said.joinToString(" ") { if (it.last().isLetterOrDigit()) "$it." else it }, words.language)
    }

    private fun helped() {
        isHelped = true
        shown?.let { if (it.ended == null) look(it.look) }
        kit.senses.say(words[Guidance.SENIOR_HELP].speech, words.language)
    }

    private fun enlarge() {
        hint.textSize = LARGE_HINT
        also.textSize = LARGE_ALSO
        larger.isEnabled = false
        larger.alpha = 0.5f
    }

    private companion object {
        const val HINT = 26
        const val LARGE_HINT = 36f
        const val LARGE_ALSO = 26f
        const val SIGN = 128
        const val FADE = 32
        const val PADDING = 24
        const val GAP = 6
        const val LARGE_FONT = 1.5f
        const val REASONS = 2
        const val OTHER_WAY_AFTER = 3
        const val MIDDLE = 0.35f
    }
}

/** The hint whose side an arrow shows: the task's, until the head is to come back, or else the hint's own. */
private fun pointsTo(guidance: Guidance?, challenge: Challenge?): Guidance? = when {
    guidance == Guidance.BACK_TO_CENTRE || guidance == Guidance.WELL_DONE -> null
    challenge == Challenge.TURN_LEFT -> Guidance.TURN_LEFT
    challenge == Challenge.TURN_RIGHT -> Guidance.TURN_RIGHT
    else -> guidance
}

/** What is drawn in the corner: a task at once, anything else when words were not enough. */
private fun pictured(guidance: Guidance?, challenge: Challenge?, help: Help): Guidance? = when {
    guidance == Guidance.BACK_TO_CENTRE || guidance == Guidance.CLOSE_MOUTH || guidance == Guidance.OPEN_EYES_NOW -> guidance
    help >= Help.SHOW -> guidance
    else -> when (challenge) {
        Challenge.TURN_LEFT -> Guidance.TURN_LEFT
        Challenge.TURN_RIGHT -> Guidance.TURN_RIGHT
        Challenge.NOD -> Guidance.NOD
        Challenge.OPEN_MOUTH -> Guidance.OPEN_MOUTH
        Challenge.CLOSE_EYES -> Guidance.CLOSE_EYES_THEN_OPEN
        Challenge.COME_CLOSER -> Guidance.COME_CLOSER_CHALLENGE
        null -> null
    }
}
