package org.mien.app

import android.app.job.JobScheduler
import android.view.View
import android.view.WindowManager
import android.widget.EditText
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.AccountStep
import org.mien.core.PasswordRule
import org.mien.core.RecoveryCodeForm
import org.mien.core.Standing
import org.mien.flow.Change
import org.mien.flow.Field
import org.mien.flow.FieldCheck
import org.mien.flow.FlowState
import org.mien.flow.PadTask
import org.mien.flow.Problem
import org.mien.flow.Stop
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** J1 by ID number whole: who somebody is, the terms, the face, a password, a phone; then a recovery code, and the way back in by it. */
@RunWith(RobolectricTestRunner::class)
class RegisterWalkTest : AccountWalk() {
    private fun identify(activity: MainActivity) {
        at<AccountStep.Identify>()
        activity.fill(R.id.field_id_number, "G1234567X")
        walk.await<FlowState.Account> { it.checks[Field.ID_NUMBER] is FieldCheck.Right }
        activity.fill(R.id.field_name, "Siti 1")
        walk.await<FlowState.Account> { it.checks[Field.NAME] is FieldCheck.WrongName }
        activity.shoot("register-walk-1-identify")
        activity.fill(R.id.field_name, "Siti binti Rahman")
        walk.await<FlowState.Account> { it.checks[Field.NAME] is FieldCheck.Right }
        for ((field, text) in listOf(R.id.field_day to "24", R.id.field_month to "11", R.id.field_year to "1985")) activity.fill(field, text)
        activity.press(R.id.yes)
        // Only the provider knows that it is another day; nothing is typed again but that.
        at<AccountStep.Identify> { it.problem?.kind == Problem.Kind.ANSWER_WRONG }
        assertEquals("Siti binti Rahman", activity.text(R.id.field_name))
        activity.fill(R.id.field_day, "23")
        activity.press(R.id.yes)
        at<AccountStep.Terms>()
        activity.press(R.id.yes)
        at<AccountStep.Face>()
    }

    private fun newPassword(activity: MainActivity) {
        at<AccountStep.NewPassword>()
        activity.fill(R.id.field_password, "aaaa")
        walk.await<FlowState.Account> { PasswordRule.LONG_ENOUGH in it.unmet.orEmpty() }
        assertFalse(activity.at<View>(R.id.yes).isEnabled)
        activity.fill(R.id.field_password, "my id is G1234567X")
        walk.await<FlowState.Account> { it.unmet == listOf(PasswordRule.NOT_PERSONAL) }
        activity.shoot("register-walk-2-password")
        activity.fill(R.id.field_password, "seven quiet mangoes")
        walk.await<FlowState.Account> { it.unmet?.isEmpty() == true }
        activity.fill(R.id.field_again, "seven quiet mango")
        activity.press(R.id.yes)
        at<AccountStep.NewPassword> { it.problem?.kind == Problem.Kind.PASSWORDS_DIFFER }
        activity.fill(R.id.field_password, "seven quiet mangoes")
        walk.await<FlowState.Account> { it.unmet?.isEmpty() == true }
        activity.fill(R.id.field_again, "seven quiet mangoes")
        activity.press(R.id.yes)
    }

