package org.mien.flow

import org.mien.core.Factor
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** How many dots a pattern has at least. */
const val PATTERN_LENGTH = 6

/** The grid: a new pattern drawn twice, or the pattern as a way in. */
internal fun draw(state: S.Draw, event: E): FlowStep? = when (event) {
    is E.Dot -> if (state.working || state.waitMs > 0) null else FlowStep(state.copy(problem = null), listOf(X.Touch(event.dot, state.task == DrawTask.REPEAT)))
    E.FingerUp -> if (state.working || state.waitMs > 0) null else FlowStep(state.copy(working = true), listOf(X.CountDots(state.task == DrawTask.REPEAT)))
    is E.Lifted -> if (state.working) lifted(state, event.dots) else null
    is E.Tick -> if (state.waitMs > 0) FlowStep(state.copy(waitMs = (state.waitMs - event.milliseconds).coerceAtLeast(0))) else null
    E.PasscodeChosen -> if (state.working || state.pad == null) null else FlowStep(state.pad.copy(waitMs = state.waitMs), listOf(X.ClearPads))
    is E.Approved -> FlowStep(S.Done(
        state.approval.end, event.who, state.approval?.prompt?.shownName(), event.entry, event.returnUrl, state.approval?.prompt?.crossDevice == false,
        changed = state.pad?.changed == true,
    ))
    is E.HistoryRead -> FlowStep(S.History(event.entries))
    E.Opened -> state.pad?.takeIf { state.working }?.let(::opened)
    E.Changed -> FlowStep(state, listOf(X.ReadWays))
    is E.WaysRead -> FlowStep(S.Security(event.ways, event.level, event.canBiometrics, event.phone, done = Change.PATTERN_ON.takeIf { state.task == DrawTask.REPEAT }))
    is E.Failed -> drawingFailed(state, event.problem)
    E.GaveUp -> when {
        state.working -> null
        state.pad != null -> FlowStep(state.pad.copy(waitMs = state.waitMs), listOf(X.ClearPads))
        else -> FlowStep(state.copy(working = true), listOf(X.ClearPads, X.ReadWays))
    }
    E.Left -> when {
        state.working -> null
        state.approval != null -> FlowStep(state, listOf(X.ClearPads, X.Lock))
        else -> FlowStep(S.ScanCode(enrolled = true), listOf(X.ClearPads, X.Lock))
    }
    else -> null
}

private fun lifted(state: S.Draw, dots: Int): FlowStep = when {
    dots == 0 -> FlowStep(state.copy(working = false))
    dots < PATTERN_LENGTH -> {
        val short = Problem(Problem.Kind.PATTERN_REFUSED, weakness = "pattern_too_short")
        FlowStep(state.copy(task = state.task.first(), working = false, problem = short), listOf(X.ClearPads))
    }
    else -> when (state.task) {
        DrawTask.CHOOSE -> FlowStep(state.copy(task = DrawTask.REPEAT, working = false))
        DrawTask.REPEAT -> FlowStep(state, listOf(X.Make(Change.PATTERN_ON)))
        DrawTask.UNLOCK -> FlowStep(state, listOf(X.Approve(state.approval?.digits?.ifEmpty { null }, Factor.PATTERN)))
        DrawTask.OPEN -> FlowStep(state, listOf(X.Open(Factor.PATTERN)))
    }
}

/** A new pattern that is not accepted begins anew. */
private fun DrawTask.first() = if (this == DrawTask.REPEAT) DrawTask.CHOOSE else this

private fun drawingFailed(state: S.Draw, problem: Problem): FlowStep = when (problem.kind) {
    Problem.Kind.STEP_UP -> FlowStep(S.Pad(PadTask.OPEN, then = Change.PATTERN_ON), listOf(X.ClearPads, X.Lock, X.ReadStatus))
    Problem.Kind.WRONG_PASSCODE ->
        FlowStep(state.copy(problem = problem.copy(kind = Problem.Kind.WRONG_PATTERN), waitMs = problem.waitMs, working = false), listOf(X.ClearPads))
    Problem.Kind.THROTTLED, Problem.Kind.PATTERN_REFUSED, Problem.Kind.SUSPECT_DEVICE, Problem.Kind.NETWORK, Problem.Kind.DEVICE ->
        FlowStep(state.copy(task = state.task.first(), problem = problem, waitMs = problem.waitMs, working = false), listOf(X.ClearPads))
    // Everything else is about the login or the vault, not about the drawing.
    else -> state.pad?.let { step(it.copy(working = true), E.Failed(problem)) } ?: FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
}

