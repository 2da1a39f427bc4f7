package org.mien.flow

import org.mien.core.AccountStep
import org.mien.core.AccountView
import org.mien.core.AnswerProblem
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** Nobody is enrolled: register, set this phone up, go on with what was begun, or follow a provider's code. */
internal fun welcome(state: S.Welcome, event: E): FlowStep? = when (event) {
    is E.WayChosen ->
        if (state.working || !state.canBegin) null
        else FlowStep(state.copy(problem = null, working = true), listOf(X.Begin(event.purpose)))
    E.GoOn -> if (state.working || !state.waits) null else FlowStep(state.copy(problem = null, working = true), listOf(X.Resume))
    E.CodeChosen -> if (state.working) null else FlowStep(S.ScanCode(enrolled = false))
    is E.NothingBegun -> FlowStep(state.copy(working = false, waits = false, canBegin = event.canBegin))
    // What comes late is about something that was given up.
    is E.Viewed -> if (state.working) viewed(event.view) else null
    is E.AnswerFailed -> if (state.working) FlowStep(state.copy(problem = event.problem, working = false)) else null
    is E.Failed -> FlowStep(state.copy(problem = event.problem, working = false))
    else -> null
}

/** Where a view of the provider's step leads. */
internal fun viewed(view: AccountView, before: S.Account? = null): FlowStep = when (view.step) {
    AccountStep.ProofOfWork -> FlowStep(S.Account(view, working = true), listOf(X.Answer(AccountAnswer.Solve)))
    AccountStep.Passcode -> FlowStep(S.Pad(PadTask.CHOOSE, account = view), listOf(X.ClearPads))
    AccountStep.Ended -> FlowStep(S.Welcome(problem = Problem(Problem.Kind.ENDED)), listOf(X.Drop))
    else -> {
        val problem = view.problem?.let(::problemOf)
        // The same step again: what was checked and ticked stands still on the screen.
        val same = before?.takeIf { it.view.step::class == view.step::class }
        FlowStep(S.Account(view, checks = same?.checks.orEmpty(), unmet = same?.unmet, agreed = same?.agreed == true, problem = problem))
    }
}

/** A step that the provider asks for. */
internal fun account(state: S.Account, event: E): FlowStep? = when (event) {
    is E.Typed -> if (state.working) null else FlowStep(state.copy(problem = null), listOf(X.Check(event.field, event.text)))
    is E.Checked -> FlowStep(state.copy(checks = state.checks + (event.field to event.check)))
    is E.PasswordTyped -> if (state.working) null else FlowStep(state.copy(problem = null), listOf(X.JudgePassword(event.password)))
    is E.RulesJudged -> FlowStep(state.copy(unmet = event.unmet))
    is E.AgreedChanged -> if (state.working) null else FlowStep(state.copy(agreed = event.isAgreed))
    is E.Answered -> if (state.working) null else FlowStep(state.copy(problem = null, working = true), listOf(X.Answer(event.answer)))
    E.DayMissing -> FlowStep(state.copy(problem = Problem(Problem.Kind.BIRTH_DATE)))
    is E.CodeTyped -> codeTyped(state, event.text)
    is E.MessageArrived -> if (state.working || state.view.step !is AccountStep.OneTimeCode) null else FlowStep(state, listOf(X.FindCode(event.text)))
    is E.CodeFound -> codeFound(state, event)
    // The consent to the face check is an act of its own; the camera is off until then.
    E.Agreed -> if (state.working || state.view.step !is AccountStep.Face) null else FlowStep(S.ScanFace(account = state.copy(problem = null)), listOf(X.StartFaceScan))
    is E.Viewed -> viewed(event.view, state)
    is E.AnswerFailed -> answerFailed(state, event)
    is E.Failed -> FlowStep(state.copy(working = false, problem = event.problem))
    is E.Tick -> FlowStep(state.copy(passedMs = state.passedMs + event.milliseconds))
    // Kept: the next start, or the button, goes on here.
    E.GaveUp -> FlowStep(S.Welcome(waits = true), listOf(X.Drop))
    else -> null
}

/** Digits of the code are shown: they came by SMS and are good once. Anything longer is looked through for a code. */
private fun codeTyped(state: S.Account, text: String): FlowStep? {
    val asked = state.view.step as? AccountStep.OneTimeCode ?: return null
    if (state.working || text == state.code) return null
    val digits = text.filter { it in '0'..'9' }
    val isTyped = text.all { it in '0'..'9' || it == ' ' || it == '-' }
    return when {
        !isTyped || digits.length > asked.length.toInt() -> FlowStep(state.copy(code = "", problem = null), listOf(X.FindCode(text)))
        digits.length == asked.length.toInt() -> FlowStep(state.copy(code = digits, problem = null, working = true), listOf(X.Answer(AccountAnswer.Code(digits))))
        else -> FlowStep(state.copy(code = digits, problem = null))
    }
}

private fun codeFound(state: S.Account, event: E.CodeFound): FlowStep? {
    if (state.working || state.view.step !is AccountStep.OneTimeCode) return null
    val code = event.code ?: return FlowStep(state.copy(problem = Problem(Problem.Kind.NO_CODE)))
    return FlowStep(state.copy(code = code, problem = null, working = true), listOf(X.Answer(AccountAnswer.Code(code))))
}

private fun answerFailed(state: S.Account, event: E.AnswerFailed): FlowStep {
    val view = event.view ?: return FlowStep(state.copy(working = false, problem = event.problem))
    val next = viewed(view, state)
    return when (val shown = next.state) {
        is S.Account -> FlowStep(shown.copy(problem = event.problem, checks = shown.checks + event.checks, working = false, code = ""))
        is S.Welcome -> FlowStep(shown.copy(problem = event.problem), next.effects)
        else -> next
    }
}

/** Seconds of the step that are left now. */
fun S.Account.left(seconds: ULong): Long = (seconds.toLong() - passedMs / 1000).coerceAtLeast(0)

internal fun problemOf(problem: AnswerProblem) = Problem(when (problem) {
    AnswerProblem.WRONG -> Problem.Kind.ANSWER_WRONG
    AnswerProblem.EXPIRED -> Problem.Kind.ANSWER_EXPIRED
    AnswerProblem.TOO_SOON -> Problem.Kind.ANSWER_TOO_SOON
    AnswerProblem.NO_MORE_CODES -> Problem.Kind.NO_MORE_CODES
    AnswerProblem.NOT_CONFIRMED -> Problem.Kind.FACE_NOT_CONFIRMED
    AnswerProblem.NOT_ACCEPTED -> Problem.Kind.ANSWER_NOT_ACCEPTED
    AnswerProblem.OTHER -> Problem.Kind.ANSWER_OTHER
})
