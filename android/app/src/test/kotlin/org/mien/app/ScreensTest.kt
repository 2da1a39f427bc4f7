package org.mien.app

import android.app.Activity
import android.view.View
import android.widget.FrameLayout
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.ApprovalPrompt
import org.mien.core.HistoryEntry
import org.mien.core.OfferView
import org.mien.fixtures.QrPixels
import org.mien.flow.End
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.PadTask
import org.mien.flow.Problem
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

/** Each screen in each state that matters, drawn in both languages: whole texts, large enough, the same in both. */
@RunWith(RobolectricTestRunner::class)
class ScreensTest {
    private val told = mutableListOf<FlowEvent>()
    private val offer = OfferView("id.example.org", "Example Identity", needsCode = true, codeLength = 6u, codeDescription = null)

    private fun prompt(zh: Boolean) = ApprovalPrompt(
        domain = "id.example.org", serviceName = if (zh) "市立图书馆" else "City Library", serviceDomain = "library.example.org",
        purpose = if (zh) "登录您的借阅账户" else "Log in to your account", claims = listOf("uid", "name"), crossDevice = true,
        browser = "Chromium, Linux", startedAt = 1_795_327_200u, needsCheck = true,
    )

    private fun eachLanguage(theme: String = "notnight", draw: (Activity, String) -> Unit) {
        for ((qualifier, suffix) in listOf("+en-rUS-$theme" to "en", "+zh-rCN-$theme" to "zh-CN")) {
            RuntimeEnvironment.setQualifiers(qualifier)
            Robolectric.buildActivity(Activity::class.java).apply { get().setTheme(R.style.Mien) }.setup().use { draw(it.get(), suffix) }
        }
    }

    @Test fun `the code scan`() = eachLanguage { activity, language ->
        val screen = CodeScreen(activity) { told += it }
        val camera = RecordedCamera(activity).also { screen.finder.hold(it.view) }
        val code = QrPixels.fromSvg(TestApp.sandbox.let { org.mien.fixtures.Browser(it.tls).beginLogin(it.service).svg() })
        // A page as a hand would hold it into the picture: the code with some paper around it.
        val (width, height) = Pair(code.width * 9 / 5, code.width * 12 / 5)
        camera.preview(width, height) { at ->
            val (x, y) = Pair(at % width - code.width * 2 / 5, at / width - code.width * 7 / 10)
            if (x in 0 until code.width && y in 0 until code.height) code.luma.get(y * code.width + x).toInt() and 0xff else 235
        }
        screen.show(FlowState.ScanCode(enrolled = true))
        activity.put(screen.view)
        activity.shoot("code-$language")
        screen.show(FlowState.ScanCode(enrolled = true, problem = Problem(Problem.Kind.NOT_A_LOGIN_CODE, host = "shop.example")))
        activity.put(screen.view.also { (it.parent as FrameLayout).removeView(it) })
        assertTrue("shop.example" in activity.text(R.id.problem))
        activity.shoot("code-refused-$language")
    }

    @Test fun `the consent`() = eachLanguage { activity, language ->
        val screen = ConsentScreen(activity) { told += it }.apply { show(FlowState.Consent(offer)) }
        activity.put(screen.view)
        activity.shoot("consent-$language")
        activity.press(R.id.yes)
        assertEquals(FlowEvent.Agreed, told.last())
    }

