package org.mien.app

import android.app.Activity
import android.graphics.Rect
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.widget.Button
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.TextView
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.ApprovalPrompt
import org.mien.core.CredentialStatus
import org.mien.core.RecoveryCodeForm
import org.mien.core.SecurityLevel
import org.mien.core.Standing
import org.mien.core.WaysIn
import org.mien.flow.Change
import org.mien.flow.DrawTask
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.PadTask
import org.mien.flow.Problem
import org.mien.flow.RecoveryGroups
import org.mien.flow.Stop
import org.mien.flow.ThisPhone
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowLooper

/** The screens of what opens the app, in each state that matters and four languages, drawn to be looked at. */
@RunWith(RobolectricTestRunner::class)
class VaultScreensTest {
    private val told = mutableListOf<FlowEvent>()
    private val ways = WaysIn(passcode = true, pattern = true, biometrics = true, recovery = false)
    private val approval = FlowState.Approve(ApprovalPrompt("id.example.org", "City Library", "library.example.org", null, listOf("name"), true, null, null, true), "47")

    private fun <S : FlowState> Activity.shoot(screen: Screen<S>, name: String, state: S) {
        screen.show(state)
        put(screen.view)
        shoot("vault-$name")
    }

    @Test fun `the pad with other ways beside it`() = eachLanguage { language ->
        val screen = PadScreen(this) { told += it }
        val pad = FlowState.Pad(PadTask.UNLOCK, approval = approval, ways = ways)
        shoot(screen, "pad-ways-$language", pad.copy(typed = 2))
        press(R.id.use_biometrics)
        press(R.id.use_pattern)
        assertEquals(listOf(FlowEvent.BiometricsChosen, FlowEvent.PatternChosen), told.takeLast(2))
        val waiting = Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 4, waitMs = 58_000)
        shoot(screen, "pad-wait-$language", pad.copy(problem = waiting, waitMs = 58_000))
        assertTrue("0:58" in text(R.id.problem))
        assertFalse(at<View>(R.id.key_1).isEnabled)
        assertTrue("the hardware counts for itself", at<View>(R.id.use_biometrics).isEnabled)
        shoot(screen, "pad-last-try-$language", pad.copy(problem = Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 1)))
        assertEquals(getString(R.string.problem_last_try), text(R.id.problem))
        val changed = ways.copy(biometrics = false, pattern = false)
        shoot(screen, "pad-changed-$language", FlowState.Pad(PadTask.OPEN, ways = changed, changed = true))
        assertEquals(getString(R.string.pad_changed), text(R.id.problem))
        assertFalse("what does not open is not offered", at<View>(R.id.use_biometrics).isShown)
        for (task in listOf(PadTask.OLD, PadTask.REPAIR, PadTask.CHOOSE, PadTask.REPEAT)) {
            shoot(screen, "pad-${task.name.lowercase()}-$language", FlowState.Pad(task, typed = 3))
        }
        shoot(screen, "pad-weak-$language", FlowState.Pad(PadTask.CHOOSE, problem = Problem(Problem.Kind.WEAK_PASSCODE, weakness = "passcode_keypad_walk")))
    }

    @Test fun `the grid`() = eachLanguage { language ->
        val screen = DrawScreen(this) { told += it }
        shoot(screen, "draw-choose-$language", FlowState.Draw(DrawTask.CHOOSE))
        shoot(screen, "draw-short-$language", FlowState.Draw(DrawTask.CHOOSE, problem = Problem(Problem.Kind.PATTERN_REFUSED, weakness = "pattern_too_short")))
        val wrong = Problem(Problem.Kind.WRONG_PATTERN, attemptsLeft = 5, waitMs = 29_000)
        shoot(screen, "draw-wait-$language", FlowState.Draw(DrawTask.UNLOCK, problem = wrong, waitMs = 29_000, approval = approval, pad = FlowState.Pad(PadTask.UNLOCK)))
        assertFalse(at<View>(R.id.grid).isEnabled)
        press(R.id.use_passcode)
        assertEquals(FlowEvent.PasscodeChosen, told.last())
    }

    // A line that jumps over a dot takes it on the way, as on the phone's own lock screen; and nothing of it stays.
    @Test fun `a finger draws dots, and the drawing goes with the finger`() = eachLanguage { language ->
        val screen = DrawScreen(this) { told += it }.apply { show(FlowState.Draw(DrawTask.CHOOSE)) }
        put(screen.view)
        val grid = at<GridView>(R.id.grid)
        val cell = minOf(grid.width, grid.height) / 3f
        fun point(dot: Int) = grid.width / 2f + (dot % 3 - 1) * cell to grid.height / 2f + (dot / 3 - 1) * cell
        fun touch(action: Int, dot: Int) = point(dot).let { (x, y) ->
            val event = MotionEvent.obtain(0, SystemClock.uptimeMillis(), action, x, y, 0)
            grid.dispatchTouchEvent(event).also { event.recycle() }
        }
        told.clear()
        touch(MotionEvent.ACTION_DOWN, 0)
        for (dot in listOf(1, 4, 3, 6, 7)) touch(MotionEvent.ACTION_MOVE, dot)
        assertEquals(listOf(0, 1, 4, 3, 6, 7), told.map { (it as FlowEvent.Dot).dot })
        shoot("vault-draw-drawing-$language")
        val drawn = drawn()
        touch(MotionEvent.ACTION_UP, 7)
        assertEquals(FlowEvent.FingerUp, told.last())
        assertFalse("gone with the finger", drawn.sameAs(drawn()))
        assertFalse(grid.isDrawing)
    }

    @Test fun `what opens the app`() = eachLanguage { language ->
        val screen = SecurityScreen(this) { told += it }
        shoot(screen, "security-on-$language", FlowState.Security(ways, SecurityLevel.SECURE_ELEMENT, canBiometrics = true, done = Change.BIOMETRICS_ON))
        press(R.id.change_biometrics)
        press(R.id.change_pattern)
        press(R.id.change_passcode)
        assertEquals(listOf(Change.BIOMETRICS_OFF, Change.PATTERN_OFF, Change.PASSCODE), told.takeLast(3).map { (it as FlowEvent.ChangeAsked).change })
        val off = WaysIn(passcode = true, pattern = false, biometrics = false, recovery = false)
        shoot(screen, "security-off-$language", FlowState.Security(off, SecurityLevel.TRUSTED_ENVIRONMENT, canBiometrics = true))
        press(R.id.change_biometrics)
        assertEquals(FlowEvent.ChangeAsked(Change.BIOMETRICS_ON), told.last())
        shoot(screen, "security-none-$language", FlowState.Security(off, SecurityLevel.TRUSTED_ENVIRONMENT, canBiometrics = false, problem = Problem(Problem.Kind.SUSPECT_DEVICE)))
        assertFalse(at<View>(R.id.change_biometrics).isShown)
        assertEquals(getString(R.string.security_environment), text(R.id.level))
    }

    @Test fun `fingerprints were changed`() = eachLanguage { language ->
        val screen = TurnOnAgainScreen(this) { told += it }
        shoot(screen, "again-$language", FlowState.TurnOnAgain())
        val (no, yes) = at<Button>(R.id.no) to at<Button>(R.id.yes)
        assertEquals("both of the same size", listOf(no.width, no.height), listOf(yes.width, yes.height))
        press(R.id.yes)
        assertEquals(FlowEvent.Agreed, told.last())
    }

    @Test fun `nothing opens any more`() = eachLanguage { language ->
        val screen = StoppedScreen(this) { told += it }
        for (why in Stop.entries) shoot(screen, "stopped-${why.name.lowercase()}-$language", FlowState.Stopped(why))
        shoot(screen, "stopped-sure-$language", FlowState.Stopped(Stop.WIPED, sure = true))
        shoot(screen, "stopped-repairable-$language", FlowState.Stopped(Stop.DAMAGED, repairable = true))
        press(R.id.repair)
        press(R.id.delete)
        assertEquals(listOf(FlowEvent.RepairAsked, FlowEvent.DeleteAsked), told.takeLast(2))
    }

    @Test fun `a code for the paper`() = eachLanguage { language ->
        val screen = RecoveryScreen(this) { told += it }
        val code = RecoveryGroups(listOf("60RK", "4CSM", "6MV3", "EE1S", "C5H6", "6S35", "CR2D"))
        shoot(screen, "recovery-$language", FlowState.Recovery(code))
        at<View>(R.id.recovery_groups).each { if (it is TextView) assertFalse("nothing to copy", it.isTextSelectable) }
        press(R.id.yes)
        assertEquals(FlowEvent.GoOn, told.last())
        shoot(screen, "recovery-confirm-$language", FlowState.Recovery(code, confirming = true, problem = Problem(Problem.Kind.WRONG_GROUP)))
        assertFalse("gone from the screen", at<View>(R.id.recovery_groups).isShown)
        at<EditText>(R.id.field_group).setText("cr2d")
        press(R.id.yes)
        assertEquals("cr2d", (told.last() as FlowEvent.GroupTyped).text)
        screen.forget()
        at<View>(R.id.recovery_groups).each { if (it is TextView) assertEquals("", it.text.toString()) }
        assertEquals("", text(R.id.field_group))
    }

    @Test fun `the code from the paper`() = eachLanguage { language ->
        val screen = RecoverScreen(this) { told += it }
        val back = FlowState.Stopped(Stop.FORGOTTEN, recoverable = true)
        shoot(screen, "recover-$language", FlowState.Recover(back))
        assertFalse(at<View>(R.id.yes).isEnabled)
        val field = at<EditText>(R.id.field_recovery)
        field.setText("60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2D")
        assertFalse((told.last() as FlowEvent.RecoveryTyped).code.isEmpty())
        shoot(screen, "recover-wrong-$language", FlowState.Recover(back, RecoveryCodeForm.WRONG))
        shoot(screen, "recover-whole-$language", FlowState.Recover(back, RecoveryCodeForm.WHOLE, Problem(Problem.Kind.WRONG_RECOVERY)))
        press(R.id.yes)
        assertEquals(FlowEvent.GoOn, told.last())
        shoot(StoppedScreen(this) { told += it }, "stopped-forgotten-code-$language", back)
        press(R.id.use_recovery)
        assertEquals(FlowEvent.RecoveryAsked, told.last())
        screen.forget()
        assertEquals("", field.text.toString())
    }

    // The keys and the paper in the settings, and how fresh the issuer's word is.
    @Test fun `the paper, the keys and the issuer's word`() = eachLanguage { language ->
        fun standing(standing: Standing, at: ULong?) = CredentialStatus("identity", "id.example.org", standing, at, at?.let { 60u }, due = false)
        val screen = SecurityScreen(this) { told += it }
        val withCode = ways.copy(recovery = true)
        fun state(standing: CredentialStatus) =
            FlowState.Security(withCode, SecurityLevel.SECURE_ELEMENT, true, ThisPhone(1_795_327_260_000, null, standing), done = Change.KEYS)
        shoot(screen, "security-recovery-$language", state(standing(Standing.VALID, 1_795_327_260uL)))
        assertEquals(getString(R.string.standing_valid, time(1_795_327_260_000)), text(R.id.standing))
        at<View>(R.id.standing).run { requestRectangleOnScreen(Rect(0, 0, width, height), true) }
        shoot("vault-security-keys-$language")
        for (key in listOf(R.id.another_recovery, R.id.change_recovery, R.id.renew_keys)) press(key)
        assertEquals(listOf(Change.RECOVERY_ON, Change.RECOVERY_OFF, Change.KEYS), told.takeLast(3).map { (it as FlowEvent.ChangeAsked).change })
        screen.show(state(standing(Standing.UNKNOWN, null)))
        assertEquals("never called valid", getString(R.string.standing_unknown), text(R.id.standing))
        screen.show(state(standing(Standing.REVOKED, 1_795_327_260uL)))
        assertEquals(getString(R.string.standing_revoked, time(1_795_327_260_000)), text(R.id.standing))
    }

    @Test fun `a counter that is lost`() = eachLanguage { language ->
        var opened = 0
        val screen = StoppedScreen(this, { opened++ }) { told += it }
        shoot(screen, "stopped-counter-$language", FlowState.Stopped(Stop.COUNTER_LOST, hasRest = false))
        press(R.id.open_link)
        press(R.id.yes)
        assertEquals(1, opened)
        assertEquals(FlowEvent.GoOn, told.last())
        assertFalse("nothing here may make it anew", at<View>(R.id.delete).isShown)
    }

    @Test fun `at night and twice as large`() {
        for ((theme, scale) in listOf("night" to 1f, "notnight" to 2f)) {
            RuntimeEnvironment.setFontScale(scale)
            eachLanguage(theme) { language ->
                val name = if (scale > 1f) "large" else theme
                shoot(SecurityScreen(this) { told += it }, "security-$name-$language", FlowState.Security(ways, SecurityLevel.SECURE_ELEMENT, true))
                shoot(StoppedScreen(this) { told += it }, "stopped-$name-$language", FlowState.Stopped(Stop.DAMAGED, repairable = true))
                shoot(TurnOnAgainScreen(this) { told += it }, "again-$name-$language", FlowState.TurnOnAgain())
                shoot(RecoveryScreen(this) { told += it }, "recovery-$name-$language", FlowState.Recovery(RecoveryGroups(List(7) { "60RK" })))
                shoot(RecoverScreen(this) { told += it }, "recover-$name-$language", FlowState.Recover(FlowState.Stopped(Stop.FORGOTTEN), RecoveryCodeForm.WRONG))
                shoot(StoppedScreen(this) { told += it }, "stopped-counter-$name-$language", FlowState.Stopped(Stop.COUNTER_LOST))
            }
        }
        RuntimeEnvironment.setFontScale(1f)
    }

    // Another app that lies above this one, wholly or in part, must not steer a finger.
    @Test fun `touches through another window are refused`() {
        Robolectric.buildActivity(Activity::class.java).apply { get().setTheme(R.style.Mien) }.setup().use {
            val activity = it.get()
            val screen = PadScreen(activity) { event -> told += event }.apply { show(FlowState.Pad(PadTask.OPEN)) }
            activity.setContentView(GuardedRoot(activity).apply { addView(screen.view, FrameLayout.LayoutParams(FILL, FILL)) })
            ShadowLooper.idleMainLooper()
            val key = activity.at<View>(R.id.key_5)
            val place = IntArray(2).also(key::getLocationInWindow)
            fun press(flags: Int): Boolean {
                told.clear()
                for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
                    val at = SystemClock.uptimeMillis()
                    val properties = arrayOf(MotionEvent.PointerProperties().apply { id = 0 })
                    val where = arrayOf(MotionEvent.PointerCoords().apply { x = place[0] + key.width / 2f; y = place[1] + key.height / 2f })
                    val event = MotionEvent.obtain(at, at, action, 1, properties, where, 0, 0, 1f, 1f, 0, 0, android.view.InputDevice.SOURCE_TOUCHSCREEN, flags)
                    activity.window.decorView.dispatchTouchEvent(event)
                }
                ShadowLooper.idleMainLooper()
                return FlowEvent.Key(5) in told
            }
            assertTrue("an uncovered key takes a touch", press(0))
            assertFalse(press(MotionEvent.FLAG_WINDOW_IS_OBSCURED))
            assertFalse(press(MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED))
        }
    }

    // The vault is bound to this phone's keys: a backup of it is only something to attack. And what the manifest forgets, the
    // phone refuses at run time.
    @Test fun `nothing goes into a backup, and the permissions are asked for`() {
        val main = File(System.getProperty("mien.root"), "android/app/src/main")
        val manifest = File(main, "AndroidManifest.xml").readText()
        for (line in listOf("android:allowBackup=\"false\"", "android:fullBackupContent=\"false\"", "@xml/data_extraction_rules", "permission.USE_BIOMETRIC", "permission.HIDE_OVERLAY_WINDOWS")) {
            assertTrue(line, line in manifest)
        }
        val rules = File(main, "res/xml/data_extraction_rules.xml").readText()
        for (section in listOf("cloud-backup", "device-transfer")) {
            val inside = rules.substringAfter("<$section>").substringBefore("</$section>")
            for (domain in listOf("root", "file", "database", "sharedpref", "external")) assertTrue("$section $domain", "<exclude domain=\"$domain\"" in inside)
        }
    }

    // Half a translation on a screen that says "deleted" would frighten.
    @Test fun `every word of these screens is there in four languages`() {
        val res = File(System.getProperty("mien.root"), "android/app/src/main/res")
        fun words(folder: String) = listOf("vault", "recovery").flatMap { file ->
            Regex("""<(?:string|plurals) name="(\w+)"""").findAll(File(res, "$folder/$file.xml").readText()).map { it.groupValues[1] }
        }.toSet()
        val here = words("values")
        for (folder in listOf("values-zh-rCN", "values-ms", "values-ta")) assertEquals(folder, emptySet<String>(), here - words(folder))
        val reasons = Regex("""=> "(pattern_[a-z_]+|patterns_differ)"""").findAll(File(System.getProperty("mien.root"), "core/vault/src/passcode/pattern.rs").readText())
            .map { it.groupValues[1] }.toList()
        assertEquals(4, reasons.size)
        val said = LANGUAGES.map { language ->
            RuntimeEnvironment.setQualifiers("+$language")
            val context = RuntimeEnvironment.getApplication()
            reasons.map { context.getString(weakness(it)) }.also { assertEquals(language, reasons.size, it.toSet().size) }
        }
        for ((one, other) in said.zipWithNext()) for ((a, b) in one.zip(other)) assertNotEquals(a, b)
    }
}
