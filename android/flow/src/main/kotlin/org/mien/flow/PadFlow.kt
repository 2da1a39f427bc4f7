package org.mien.flow

import org.mien.core.Factor
import org.mien.core.Status
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** The keys: choosing a passcode, typing it again, the code from the SMS, approving, and proving to be there. */
internal fun pad(state: S.Pad, event: E): FlowStep? = when (event) {
    is E.Key -> if (state.working || state.waitMs > 0 || state.isFull) null else typed(state, event.digit)
    E.Backspace -> erased(state)
    is E.Tick -> if (state.waitMs > 0) FlowStep(state.copy(waitMs = (state.waitMs - event.milliseconds).coerceAtLeast(0))) else null
    is E.StatusRead -> statusRead(state, event.status)
    E.BiometricsChosen, E.PatternChosen -> otherWay(state, event)
    is E.Judged -> judged(state, event.weakness)
    E.Chosen -> chosen(state)
    is E.Enrolled -> FlowStep(S.Done(End.ENROLLED, event.identity.name, state.offer?.let { it.issuerName ?: it.issuerDomain } ?: state.account?.let { it.providerName ?: it.providerDomain }, event.entry))
    is E.Approved -> FlowStep(S.Done(
        state.approval.end, event.who, state.approval?.prompt?.shownName(), event.entry, event.returnUrl, state.approval?.prompt?.crossDevice == false, state.changed,
    ))
    is E.HistoryRead -> if (state.history) FlowStep(S.History(event.entries)) else null
    E.Opened -> if (state.working) opened(state) else null
    E.ForgottenAsked -> forgotten(state)
    is E.RecoveryMade -> if (state.working) FlowStep(S.Recovery(event.code), listOf(X.ClearPads)) else null
    E.Repaired -> FlowStep(S.Starting, listOf(X.ReadStatus))
    E.Verified -> if (state.task == PadTask.OLD && state.working) FlowStep(S.Pad(PadTask.CHOOSE)) else null
    E.Changed, is E.WaysRead -> if (state.working) settled(state, event) else null
    is E.Failed -> failed(state, event.problem)
    E.GaveUp -> gaveUp(state)
    // What was typed must not wait for whoever picks the phone up next.
    E.Left -> if (state.working) null else left(state)
    else -> null
}

private val S.Pad.entry get() = when (task) {
    PadTask.OLD -> Entry.OLD
    PadTask.REPEAT -> Entry.AGAIN
    else -> Entry.FIRST
}

/** Whether this is about a vault that is there already, and not about an enrolment or a login. */
private val S.Pad.isSecurity get() = offer == null && approval == null && account == null

private fun typed(state: S.Pad, digit: Int): FlowStep {
    val now = state.copy(typed = state.typed + 1, problem = null)
    if (state.task == PadTask.SMS_CODE) {
        val shown = now.copy(shown = state.shown + digit)
        return if (now.isFull) FlowStep(shown.copy(working = true), listOf(X.Finish(shown.shown))) else FlowStep(shown)
    }
    val type = X.Type(digit, state.entry)
    if (!now.isFull) return FlowStep(now, listOf(type))
    val then = when (state.task) {
        PadTask.CHOOSE -> X.Judge
        PadTask.REPEAT -> if (state.recover != null) X.Recover else if (state.isSecurity) X.Make(Change.PASSCODE) else X.Choose
        PadTask.UNLOCK -> X.Approve(state.approval?.digits?.ifEmpty { null })
        PadTask.OLD -> X.VerifyOld
        PadTask.REPAIR -> X.Repair
        PadTask.RENEW -> X.Make(Change.KEYS)
        PadTask.OPEN, PadTask.SMS_CODE -> X.Open(Factor.PASSCODE)
    }
    return FlowStep(now.copy(working = true), listOf(type, then))
}

private fun erased(state: S.Pad): FlowStep? = when {
    state.working || state.typed == 0 -> null
    state.task == PadTask.SMS_CODE -> FlowStep(state.copy(typed = state.typed - 1, shown = state.shown.dropLast(1)))
    else -> FlowStep(state.copy(typed = state.typed - 1), listOf(X.Erase(state.entry)))
}