    @Test fun `the passcode pad`() = eachLanguage { activity, language ->
        val screen = PadScreen(activity) { told += it }
        activity.put(screen.view)
        fun shoot(name: String, state: FlowState.Pad) {
            screen.show(state)
            activity.put(screen.view.also { (it.parent as FrameLayout).removeView(it) })
            activity.shoot("passcode-$name-$language")
        }
        shoot("choose", FlowState.Pad(PadTask.CHOOSE, typed = 4, offer = offer))
        shoot("weak", FlowState.Pad(PadTask.CHOOSE, problem = Problem(Problem.Kind.WEAK_PASSCODE, weakness = "passcode_sequence"), offer = offer))
        shoot("sms", FlowState.Pad(PadTask.SMS_CODE, typed = 3, shown = "481", offer = offer))
        val approval = FlowState.Approve(prompt(language == "zh-CN"), "47")
        val wrong = Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 4, waitMs = 58_000)
        shoot("wait", FlowState.Pad(PadTask.UNLOCK, problem = wrong, waitMs = 58_000, approval = approval))
        assertTrue("0:58" in activity.text(R.id.problem))
        assertFalse("keys rest while the wait runs", activity.at<View>(R.id.key_1).isEnabled)
        shoot("last-try", FlowState.Pad(PadTask.UNLOCK, problem = wrong.copy(attemptsLeft = 1, waitMs = 0), approval = approval))
        assertEquals(activity.getString(R.string.problem_last_try), activity.text(R.id.problem))
        for (key in listOf(R.id.key_1, R.id.key_0, R.id.key_erase, R.id.no)) {
            assertTrue("keys of 60 dp and more", activity.at<View>(key).run { height >= dp(60) && width >= dp(60) })
        }
    }

    @Test fun `the approval`() = eachLanguage { activity, language ->
        val screen = ApproveScreen(activity) { told += it }
        screen.show(FlowState.Approve(prompt(language == "zh-CN"), digits = "47"))
        activity.put(screen.view)
        activity.shoot("approve-$language")
        val (no, yes) = activity.at<View>(R.id.no) to activity.at<View>(R.id.yes)
        assertEquals("declining is as easy as approving", listOf(no.width, no.height, no.top), listOf(yes.width, yes.height, yes.top))
        activity.press(R.id.no)
        assertEquals(FlowEvent.DeclinePressed, told.last())
    }

    @Test fun `the end`() = eachLanguage { activity, language ->
        val zh = language == "zh-CN"
        val entry = HistoryEntry(1_795_327_260_000u, "login", "approved", prompt(zh).serviceName!!, "id.example.org", listOf("name"))
        for ((name, state) in mapOf(
            "logged-in" to FlowState.Done(End.LOGGED_IN, if (zh) "陈美" else "Mae Tan", prompt(zh).serviceName, entry),
            "declined" to FlowState.Done(End.DECLINED, null, prompt(zh).serviceName, entry.copy(outcome = "declined")),
        )) {
            val screen = DoneScreen(activity) { told += it }.apply { show(state) }
            activity.put(screen.view)
            activity.shoot("done-$name-$language")
        }
    }

    // A reason that has no words of its own would leave somebody standing there.
    @Test fun `every problem and every reason has its words in both languages`() {
        val texts = listOf("en-rUS", "zh-rCN").map { language ->
            RuntimeEnvironment.setQualifiers("+$language")
            val context = RuntimeEnvironment.getApplication()
            val problems = Problem.Kind.entries.map { context.words(Problem(it)) }
            val reasons = REASONS.map { context.getString(weakness(it)) }
            assertEquals(reasons.size, reasons.toSet().size)
            assertFalse((problems + reasons).any(String::isBlank))
            problems + reasons
        }
        for ((english, chinese) in texts[0].zip(texts[1])) {
            assertNotEquals(english, chinese)
            assertTrue(chinese, chinese.any { it in '\u4e00'..'\u9fff' })
        }
    }

    // The reasons are those of the core, read from its source: a new one fails here first.
    @Test fun `the core knows no other reason`() {
        val rust = File(System.getProperty("mien.root"), "core/vault/src/passcode/policy.rs").readText()
        assertEquals(REASONS, Regex("""=> "(passcode_[a-z_]+)"""").findAll(rust).map { it.groupValues[1] }.toList())
    }

    private companion object {
        val REASONS = listOf("few_digits", "sequence", "repeats", "palindrome", "keypad_walk", "date", "personal_number", "common").map { "passcode_$it" }
    }
}
