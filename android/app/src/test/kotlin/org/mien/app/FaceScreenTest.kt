package org.mien.app

import android.animation.ValueAnimator
import android.app.Activity
import android.graphics.Color
import android.view.View
import android.widget.FrameLayout
import java.io.File
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.Guidance
import org.mien.Haptic
import org.mien.ScanOutcome
import org.mien.ScreenSide
import org.mien.core.Challenge
import org.mien.core.Help
import org.mien.core.OfferView
import org.mien.core.ScanFeedback
import org.mien.core.ScanStage
import org.mien.core.ScreenColour
import org.mien.fixtures.I420
import org.mien.fixtures.RecordedPerson
import org.mien.fixtures.Recording
import org.mien.flow.Ending
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowLooper
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter

/** The face scan in its four languages: what is drawn, said and felt. */
@RunWith(RobolectricTestRunner::class)
class FaceScreenTest {
    private val told = mutableListOf<FlowEvent>()
    private val senses = RecordedSenses()
    private var nowMs = 0L
    private var isMotionReduced = true
    private val offer = OfferView("id.example.org", "Example Identity", needsCode = true, codeLength = 6u, codeDescription = null)
    private val neutral by lazy { frame("neutral.y4m", 10) }
    /** Somewhere in the middle of the recorded turn. */
    private val turned by lazy { frame("turn-left.y4m", 26) }

    private fun frame(name: String, number: Int): I420 =
        Recording(File(RecordedPerson.recordings(), name)).frames(1).elementAt(number)

    @After fun usualSize() = RuntimeEnvironment.setFontScale(1f)

    private inner class Stage(val activity: Activity, val language: String, mirrored: Boolean = true) {
        val kit = ScanKit.of(activity, senses).let { ScanKit(it.words, it.channels, it.pictures, senses, { isMotionReduced }, { nowMs }) }
        val screen = FaceScreen(activity, kit) { told += it }
        private val camera = RecordedCamera(activity, mirrored)

        init {
            camera.preview(neutral)
            screen.finder.hold(camera.view, mirrored)
            activity.setContentView(FrameLayout(activity).apply {
                setBackgroundColor(activity.getColor(R.color.ground))
                addView(screen.view, FrameLayout.LayoutParams(FILL, FILL))
            })
        }

        fun show(state: FlowState.ScanFace, sees: I420 = neutral) {
            camera.preview(sees)
            screen.show(state)
            ShadowLooper.idleMainLooper()
        }

        fun shoot(name: String) = activity.shoot("$name-$language")
    }

    private fun eachLanguage(theme: String = "notnight", draw: Stage.() -> Unit) {
        for ((qualifier, language) in LANGUAGES) on(qualifier, language, theme, draw = draw)
    }

    private fun on(qualifier: String, language: String, theme: String = "notnight", mirrored: Boolean = true, draw: Stage.() -> Unit) {
        RuntimeEnvironment.setQualifiers("+$qualifier-$theme")
        Robolectric.buildActivity(Activity::class.java).apply { get().setTheme(R.style.Mien) }.setup().use {
            Stage(it.get(), language, mirrored).draw()
        }
    }

    private fun look(
        hint: Guidance?, progress: Int = 35, help: Help = Help.NONE, challenge: Challenge? = null, amount: Float? = null,
        flash: ScreenColour? = null, secondary: List<Guidance> = emptyList(),
    ) = FlowState.ScanFace(offer, ScanFeedback(
        ScanStage.POSITIONING, hint?.id, progress.toUByte(), secondary.map { it.id }, amount, help, challenge, flash, null,
    ))

    private fun FlowState.ScanFace.at(progress: Int) = copy(look = look!!.copy(progress = progress.toUByte()))

    @Test fun `the most frequent hints in four languages`() = eachLanguage {
        assertEquals(language, kit.words.language)
        for ((number, state) in FREQUENT.withIndex()) {
            val hint = Guidance.of(state(this@FaceScreenTest).look!!.guidance)!!
            show(state(this@FaceScreenTest), if (hint == Guidance.TURN_LEFT) turned else neutral)
            assertEquals(kit.words[hint].text, activity.text(R.id.hint))
            assertTrue(kit.words[hint].text in screen.finder.contentDescription)
            shoot("scan-%02d-%s".format(number, hint.id))
        }
    }