/** What the phone is in as the pad appears: a delay that still runs, what else could open it, what was changed. */
private fun statusRead(state: S.Pad, status: Status): FlowStep? {
    if (state.task != PadTask.UNLOCK && state.task != PadTask.OPEN) return null
    val (left, ways) = when (status) {
        is Status.Locked -> status.attemptsLeft to status.ways
        is Status.Throttled -> status.attemptsLeft to status.ways
        is Status.BiometricInvalidated -> status.attemptsLeft to status.ways
        is Status.Wiped, is Status.Damaged, Status.TamperedOrRestored, Status.CounterLost, Status.NotEnrolled -> return FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
        is Status.Unlocked -> return null
    }
    val waitMs = (status as? Status.Throttled)?.remainingMs?.toLong() ?: 0
    val problem = when {
        waitMs > 0 && left > 1u -> Problem(Problem.Kind.THROTTLED, attemptsLeft = left.toInt(), waitMs = waitMs)
        left == 1u -> Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 1)
        else -> state.problem
    }
    return FlowStep(state.copy(ways = ways, waitMs = waitMs, problem = problem, changed = status is Status.BiometricInvalidated))
}

/** Biometrics and the pattern stand beside the keys; the hardware counts for itself, so a delay does not hold biometrics up. */
private fun otherWay(state: S.Pad, event: E): FlowStep? {
    val ways = state.ways ?: return null
    return when {
        state.working -> null
        event == E.BiometricsChosen && ways.biometrics -> {
            val by = if (state.task == PadTask.UNLOCK) X.Approve(state.approval?.digits?.ifEmpty { null }, Factor.BIOMETRICS) else X.Open(Factor.BIOMETRICS)
            FlowStep(state.copy(typed = 0, working = true, problem = null), listOf(X.ClearPads, by))
        }
        event == E.PatternChosen && ways.pattern -> {
            val task = if (state.task == PadTask.UNLOCK) DrawTask.UNLOCK else DrawTask.OPEN
            val pad = state.copy(typed = 0, problem = null)
            FlowStep(S.Draw(task, problem = state.problem, waitMs = state.waitMs, approval = state.approval, pad = pad), listOf(X.ClearPads))
        }
        else -> null
    }
}

private fun judged(state: S.Pad, weakness: String?): FlowStep? = when {
    state.task != PadTask.CHOOSE || !state.working -> null
    weakness == null -> FlowStep(state.copy(task = PadTask.REPEAT, typed = 0, working = false, problem = null))
    else -> {
        val problem = Problem(Problem.Kind.WEAK_PASSCODE, weakness = weakness)
        FlowStep(state.copy(typed = 0, working = false, problem = problem), state.forget())
    }
}

/** The digits of a new passcode are forgotten; those of the old one, which was verified, wait for the end of the change. */
private fun S.Pad.forget(): List<X> = if (isSecurity) listOf(X.ClearNew) else listOf(X.ClearPads)

/** A code that was written down and waited for this proof does not wait any longer. */
private fun S.Pad.forgetNew(): List<X> = if (then == Change.RECOVERY_ON) listOf(X.ForgetRecovery) else emptyList()

private fun chosen(state: S.Pad): FlowStep? = when {
    state.task != PadTask.REPEAT -> null
    state.offer?.needsCode == true -> FlowStep(S.Pad(PadTask.SMS_CODE, offer = state.offer))
    else -> FlowStep(state.copy(working = true), listOf(X.Finish(null)))
}

/** The person proved to be there: on to what they wanted. */
internal fun opened(state: S.Pad): FlowStep = when {
    // Its dots are drawn only now.
    state.then == Change.PATTERN_ON -> FlowStep(S.Draw(DrawTask.CHOOSE), listOf(X.ClearPads))
    state.then != null -> FlowStep(state.copy(working = true), listOf(X.Make(state.then)))
    state.changed -> FlowStep(S.TurnOnAgain())
    state.history -> FlowStep(state.copy(working = true), listOf(X.ReadHistory))
    else -> FlowStep(state.copy(working = true), listOf(X.ReadWays))
}

private fun settled(state: S.Pad, event: E): FlowStep? = when (event) {
    E.Changed -> FlowStep(state.copy(then = state.then ?: if (state.task == PadTask.RENEW) Change.KEYS else Change.PASSCODE), listOf(X.ClearPads, X.ReadWays))
    is E.WaysRead -> FlowStep(S.Security(event.ways, event.level, event.canBiometrics, event.phone, done = state.then))
    else -> null
}

