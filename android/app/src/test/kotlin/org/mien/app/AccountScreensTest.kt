package org.mien.app

import android.app.Activity
import android.text.InputType
import android.view.View
import android.view.ViewGroup
import android.widget.CheckBox
import android.widget.EditText
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.AccountStep
import org.mien.core.AccountView
import org.mien.core.ApprovalPrompt
import org.mien.core.Availability
import org.mien.core.ConsentClaim
import org.mien.core.ConsentView
import org.mien.core.DetailView
import org.mien.core.HistoryEntry
import org.mien.core.IdNumberProblem
import org.mien.core.NameProblem
import org.mien.core.NotMe
import org.mien.core.PasswordRule
import org.mien.core.PhoneProblem
import org.mien.core.Quotation
import org.mien.flow.AccountAnswer
import org.mien.flow.Field
import org.mien.flow.FieldCheck
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.Problem
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

/** The screens of the account's journey, in each state that matters and four languages, drawn to be looked at. */
@RunWith(RobolectricTestRunner::class)
class AccountScreensTest {
    private val told = mutableListOf<FlowEvent>()
    private val followed = mutableListOf<String>()

    private fun state(step: AccountStep, problem: Problem? = null) = FlowState.Account(AccountView("id.example.org", "Example Identity", step, null), problem = problem)

    private fun Activity.screen() = AccountScreen(this, { told += it }, { followed += it })

    private fun Activity.shoot(screen: AccountScreen, name: String, state: FlowState.Account) {
        screen.show(state)
        put(screen.view)
        shoot("account-$name")
    }

    @Test fun `the ways to begin`() = eachLanguage { language ->
        val screen = WelcomeScreen(this) { told += it }
        screen.show(FlowState.Welcome(waits = true, problem = Problem(Problem.Kind.ENDED_TRIES)))
        put(screen.view)
        shoot("account-welcome-$language")
        press(R.id.way_go_on)
        assertEquals(FlowEvent.GoOn, told.last())
        screen.show(FlowState.Welcome(canBegin = false))
        put(screen.view)
        assertFalse("nobody to register at", at<View>(R.id.way_register).isShown)
        assertTrue(at<View>(R.id.way_code).isShown)
        screen.show(FlowState.Welcome(working = true))
        assertFalse(at<View>(R.id.way_code).isEnabled)
    }

    @Test fun `signing in`() = eachLanguage { language ->
        val screen = screen()
        val wrong = mapOf(Field.ID_NUMBER to FieldCheck.WrongNumber(IdNumberProblem.CHECK_CHARACTER))
        shoot(screen, "sign-in-$language", state(AccountStep.SignIn, Problem(Problem.Kind.ANSWER_WRONG)).copy(checks = wrong))
        val password = at<EditText>(R.id.field_password)
        assertTrue("hidden as it is typed", password.inputType and InputType.TYPE_TEXT_VARIATION_PASSWORD != 0)
        at<EditText>(R.id.field_id_number).setText("S1234567D")
        assertEquals(FlowEvent.Typed(Field.ID_NUMBER, "S1234567D"), told.last())
        password.setText("harbour")
        press(R.id.yes)
        val answer = (told.last() as FlowEvent.Answered).answer as AccountAnswer.SignIn
        assertEquals("S1234567D", answer.idNumber)
        assertFalse(answer.password.isEmpty())
        assertEquals("", password.text.toString())
        assertFalse("harbour" in told.toString())
    }

    @Test fun `who somebody is`() = eachLanguage { language ->
        val screen = screen()
        val checks = mapOf(
            Field.ID_NUMBER to FieldCheck.Right("1****002X", org.mien.core.CalendarDate(1949u, 12u, 31u)),
            Field.NAME to FieldCheck.WrongName(NameProblem.CHARACTER),
        )
        shoot(screen, "identify-$language", state(AccountStep.Identify, Problem(Problem.Kind.FIELD)).copy(checks = checks))
        assertEquals("a number that holds the date fills it in", "1949", text(R.id.field_year))
        at<EditText>(R.id.field_day).setText("32")
        press(R.id.yes)
        assertEquals(FlowEvent.DayMissing, told.last())
    }

