package org.mien.flow

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.AccountPurpose
import org.mien.core.AccountStep
import org.mien.core.AccountView
import org.mien.core.AnswerProblem
import org.mien.core.CalendarDate
import org.mien.core.DetailView
import org.mien.core.ScanResult
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** One of each step that a provider may ask for. */
internal object AccountSteps {
    val terms = AccountStep.Terms("1", "Be kind.", "https://id.example/terms")
    val sms = AccountStep.OneTimeCode("+65 ****4567", 6u, 300u, 30u, 5u)
    val face = AccountStep.Face("We compare.", "1", 90u, 3u, asksTemplate = true)
    val details = AccountStep.Details(listOf(DetailView("Name", "Mae Tan")), "All true.", "1")
    val browser = AccountStep.Browser("https://id.example/authorize")
    val all = listOf(
        AccountStep.ProofOfWork, AccountStep.SignIn, AccountStep.Identify, terms, AccountStep.NewPassword, AccountStep.Phone(true), sms, face, details,
        browser, AccountStep.Interrupted, AccountStep.Passcode, AccountStep.Ended,
    )

    fun view(step: AccountStep, problem: AnswerProblem? = null) = AccountView("id.example", "Example ID", step, problem)
}

class AccountFlowTest {
    private val done = mutableListOf<X>()

    private fun S.then(vararg events: E): S = events.fold(this) { state, event -> step(state, event).also { done += it.effects }.state }

    private fun at(step: AccountStep) = S.Account(AccountSteps.view(step))
    private fun viewed(step: AccountStep, problem: AnswerProblem? = null) = E.Viewed(AccountSteps.view(step, problem))

    // J2 in order; each step is the provider's, and the consent to the face check is an act of its own.
    @Test fun `a phone is set up step by step`() {
        val face = S.Welcome().then(
            E.WayChosen(AccountPurpose.SET_UP), viewed(AccountStep.ProofOfWork), viewed(AccountStep.SignIn), E.Answered(AccountAnswer.AcceptTerms),
            viewed(AccountSteps.sms), E.CodeTyped("123 456"), viewed(AccountSteps.face),
        )
        assertTrue(face is S.Account && !face.agreed, "nothing is ticked beforehand")
        val details = face.then(E.Agreed, E.ScanEnded(ScanResult.Passed), viewed(AccountSteps.details))
        val pad = details.then(E.AgreedChanged(true), E.Answered(AccountAnswer.Declare), viewed(AccountStep.Passcode)) as S.Pad
        assertEquals(PadTask.CHOOSE, pad.task)
        assertEquals(
            listOf(
                X.Begin(AccountPurpose.SET_UP), X.Answer(AccountAnswer.Solve), X.Answer(AccountAnswer.AcceptTerms), X.Answer(AccountAnswer.Code("123456")),
                X.StartFaceScan, X.Answer(AccountAnswer.Face(sendTemplate = false)), X.Answer(AccountAnswer.Declare), X.ClearPads,
            ),
            done,
        )
    }

    @Test fun `the template goes only where its own tick was set`() {
        at(AccountSteps.face).then(E.AgreedChanged(true), E.Agreed, E.ScanEnded(ScanResult.Passed))
        assertEquals(X.Answer(AccountAnswer.Face(sendTemplate = true)), done.last())
        // It is an act for one scan: the next step begins without a tick.
        val next = at(AccountSteps.face).then(E.AgreedChanged(true), viewed(AccountSteps.details)) as S.Account
        assertEquals(false, next.agreed)
    }

    @Test fun `a code is typed, pasted with its message, or handed over`() {
        val typing = at(AccountSteps.sms).then(E.CodeTyped("12")) as S.Account
        assertEquals("12", typing.code)
        val pasted = typing.then(E.CodeTyped("Your code is 654321")) as S.Account
        assertEquals(listOf<X>(X.FindCode("Your code is 654321")), done)
        val found = pasted.then(E.CodeFound("654321")) as S.Account
        assertEquals(listOf("654321", true), listOf(found.code, found.working))
        assertEquals(X.Answer(AccountAnswer.Code("654321")), done.last())
        // A code that is on its way is not sent a second time.
        assertEquals(found, found.then(E.MessageArrived("m"), E.CodeFound("111111"), E.CodeTyped("222222")))
        assertEquals(Problem.Kind.NO_CODE, (pasted.then(E.CodeFound(null)) as S.Account).problem?.kind)
    }

    @Test fun `seconds run down and a new view sets them anew`() {
        val later = at(AccountSteps.sms).then(E.Tick(500), E.Tick(500), E.Tick(500)) as S.Account
        assertEquals(299, later.left(300u))
        assertEquals(0, later.copy(passedMs = 400_000).left(300u))
        assertEquals(0L, (later.then(viewed(AccountSteps.sms)) as S.Account).passedMs)
    }

    @Test fun `a wrong answer asks the same step again, with its reason`() {
        val checked = at(AccountStep.SignIn).then(E.Checked(Field.ID_NUMBER, FieldCheck.Right("S****567D")), E.Answered(AccountAnswer.Solve))
        val again = checked.then(viewed(AccountStep.SignIn, AnswerProblem.WRONG)) as S.Account
        assertEquals(Problem.Kind.ANSWER_WRONG, again.problem?.kind)
        assertEquals(1, again.checks.size)
    }

    @Test fun `a network that fails keeps the step, an end leads back`() {
        val working = at(AccountSteps.terms).then(E.Answered(AccountAnswer.AcceptTerms))
        val interrupted = working.then(E.AnswerFailed(Problem(Problem.Kind.NETWORK), AccountSteps.view(AccountStep.Interrupted))) as S.Account
        assertEquals(listOf(AccountStep.Interrupted, Problem.Kind.NETWORK, false), listOf(interrupted.view.step, interrupted.problem?.kind, interrupted.working))
        val ended = working.then(E.AnswerFailed(Problem(Problem.Kind.ENDED_TRIES), AccountSteps.view(AccountStep.Ended)))
        assertEquals(S.Welcome(problem = Problem(Problem.Kind.ENDED_TRIES)), ended)
        assertEquals(X.Drop, done.last())
    }

    @Test fun `what is given up can be gone on with`() {
        val waits = at(AccountSteps.sms).then(E.GaveUp) as S.Welcome
        assertTrue(waits.waits)
        // What was under way when it was left says nothing any more.
        assertEquals(waits, waits.then(viewed(AccountSteps.sms)))
        assertTrue(waits.then(E.GoOn, viewed(AccountSteps.sms)) is S.Account)
        assertEquals(X.Resume, done.last())
        assertTrue((S.Pad(PadTask.CHOOSE, account = AccountSteps.view(AccountStep.Passcode)).then(E.GaveUp) as S.Welcome).waits)
    }

    @Test fun `only days that exist are days`() {
        assertEquals(CalendarDate(1968u, 3u, 14u), dayOf("1968", "3", "14"))
        for ((year, month, day) in listOf(Triple("1990", "2", "30"), Triple("", "1", "1"), Triple("68", "3", "14"), Triple("1990", "13", "1"))) {
            assertNull(dayOf(year, month, day))
        }
    }
}