private fun failed(state: S.Pad, problem: Problem): FlowStep {
    val again = state.copy(typed = 0, shown = "", problem = problem, waitMs = problem.waitMs, working = false)
    return when (problem.kind) {
        Problem.Kind.VAULT_SHUT -> FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
        Problem.Kind.CANCELLED -> FlowStep(again.copy(problem = null, waitMs = state.waitMs))
        // The phone's own fault: what it says about itself has changed, and the passcode remains.
        Problem.Kind.BIOMETRICS_CHANGED, Problem.Kind.BIOMETRICS_MISSING ->
            FlowStep(again.copy(waitMs = state.waitMs, ways = state.ways?.copy(biometrics = false), changed = problem.kind == Problem.Kind.BIOMETRICS_CHANGED))
        Problem.Kind.BIOMETRICS_REFUSED -> FlowStep(again.copy(waitMs = state.waitMs))
        Problem.Kind.WRONG_RECOVERY -> FlowStep(state.recover?.copy(problem = problem) ?: again, listOf(X.ClearPads))
        Problem.Kind.STEP_UP -> FlowStep(S.Pad(PadTask.OPEN, then = state.then), listOf(X.ClearPads, X.Lock, X.ReadStatus))
        // The digits of the page, not those of the passcode: back to where they are typed.
        Problem.Kind.CHECK_DIGITS -> state.approval?.let { FlowStep(it.copy(digits = "", problem = problem)) } ?: FlowStep(again)
        Problem.Kind.WEAK_PASSCODE, Problem.Kind.PASSCODES_DIFFER, Problem.Kind.SAME_PASSCODE ->
            FlowStep(again.copy(task = PadTask.CHOOSE), state.forget())
        Problem.Kind.CODE_EXPIRED, Problem.Kind.NOT_VERIFIED, Problem.Kind.NOTHING_TO_SHOW, Problem.Kind.LOGIN_FAILED, Problem.Kind.OUTCOME_UNKNOWN,
        Problem.Kind.NOT_AN_OFFER, Problem.Kind.NOT_A_LOGIN_CODE ->
            FlowStep(S.ScanCode(enrolled = state.approval != null, problem = problem), listOf(X.Drop))
        // Whatever went wrong with a change that was typed twice: it begins with the passcode of before.
        else -> if (state.recover != null) FlowStep(again.copy(task = PadTask.CHOOSE), listOf(X.ClearPads)) else if (state.isSecurity && state.task == PadTask.REPEAT) FlowStep(again.copy(task = PadTask.OLD), listOf(X.ClearPads)) else FlowStep(again, listOf(X.ClearPads))
    }
}

/** What is left to somebody who forgot the passcode: the paper, or a new start. A request that waits is declined by its end. */
private fun forgotten(state: S.Pad): FlowStep? = when {
    state.working || state.task != PadTask.UNLOCK && state.task != PadTask.OPEN -> null
    else -> FlowStep(S.Stopped(Stop.FORGOTTEN, recoverable = state.ways?.recovery == true), listOf(X.ClearPads, X.Drop))
}

private fun gaveUp(state: S.Pad): FlowStep? = when {
    state.working -> null
    state.approval != null -> FlowStep(state.approval, listOf(X.ClearPads))
    state.task == PadTask.REPAIR -> FlowStep(S.Starting, listOf(X.ClearPads, X.Lock, X.ReadStatus))
    state.task == PadTask.OPEN -> FlowStep(S.ScanCode(enrolled = true), listOf(X.ClearPads, X.Lock) + state.forgetNew())
    state.recover != null -> FlowStep(if (state.task == PadTask.REPEAT) S.Pad(PadTask.CHOOSE, recover = state.recover) else state.recover, listOf(X.ClearPads))
    state.isSecurity && (state.task == PadTask.OLD || state.task == PadTask.RENEW) -> FlowStep(state.copy(working = true), listOf(X.ClearPads, X.ReadWays))
    state.task == PadTask.REPEAT -> FlowStep(S.Pad(PadTask.CHOOSE, offer = state.offer, account = state.account), state.forget())
    // The credential is here and kept: a passcode is all that is missing.
    state.account != null -> FlowStep(S.Welcome(waits = true), listOf(X.ClearPads, X.Drop))
    state.isSecurity -> FlowStep(S.Pad(PadTask.OLD), listOf(X.ClearPads))
    else -> FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
}

private fun left(state: S.Pad): FlowStep = when {
    state.recover != null -> FlowStep(state.recover.back, listOf(X.ForgetRecovery, X.ClearPads, X.Lock))
    state.isSecurity && state.task == PadTask.REPAIR -> FlowStep(S.Starting, listOf(X.ClearPads, X.Lock, X.ReadStatus))
    state.isSecurity -> FlowStep(S.ScanCode(enrolled = true), listOf(X.ClearPads, X.Lock) + state.forgetNew())
    else -> FlowStep(state.copy(typed = 0, shown = ""), listOf(X.ClearPads, X.Lock))
}