    @Test fun `somebody registers by ID number, and comes back with the paper`() {
        start().use { controller ->
            val activity = controller.get()
            walk.await<FlowState.Welcome> { !it.working }
            assertNotNull("the lists are fetched once a day", app.getSystemService(JobScheduler::class.java)?.getPendingJob(1))
            activity.press(R.id.way_register)
            identify(activity)
            scanFace(activity) {
                activity.press(R.id.way_register)
                identify(activity)
            }
            newPassword(activity)
            val phone = at<AccountStep.Phone>()
            activity.fill(R.id.field_phone, "+65 8111 2222")
            if ((phone.view.step as AccountStep.Phone).twice) activity.fill(R.id.field_again, "+65 8111 2222")
            activity.press(R.id.yes)
            at<AccountStep.OneTimeCode>()
            activity.fill(R.id.field_code, Regex("\\d{6}").find(sandbox.sms())!!.value)
            declare(activity)
            activity.press(R.id.yes)
            walk.await<FlowState.Pad> { it.task == PadTask.CHOOSE && !it.working }
            // The day of birth is too easy.
            activity.type("198511")
            walk.await<FlowState.Pad> { it.problem?.kind == Problem.Kind.WEAK_PASSCODE }
            choosePasscode(activity)
            assertEquals("Siti binti Rahman", walk.await<FlowState.Done>().who)
            activity.press(R.id.yes)
            walk.await<FlowState.ScanCode> { it.enrolled }
            val groups = writeDown(activity)
            renewAndWriteAgain(activity, groups)
        }
    }

    private fun settings(activity: MainActivity): FlowState.Security {
        activity.press(R.id.security)
        walk.await<FlowState.Pad> { it.task == PadTask.OPEN && it.ways != null }
        activity.type(PASSCODE)
        return walk.await<FlowState.Security> { it.working == null }
    }

    /** The issuer's word is there without a network being waited for; then a code goes onto the paper. */
    private fun writeDown(activity: MainActivity): List<String> {
        settings(activity)
        val known = walk.await<FlowState.Security> { it.phone?.standing?.standing == Standing.VALID }
        assertNotNull(known.phone?.standing?.asOf)
        activity.shoot("register-walk-3-settings")
        activity.press(R.id.change_recovery)
        val groups = walk.await<FlowState.Recovery>().code.groups
        assertTrue("no picture of it", activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        activity.shoot("register-walk-4-paper")
        activity.press(R.id.yes)
        walk.await<FlowState.Recovery> { it.confirming }
        activity.fill(R.id.field_group, groups.first())
        activity.press(R.id.yes)
        walk.await<FlowState.Recovery> { it.problem?.kind == Problem.Kind.WRONG_GROUP }
        activity.fill(R.id.field_group, groups.last().lowercase())
        activity.press(R.id.yes)
        val on = walk.await<FlowState.Security>()
        assertTrue(on.ways.recovery && on.done == Change.RECOVERY_ON)
        activity.press(R.id.yes)
        walk.await<FlowState.ScanCode>()
        return groups
    }

    /** The passcode is forgotten: the paper brings another. Then the keys are renewed, and the paper is worth nothing. */
    private fun renewAndWriteAgain(activity: MainActivity, groups: List<String>) {
        activity.press(R.id.security)
        walk.await<FlowState.Pad> { it.ways != null }
        activity.press(R.id.forgotten)
        walk.await<FlowState.Stopped> { it.why == Stop.FORGOTTEN }
        activity.press(R.id.use_recovery)
        walk.await<FlowState.Recover>()
        activity.fill(R.id.field_recovery, groups.joinToString("-").lowercase())
        walk.await<FlowState.Recover> { it.form == RecoveryCodeForm.WHOLE }
        activity.shoot("register-walk-5-recover")
        activity.press(R.id.yes)
        choosePasscode(activity, OTHER)
        assertEquals(Change.PASSCODE, walk.await<FlowState.Security>().done)
        assertEquals("", activity.findViewById<EditText>(R.id.field_recovery)?.text?.toString().orEmpty())
        activity.press(R.id.renew_keys)
        walk.await<FlowState.Pad> { it.task == PadTask.RENEW }
        activity.type(OTHER)
        val renewed = walk.await<FlowState.Security>()
        assertEquals(Change.KEYS, renewed.done)
        assertFalse("made anew, or not at all", renewed.ways.recovery)
        assertEquals(activity.getString(R.string.keys_done), activity.at<TextView>(R.id.problem).text.toString())
        activity.shoot("register-walk-6-renewed")
    }

    private companion object {
        const val OTHER = "638205"
    }
}