    @Test fun `a new password`() = eachLanguage { language ->
        val screen = screen()
        shoot(screen, "password-$language", state(AccountStep.NewPassword).copy(unmet = listOf(PasswordRule.LONG_ENOUGH, PasswordRule.NO_SEQUENCE)))
        assertFalse("not before all rules are met", at<View>(R.id.yes).isEnabled)
        at<EditText>(R.id.field_password).setText("harbour lamp")
        assertTrue(told.last() is FlowEvent.PasswordTyped)
        shoot(screen, "password-differ-$language", state(AccountStep.NewPassword, Problem(Problem.Kind.PASSWORDS_DIFFER)).copy(unmet = emptyList()))
        assertTrue(at<View>(R.id.yes).isEnabled)
    }

    @Test fun `a phone number`() = eachLanguage { language ->
        val wrong = mapOf(Field.PHONE to FieldCheck.WrongPhone(PhoneProblem.NOT_MOBILE))
        shoot(screen(), "phone-$language", state(AccountStep.Phone(twice = true), Problem(Problem.Kind.FIELD)).copy(checks = wrong))
        shoot(screen(), "phone-once-$language", state(AccountStep.Phone(twice = false)))
        assertFalse(at<View>(R.id.field_again).isShown)
    }

    @Test fun `the code`() = eachLanguage { language ->
        val screen = screen()
        val step = AccountStep.OneTimeCode("+65 ****4567", 6u, 272u, 12u, 4u)
        shoot(screen, "sms-$language", state(step, Problem(Problem.Kind.ANSWER_WRONG)).copy(code = "4815"))
        assertTrue("4:32" in text(R.id.time_left))
        assertTrue("0:12" in text(R.id.another_code))
        assertFalse(at<View>(R.id.another_code).isEnabled)
        assertEquals("smsOTPCode", at<EditText>(R.id.field_code).autofillHints!!.single())
        shoot(screen, "sms-expired-$language", state(step).copy(passedMs = 280_000))
        assertEquals(getString(R.string.sms_expired), text(R.id.time_left))
        press(R.id.another_code)
        assertEquals(FlowEvent.Answered(AccountAnswer.AnotherCode), told.last())
        at<EditText>(R.id.field_code).setText("Your code is 123456")
        assertEquals(FlowEvent.CodeTyped("Your code is 123456"), told.last())
        shoot(screen, "sms-no-more-$language", state(step.copy(resendIn = null), Problem(Problem.Kind.NO_MORE_CODES)))
    }

    @Test fun `terms, consent and declaration are three acts`() = eachLanguage { language ->
        val zh = language == "zh"
        shoot(screen(), "terms-$language", state(AccountStep.Terms("1", if (zh) "您保管好手机和密码。" else "You keep your phone and your password safe.", "https://id.example.org/terms")))
        press(R.id.open_link)
        assertEquals("https://id.example.org/terms", followed.last())
        press(R.id.yes)
        assertEquals(FlowEvent.Answered(AccountAnswer.AcceptTerms), told.last())
        val consent = if (zh) "我们将核对您的人脸。" else "We check that it is you, once, for this set-up."
        shoot(screen(), "face-$language", state(AccountStep.Face(consent, "1", 90u, 2u, asksTemplate = true)))
        assertFalse("never ticked beforehand", at<CheckBox>(R.id.agreed).isChecked)
        at<CheckBox>(R.id.agreed).toggle()
        assertEquals(FlowEvent.AgreedChanged(true), told.last())
        press(R.id.yes)
        assertEquals(FlowEvent.Agreed, told.last())
        val details = listOf(DetailView(if (zh) "姓名" else "Name", "Tan Mei Ling"), DetailView(if (zh) "身份证号" else "ID number", "S****567D"), DetailView(if (zh) "出生日期" else "Birth date", "1968-03-14"))
        val screen = screen()
        shoot(screen, "details-$language", state(AccountStep.Details(details, if (zh) "以上资料真实。" else "These details are true.", "1")))
        assertFalse("on only with the tick", at<View>(R.id.yes).isEnabled)
        screen.show(state(AccountStep.Details(details, "", "1")).copy(agreed = true))
        press(R.id.yes)
        assertEquals(FlowEvent.Answered(AccountAnswer.Declare), told.last())
    }