    @Test fun `every outcome in four languages`() = eachLanguage {
        for ((outcome, reasons) in ENDINGS) {
            show(FlowState.ScanFace(offer, null, Ending(outcome, reasons), notConfirmed = 3))
            assertEquals(kit.words[outcome].text, activity.text(R.id.headline))
            assertFalse("no camera behind an ending", screen.finder.isThere)
            if (outcome != ScanOutcome.PASSED) {
                assertTrue("there is always a way on", activity.at<View>(R.id.yes).isThere && activity.at<View>(R.id.no).isThere)
            }
            shoot("scan-end-${outcome.id}")
        }
    }

    // A text that is twice as large must still be read to its end, in the longest language too.
    @Test fun `twice the text size cuts nothing off`() {
        RuntimeEnvironment.setFontScale(2f)
        eachLanguage {
            show(look(Guidance.TOO_BRIGHT, help = Help.NONE, secondary = listOf(Guidance.MOVE_CLOSER)))
            shoot("scan-large-hint")
            assertTrue("the camera keeps its place", screen.finder.height >= activity.dp(MIN_FINDER))
            show(look(Guidance.TOO_BRIGHT, help = Help.OFFER))
            shoot("scan-large-offer")
            show(FlowState.ScanFace(offer, null, Ending(ScanOutcome.NOT_CONFIRMED, listOf("turn_unconfirmed")), notConfirmed = 3))
            shoot("scan-large-not-confirmed")
        }
    }

    @Test fun `help comes in three steps`() = eachLanguage {
        show(look(Guidance.BACKLIT, help = Help.SPEAK, secondary = listOf(Guidance.MOVE_BACK, Guidance.LEVEL_HEAD)))
        assertNull(screen.finder.picture)
        assertFalse(activity.at<View>(R.id.help).isShown)
        show(look(Guidance.BACKLIT, help = Help.SHOW))
        assertEquals(kit.words[Guidance.BACKLIT].speech, activity.text(R.id.also))
        assertEquals(kit.pictures.of(Guidance.BACKLIT), screen.finder.picture)
        shoot("scan-help-shown")
        show(look(Guidance.BACKLIT, help = Help.OFFER))
        shoot("scan-help-offered")
        activity.press(R.id.help)
        assertEquals(kit.words[Guidance.SENIOR_HELP].speech, senses.said.last().second)
        val before = activity.at<android.widget.TextView>(R.id.hint).textSize
        activity.press(R.id.larger)
        assertTrue(activity.at<android.widget.TextView>(R.id.hint).textSize > before)
        ShadowLooper.idleMainLooper()
        shoot("scan-help-larger")
        activity.press(R.id.yes)
        assertEquals(FlowEvent.OtherWayChosen, told.last())
    }

    @Test fun `tasks and colours`() = on("en-rUS", "en") {
        for ((hint, task) in TASKS) {
            show(look(hint, 60, challenge = task))
            assertEquals(kit.pictures.of(hint), screen.finder.picture)
            shoot("scan-task-${hint.id}")
        }
        show(look(Guidance.A_BIT_MORE, 60, challenge = Challenge.TURN_RIGHT, amount = 0.9f))
        shoot("scan-task-far")
        isMotionReduced = false
        val colours = mapOf("red" to ScreenColour(200u, 40u, 40u), "white" to ScreenColour(255u, 255u, 255u), "blue" to ScreenColour(20u, 20u, 160u))
        for ((name, colour) in colours) {
            show(look(Guidance.FLASH_HOLD, 80, flash = colour))
            assertEquals(Color.rgb(colour.red.toInt(), colour.green.toInt(), colour.blue.toInt()), screen.finder.flash)
            shoot("scan-flash-$name")
        }
        isMotionReduced = true
        show(look(Guidance.FLASH_HOLD, 80, flash = colours.getValue("red")))
        assertNull("who asked for less motion sees no colours", screen.finder.flash)
        assertTrue(screen.finder.isStill)
    }

    @Test fun `colours are not asked for where the system shows no motion`() {
        val app = RuntimeEnvironment.getApplication() as TestApp
        fun animate(scale: Float) =
            ReflectionHelpers.callStaticMethod<Unit>(ValueAnimator::class.java, "setDurationScale", ClassParameter.from(Float::class.javaPrimitiveType, scale))
        try {
            animate(1f)
            assertTrue(app.scanOptions().canFlash)
            animate(0f)
            assertFalse(app.scanOptions().canFlash)
        } finally {
            animate(1f)
        }
    }

    @Test fun `at night`() = on("en-rUS", "en", "night") {
        show(look(Guidance.TURN_LEFT, 55, challenge = Challenge.TURN_LEFT), turned)
        shoot("night-scan-turn")
        show(FlowState.ScanFace(offer, null, Ending(ScanOutcome.TIMED_OUT, listOf("too_dark"))))
        shoot("night-scan-end")
    }

