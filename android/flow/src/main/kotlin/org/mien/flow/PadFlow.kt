package org.mien.flow

import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** The keys: choosing a passcode, typing it again, the code from the SMS, and approving. */
internal fun pad(state: S.Pad, event: E): FlowStep? = when (event) {
    is E.Key -> if (state.working || state.waitMs > 0 || state.isFull) null else typed(state, event.digit)
    E.Backspace -> erased(state)
    is E.Tick -> if (state.waitMs > 0) FlowStep(state.copy(waitMs = (state.waitMs - event.milliseconds).coerceAtLeast(0))) else null
    is E.Judged -> judged(state, event.weakness)
    E.Chosen -> chosen(state)
    is E.Enrolled -> FlowStep(S.Done(End.ENROLLED, event.identity.name, state.offer?.let { it.issuerName ?: it.issuerDomain }, event.entry))
    is E.Approved -> FlowStep(S.Done(End.LOGGED_IN, event.who, state.approval?.prompt?.shownName(), event.entry))
    is E.Failed -> failed(state, event.problem)
    E.GaveUp -> gaveUp(state)
    // What was typed must not wait for whoever picks the phone up next.
    E.Left -> if (state.working) null else FlowStep(state.copy(typed = 0, shown = ""), listOf(X.ClearPads, X.Lock))
    else -> null
}

private fun typed(state: S.Pad, digit: Int): FlowStep {
    val now = state.copy(typed = state.typed + 1, problem = null)
    val type = X.Type(digit, again = state.task == PadTask.REPEAT)
    val last = now.isFull
    return when (state.task) {
        PadTask.CHOOSE -> FlowStep(now.copy(working = last), if (last) listOf(type, X.Judge) else listOf(type))
        PadTask.REPEAT -> FlowStep(now.copy(working = last), if (last) listOf(type, X.Choose) else listOf(type))
        PadTask.UNLOCK -> {
            val digits = state.approval?.digits?.ifEmpty { null }
            FlowStep(now.copy(working = last), if (last) listOf(type, X.Approve(digits)) else listOf(type))
        }
        PadTask.SMS_CODE -> {
            val shown = now.copy(shown = state.shown + digit)
            if (last) FlowStep(shown.copy(working = true), listOf(X.Finish(shown.shown))) else FlowStep(shown)
        }
    }
}

private fun erased(state: S.Pad): FlowStep? = when {
    state.working || state.typed == 0 -> null
    state.task == PadTask.SMS_CODE -> FlowStep(state.copy(typed = state.typed - 1, shown = state.shown.dropLast(1)))
    else -> FlowStep(state.copy(typed = state.typed - 1), listOf(X.Erase(again = state.task == PadTask.REPEAT)))
}

private fun judged(state: S.Pad, weakness: String?): FlowStep? = when {
    state.task != PadTask.CHOOSE || !state.working -> null
    weakness == null -> FlowStep(state.copy(task = PadTask.REPEAT, typed = 0, working = false, problem = null))
    else -> {
        val problem = Problem(Problem.Kind.WEAK_PASSCODE, weakness = weakness)
        FlowStep(state.copy(typed = 0, working = false, problem = problem), listOf(X.ClearPads))
    }
}

private fun chosen(state: S.Pad): FlowStep? = when {
    state.task != PadTask.REPEAT -> null
    state.offer?.needsCode == true -> FlowStep(S.Pad(PadTask.SMS_CODE, offer = state.offer))
    else -> FlowStep(state.copy(working = true), listOf(X.Finish(null)))
}

private fun failed(state: S.Pad, problem: Problem): FlowStep {
    val again = state.copy(typed = 0, shown = "", problem = problem, waitMs = problem.waitMs, working = false)
    return when (problem.kind) {
        Problem.Kind.ENROL_AGAIN -> FlowStep(S.Done(End.ENROL_AGAIN, null, null, null), listOf(X.Drop))
        // The digits of the page, not those of the passcode: back to where they are typed.
        Problem.Kind.CHECK_DIGITS -> state.approval?.let { FlowStep(it.copy(digits = "", problem = problem)) } ?: FlowStep(again)
        Problem.Kind.WEAK_PASSCODE, Problem.Kind.PASSCODES_DIFFER ->
            FlowStep(again.copy(task = PadTask.CHOOSE), listOf(X.ClearPads))
        Problem.Kind.CODE_EXPIRED, Problem.Kind.NOT_VERIFIED, Problem.Kind.NOTHING_TO_SHOW, Problem.Kind.LOGIN_FAILED, Problem.Kind.OUTCOME_UNKNOWN,
        Problem.Kind.NOT_AN_OFFER, Problem.Kind.NOT_A_LOGIN_CODE ->
            FlowStep(S.ScanCode(enrolled = state.approval != null, problem = problem), listOf(X.Drop))
        else -> FlowStep(again, listOf(X.ClearPads))
    }
}

private fun gaveUp(state: S.Pad): FlowStep? = when {
    state.working -> null
    state.approval != null -> FlowStep(state.approval, listOf(X.ClearPads))
    state.task == PadTask.REPEAT -> FlowStep(S.Pad(PadTask.CHOOSE, offer = state.offer), listOf(X.ClearPads))
    else -> FlowStep(S.ScanCode(enrolled = false), listOf(X.Drop))
}