/** The settings. Whoever is here proved to be there; what is new asks again when that was too long ago. */
internal fun security(state: S.Security, event: E): FlowStep? = when (event) {
    is E.ChangeAsked -> if (state.working != null) null else begin(state, event.change)
    E.Changed -> state.working?.let { FlowStep(state.copy(done = it), listOf(X.ReadWays)) }
    is E.RecoveryMade -> FlowStep(S.Recovery(event.code))
    is E.StandingRead -> state.phone?.let { FlowStep(state.copy(phone = it.copy(standing = event.standing))) }
    is E.WaysRead -> FlowStep(S.Security(event.ways, event.level, event.canBiometrics, event.phone, problem = state.problem, done = state.done))
    is E.Failed -> changeFailed(state, event.problem)
    E.DeleteAsked -> if (state.working != null) null else FlowStep(S.Stopped(Stop.DELETE_ASKED))
    E.GaveUp -> if (state.working != null) null else FlowStep(S.ScanCode(enrolled = true), listOf(X.Lock))
    E.Left -> FlowStep(S.ScanCode(enrolled = true), listOf(X.ClearPads, X.Lock))
    else -> null
}

private fun begin(state: S.Security, change: Change): FlowStep = when (change) {
    Change.PASSCODE -> FlowStep(S.Pad(PadTask.OLD), listOf(X.ClearPads))
    Change.PATTERN_ON -> FlowStep(S.Draw(DrawTask.CHOOSE), listOf(X.ClearPads))
    Change.KEYS -> FlowStep(S.Pad(PadTask.RENEW), listOf(X.ClearPads))
    Change.RECOVERY_ON -> FlowStep(state.copy(working = change, problem = null, done = null), listOf(X.ForgetRecovery, X.Make(change)))
    Change.PATTERN_OFF, Change.BIOMETRICS_ON, Change.BIOMETRICS_OFF, Change.RECOVERY_OFF ->
        FlowStep(state.copy(working = change, problem = null, done = null), listOf(X.Make(change)))
}

private fun changeFailed(state: S.Security, problem: Problem): FlowStep = when (problem.kind) {
    Problem.Kind.STEP_UP -> FlowStep(S.Pad(PadTask.OPEN, then = state.working), listOf(X.ClearPads, X.Lock, X.ReadStatus))
    Problem.Kind.CANCELLED -> FlowStep(state.copy(working = null))
    Problem.Kind.VAULT_SHUT -> FlowStep(S.Starting, listOf(X.ReadStatus))
    else -> FlowStep(state.copy(working = null, problem = problem))
}

/** After fingerprints or faces were changed: on again with a new key, or off, which settles the question. */
internal fun turnOnAgain(state: S.TurnOnAgain, event: E): FlowStep? = when (event) {
    E.Agreed, E.GaveUp -> if (state.working) null else {
        val change = if (event == E.Agreed) Change.BIOMETRICS_ON else Change.BIOMETRICS_OFF
        FlowStep(S.TurnOnAgain(working = true), listOf(X.Make(change)))
    }
    E.Changed -> FlowStep(S.Starting, listOf(X.ReadStatus))
    is E.Failed -> when (event.problem.kind) {
        Problem.Kind.STEP_UP -> FlowStep(S.Pad(PadTask.OPEN, then = Change.BIOMETRICS_ON), listOf(X.ClearPads, X.Lock, X.ReadStatus))
        Problem.Kind.CANCELLED -> FlowStep(S.TurnOnAgain())
        Problem.Kind.VAULT_SHUT -> FlowStep(S.Starting, listOf(X.ReadStatus))
        else -> FlowStep(S.TurnOnAgain(problem = event.problem))
    }
    E.Left -> FlowStep(S.ScanCode(enrolled = true), listOf(X.Lock))
    else -> null
}

/** Nothing opens, or everything shall go. Deleting what is still there is asked for twice. */
internal fun stopped(state: S.Stopped, event: E): FlowStep? = when (event) {
    E.GoOn -> if (state.why == Stop.COUNTER_LOST) FlowStep(S.Starting, listOf(X.ReadStatus)) else null
    E.DeleteAsked -> when {
        state.working || state.why == Stop.COUNTER_LOST -> null
        state.sure || !state.hasRest -> FlowStep(state.copy(working = true, problem = null), listOf(X.DeleteAll))
        else -> FlowStep(state.copy(sure = true))
    }
    E.Deleted -> FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
    E.RecoveryAsked -> if (state.working || !state.recoverable) null else FlowStep(S.Recover(state.copy(sure = false, problem = null)))
    E.RepairAsked -> if (state.working || !state.repairable) null else FlowStep(S.Pad(PadTask.REPAIR), listOf(X.ClearPads))
    E.GaveUp -> when {
        state.working -> null
        state.sure -> FlowStep(state.copy(sure = false))
        state.why == Stop.DELETE_ASKED || state.why == Stop.FORGOTTEN -> FlowStep(S.ScanCode(enrolled = true), listOf(X.Lock))
        else -> null
    }
    is E.Failed -> FlowStep(state.copy(working = false, sure = false, problem = event.problem))
    E.Left -> FlowStep(state.copy(sure = false), listOf(X.Lock))
    else -> null
}
