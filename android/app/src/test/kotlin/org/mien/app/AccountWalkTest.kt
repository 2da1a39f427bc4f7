package org.mien.app

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.widget.Button
import android.widget.CheckBox
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.AccountStep
import org.mien.fixtures.Browser
import org.mien.flow.End
import org.mien.flow.Field
import org.mien.flow.FieldCheck
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.PadTask
import org.mien.flow.Problem
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** J1, J2 and J3 whole on the app's own screens, against the real provider: from the first start to a page that is logged in. */
@RunWith(RobolectricTestRunner::class)
class AccountWalkTest : AccountWalk() {
    private fun signIn(activity: MainActivity) {
        at<AccountStep.SignIn>()
        activity.fill(R.id.field_id_number, "S1234567E")
        walk.await<FlowState.Account> { it.checks[Field.ID_NUMBER] is FieldCheck.WrongNumber }
        activity.shoot("account-walk-1-mistyped")
        activity.fill(R.id.field_id_number, "S1234567D")
        walk.await<FlowState.Account> { it.checks[Field.ID_NUMBER] == FieldCheck.Right("S****567D") }
        activity.fill(R.id.field_password, "harbour lamp six")
        activity.press(R.id.yes)
        at<AccountStep.SignIn> { it.problem?.kind == Problem.Kind.ANSWER_WRONG }
        assertEquals("a password does not stay in its field", "", activity.text(R.id.field_password))
        assertEquals("the number does", "S1234567D", activity.text(R.id.field_id_number))
        activity.fill(R.id.field_password, "harbour lamp seven")
        activity.press(R.id.yes)
    }

    /** Signs in anew, for another order of the scan. */
    private fun scanFace(activity: MainActivity) = scanFace(activity) {
        activity.press(R.id.way_set_up)
        at<AccountStep.SignIn>()
        activity.fill(R.id.field_id_number, "S1234567D")
        activity.fill(R.id.field_password, "harbour lamp seven")
        activity.press(R.id.yes)
        at<AccountStep.OneTimeCode>()
        activity.fill(R.id.field_code, Regex("\\d{6}").find(sandbox.sms())!!.value)
    }

    // J2: sign in, not a robot, the code from the SMS, the face, the details, the passcode; the app ends in the middle once.
    // J3: a page on this phone logs in through its link, and the browser comes back.
    @Test fun `a phone is set up, and logs a page in`() {
        start().use { controller ->
            val activity = controller.get()
            walk.await<FlowState.Welcome> { !it.working }
            activity.shoot("account-walk-0-welcome")
            activity.press(R.id.way_set_up)
            signIn(activity)
            val asked = at<AccountStep.OneTimeCode>()
            assertTrue("the time runs", activity.text(R.id.time_left).contains(":"))
            assertFalse("another code has to wait", activity.at<Button>(R.id.another_code).isEnabled)
            activity.shoot("account-walk-2-sms")
            assertTrue((asked.view.step as AccountStep.OneTimeCode).triesLeft == 5uL)
        }
        // The app is gone; the next start is where this one was.
        app.restart()
        start().use { controller ->
            val activity = controller.get()
            at<AccountStep.OneTimeCode>()
            val board = activity.getSystemService(Context.CLIPBOARD_SERVICE) as ClipboardManager
            board.setPrimaryClip(ClipData.newPlainText("", "123456 is your code.\n@evil.example #123456"))
            activity.press(R.id.yes)
            at<AccountStep.OneTimeCode> { it.problem?.kind == Problem.Kind.NO_CODE }
            board.setPrimaryClip(ClipData.newPlainText("", sandbox.sms()))
            activity.press(R.id.yes)
            // The consent is an act of its own; the camera is off until then, and nothing is ticked.
            at<AccountStep.Face>()
            assertTrue(app.opened?.isOpen != true)
            assertFalse(activity.at<CheckBox>(R.id.agreed).isChecked)
            activity.shoot("account-walk-3-consent")
            scanFace(activity)
            at<AccountStep.Details>()
            assertFalse("the declaration comes first", activity.at<Button>(R.id.yes).isEnabled)
            activity.at<CheckBox>(R.id.agreed).isChecked = true
            walk.idle()
            activity.shoot("account-walk-4-details")
            activity.press(R.id.yes)
            choosePasscode(activity)
            walk.await<FlowState.Done>()
            assertEquals("Tan Mei Ling", (walk.state as FlowState.Done).who)
            activity.shoot("account-walk-5-done")
            activity.press(R.id.yes)
            walk.await<FlowState.ScanCode> { it.enrolled }

            // A page in this phone's browser: its link opens the app, and the browser comes back logged in.
            val browser = Browser(sandbox.tls)
            val link = browser.beginLogin(sandbox.service).link()
            controller.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
            val approve = walk.await<FlowState.Approve>()
            assertFalse(approve.prompt.crossDevice)
            activity.press(R.id.yes)
            walk.await<FlowState.Pad> { it.ways != null }
            activity.type(PASSCODE)
            val done = walk.await<FlowState.Done>()
            walk.idle()
            val back = checkNotNull(shadowOf(activity).nextStartedActivity) { "no browser was opened" }
            assertEquals(done.returnUrl, back.dataString)
            assertTrue("the page is logged in", "Tan Mei Ling" in browser.open(back.dataString!!))
            activity.press(R.id.yes)
            walk.await<FlowState.ScanCode> { it.enrolled }

            // A verifier of its own wants to know one thing, and learns only that.
            controller.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse(browser.beginCheck(sandbox.service))))
            val share = walk.await<FlowState.Approve> { it.consent != null }
            assertEquals(listOf("age_equal_or_over.18"), share.consent!!.claims.map { it.path })
            activity.shoot("account-walk-9-share")
            activity.press(R.id.yes)
            walk.await<FlowState.Pad> { it.ways != null }
            activity.type(PASSCODE)
            assertEquals(End.SHARED, walk.await<FlowState.Done>().end)
            walk.idle()
            val answered = browser.open(checkNotNull(shadowOf(activity).nextStartedActivity).dataString!!)
            assertTrue("18" in answered && "Tan Mei Ling" !in answered)
            activity.press(R.id.yes)
            walk.await<FlowState.ScanCode> { it.enrolled }