    // The vectors of the core: a mixed-up side sends people the wrong way.
    @Test fun `arrows point to the right side of both kinds of preview`() {
        for (vector in sides()) {
            val (hint, mirrored, side) = vector
            on("en-rUS", "en", mirrored = mirrored) {
                assertEquals(mirrored, screen.finder.isMirrored)
                show(look(hint, help = Help.SHOW))
                assertEquals("$vector", side, screen.finder.arrow)
                val tip = screen.finder.picture!!.last { it.isAccent }.strokes.first() as org.mien.Stroke.Line
                assertEquals("$vector: the drawing too", side == ScreenSide.LEFT, tip.points[tip.points.size - 2] < MIDDLE)
                val shot = if (mirrored) "scan-side-${hint.id}-mirror" else "scan-side-${hint.id}-plain"
                shoot(shot)
                assertEquals("$vector: as drawn", side, activity.drawn().accentSide(screen.finder))
            }
        }
    }

    @Test fun `hints are felt at once and said in the language of the screen`() = eachLanguage {
        senses.said.clear()
        senses.felt.clear()
        nowMs = 100_000
        show(look(Guidance.MOVE_CLOSER))
        assertEquals(listOf(language to kit.words[Guidance.MOVE_CLOSER].speech), senses.said)
        assertEquals(listOf(Haptic.TICK), senses.felt)
        show(look(Guidance.MOVE_CLOSER).at(36))
        nowMs += 4_900
        screen.tick()
        assertEquals("not again before its time", 1, senses.said.size)
        nowMs += 100
        screen.tick()
        assertEquals("again while it stands", 2, senses.said.size)
        show(FlowState.ScanFace(offer, null, Ending(ScanOutcome.RETRY, listOf("face_lost"))))
        show(FlowState.ScanFace(offer, null, Ending(ScanOutcome.RETRY, listOf("face_lost"))).also { screen.tick() })
        assertTrue(senses.said.last().second.contains(kit.words[ScanOutcome.RETRY].text))
        assertTrue(senses.said.last().second.endsWith(kit.words.advice("face_lost")!!))
        assertEquals(Haptic.LONG, senses.felt.last())
        screen.rest()
    }

    private companion object {
        const val MIDDLE = 50f
        const val MIN_FINDER = 180
        val LANGUAGES = listOf("en-rUS" to "en", "zh-rCN" to "zh-Hans", "ms-rMY" to "ms", "ta-rSG" to "ta")

        val FREQUENT = listOf<FaceScreenTest.() -> FlowState.ScanFace>(
            { look(Guidance.NO_FACE, 0) },
            { look(Guidance.MOVE_CLOSER, 0, amount = 0.4f) },
            { look(Guidance.MOVE_BACK, 5) },
            { look(Guidance.MOVE_LEFT, 5, secondary = listOf(Guidance.TOO_DARK)) },
            { look(Guidance.TURN_TO_FRONT, 10) },
            { look(Guidance.TOO_DARK, 10, secondary = listOf(Guidance.TURN_TO_FRONT, Guidance.OPEN_EYES)) },
            { look(Guidance.BACKLIT, 10) },
            { look(Guidance.HOLD_STILL, 35) },
            { look(Guidance.TURN_LEFT, 55, challenge = Challenge.TURN_LEFT) },
            { look(Guidance.NOD, 70, challenge = Challenge.NOD) },
        )
        val ENDINGS = mapOf(
            ScanOutcome.PASSED to emptyList(),
            ScanOutcome.RETRY to listOf("face_lost", "several_faces"),
            ScanOutcome.NOT_CONFIRMED to listOf("turn_unconfirmed"),
            ScanOutcome.INCONCLUSIVE to emptyList(),
            ScanOutcome.TIMED_OUT to listOf("too_dark"),
            ScanOutcome.CANCELLED to emptyList(),
            ScanOutcome.REVIEW_OFFERED to emptyList(),
            ScanOutcome.OTHER_WAY to emptyList(),
        )
        val TASKS = listOf(
            Guidance.OPEN_MOUTH to Challenge.OPEN_MOUTH, Guidance.CLOSE_EYES_THEN_OPEN to Challenge.CLOSE_EYES,
            Guidance.COME_CLOSER_CHALLENGE to Challenge.COME_CLOSER, Guidance.TURN_RIGHT to Challenge.TURN_RIGHT,
        )
    }
}