    @Test fun `waits say what for`() = eachLanguage { language ->
        val screen = screen()
        screen.show(state(AccountStep.ProofOfWork).copy(working = true))
        screen.progress(40)
        put(screen.view)
        shoot("account-robot-$language")
        assertTrue("40" in at<View>(R.id.progress).contentDescription)
        shoot(screen, "interrupted-$language", state(AccountStep.Interrupted, Problem(Problem.Kind.NETWORK)))
        press(R.id.yes)
        assertEquals(FlowEvent.Answered(AccountAnswer.Retry), told.last())
        shoot(screen, "browser-$language", state(AccountStep.Browser("https://id.example.org/authorize")))
        press(R.id.yes)
        assertEquals("https://id.example.org/authorize", followed.last())
    }

    @Test fun `the history`() = eachLanguage { language ->
        val screen = HistoryScreen(this) { told += it }
        fun entry(outcome: String, kind: String = "login") =
            HistoryEntry(1_795_327_260_000u, kind, outcome, "City Library", "id.example.org", listOf("name"), 7u, canReport = kind == "login" && outcome == "approved")
        val entries = listOf(entry("approved"), entry("declined"), entry("expired"), entry("approved", "presentation"), entry("approved", "not_me_reported"), entry("approved", "enrolment"))
        screen.show(FlowState.History(entries))
        put(screen.view)
        shoot("account-history-$language")
        assertEquals(6, at<ViewGroup>(R.id.history).childCount)
        press(R.id.not_me)
        assertEquals(FlowEvent.NotMeAsked(entries[0]), told.last())
        screen.show(FlowState.History(entries, asked = entries[0], problem = Problem(Problem.Kind.NETWORK)))
        put(screen.view)
        shoot("account-not-me-$language")
        at<CheckBox>(R.id.agreed).toggle()
        assertEquals(FlowEvent.AgreedChanged(true), told.last())
        press(R.id.yes)
        assertEquals(FlowEvent.Agreed, told.last())
        screen.show(FlowState.History(entries, told = NotMe(1u, signedOut = false)))
        put(screen.view)
        shoot("account-not-me-told-$language")
        assertEquals(getString(R.string.not_me_ended), text(R.id.problem))
        press(R.id.yes)
        assertEquals(FlowEvent.GaveUp, told.last())
    }

    @Test fun `what a verifier wants to know`() = eachLanguage { language ->
        val consequences = listOf("sent_once", "not_recallable", "recognisable", "issuer_not_told", "remembered")
        val claims = listOf(ConsentClaim("age_over_18", if (language == "zh") "年满 18 岁" else "Over 18", "true"), ConsentClaim("name", "name", null))
        val view = ConsentView("shop.example", Quotation("Corner Shop", vouched = false), null, null, claims, Availability.LOCKED, null, consequences)
        val prompt = ApprovalPrompt("shop.example", "Corner Shop", null, null, claims.map { it.name }, true, null, null, false)
        val screen = ApproveScreen(this) { told += it }
        screen.show(FlowState.Approve(prompt, consent = view))
        put(screen.view)
        shoot("account-share-$language")
        press(R.id.no)
        assertEquals(FlowEvent.DeclinePressed, told.last())
        screen.show(FlowState.Approve(prompt))
        assertEquals("a login says no such thing", getString(R.string.approve_title), text(R.id.title))
    }

    @Test fun `in the dark`() = eachLanguage("night") { language ->
        if (language != "ta") return@eachLanguage
        shoot(screen(), "dark-sms-$language", state(AccountStep.OneTimeCode("+65 ****4567", 6u, 272u, 0u, 1u)))
        shoot(screen(), "dark-sign-in-$language", state(AccountStep.SignIn))
    }

    // Twice the size of letters: everything scrolls, nothing is cut.
    @Test fun `large letters`() = try {
        RuntimeEnvironment.setFontScale(2f)
        eachLanguage { language ->
            shoot(screen(), "large-sign-in-$language", state(AccountStep.SignIn, Problem(Problem.Kind.ANSWER_WRONG)))
            shoot(screen(), "large-sms-$language", state(AccountStep.OneTimeCode("+65 ****4567", 6u, 272u, 0u, 4u)))
        }
    } finally {
        RuntimeEnvironment.setFontScale(1f)
    }
}