            // What happened stands in the history, behind the passcode.
            activity.press(R.id.history)
            walk.await<FlowState.Pad> { it.task == PadTask.OPEN && it.ways != null }
            activity.type(PASSCODE)
            val entries = walk.await<FlowState.History>().entries
            assertEquals(listOf("presentation", "login", "enrolment"), entries.map { it.kind })
            activity.shoot("account-walk-6-history")

            // "This wasn't me": asked twice, and the page that was logged in is out.
            walk.tell(FlowEvent.NotMeAsked(entries[1]))
            walk.await<FlowState.History> { it.asked != null }
            activity.press(R.id.yes)
            assertEquals(1u, walk.await<FlowState.History> { it.told != null }.told?.sessionsEnded)
            assertFalse("the page is logged out", "Tan Mei Ling" in browser.open(sandbox.service))
            activity.press(R.id.yes)
            walk.await<FlowState.ScanCode>()
            activity.press(R.id.security)
            walk.await<FlowState.Pad> { it.task == PadTask.OPEN && it.ways != null }
            activity.type(PASSCODE)
            walk.await<FlowState.Security>()
            assertTrue(activity.text(R.id.this_phone).isNotBlank())
            activity.press(R.id.open_link)
            assertTrue(shadowOf(activity).nextStartedActivity.dataString!!.endsWith("/devices"))
            controller.pause().stop()
            assertTrue("leaving locks", walk.await<FlowState.ScanCode>().enrolled)
        }
    }

    // J1 by phone alone: terms, number twice, SMS, declaration; a network that fails loses nothing.
    @Test fun `somebody registers by phone, with a network that fails`() {
        start().use { controller ->
            val activity = controller.get()
            walk.await<FlowState.Welcome> { !it.working }
            activity.press(R.id.way_by_phone)
            at<AccountStep.Terms>()
            activity.shoot("account-walk-7-terms")
            activity.press(R.id.open_link)
            assertTrue(shadowOf(activity).nextStartedActivity.dataString!!.startsWith(sandbox.provider))
            app.host.transport.isDown = true
            activity.press(R.id.yes)
            at<AccountStep.Interrupted> { it.problem?.kind == Problem.Kind.NETWORK }
            activity.shoot("account-walk-8-interrupted")
            app.host.transport.isDown = false
            activity.press(R.id.yes)
            at<AccountStep.Phone>()
            activity.fill(R.id.field_phone, "8123 4567")
            activity.fill(R.id.field_again, "8123 4568")
            activity.press(R.id.yes)
            at<AccountStep.Phone> { it.problem?.kind == Problem.Kind.FIELD }
            activity.fill(R.id.field_again, "+65 8123 4567")
            activity.press(R.id.yes)
            at<AccountStep.OneTimeCode>()
            // As a keyboard offers it: the digits, all at once.
            activity.fill(R.id.field_code, Regex("\\d{6}").find(sandbox.sms())!!.value)
            declare(activity)
            activity.press(R.id.yes)
            choosePasscode(activity)
            walk.await<FlowState.Done>()
            assertNotNull((walk.state as FlowState.Done).entry)
        }
    }
}
