package org.mien.flow

import org.mien.core.RecoveryCodeForm
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** The groups of a recovery code that was just made. No data class: a state that is printed must not print them. */
class RecoveryGroups(val groups: List<String>)

/** A new recovery code: shown, then its last group is asked for. It opens nothing before that, and the one before stays until then. */
internal fun recovery(state: S.Recovery, event: E): FlowStep? = when (event) {
    E.GoOn -> if (state.confirming) null else FlowStep(state.copy(confirming = true))
    is E.GroupTyped ->
        if (!state.confirming || state.working) null
        else FlowStep(state.copy(working = true, problem = null), listOf(X.ConfirmRecovery(event.text)))
    is E.GroupJudged ->
        if (event.isRight) FlowStep(state, listOf(X.Make(Change.RECOVERY_ON)))
        else FlowStep(state.copy(working = false, problem = Problem(Problem.Kind.WRONG_GROUP)))
    E.GaveUp -> when {
        state.working -> null
        state.confirming -> FlowStep(state.copy(confirming = false, problem = null))
        else -> FlowStep(state.copy(working = true), listOf(X.ForgetRecovery, X.ReadWays))
    }
    E.Changed -> FlowStep(state.copy(done = true), listOf(X.ReadWays))
    is E.WaysRead -> FlowStep(S.Security(event.ways, event.level, event.canBiometrics, event.phone, done = Change.RECOVERY_ON.takeIf { state.done }))
    // Writing takes longer than the vault stays open: the passcode is asked for, and the code that was written down is kept for that.
    is E.Failed -> when (event.problem.kind) {
        Problem.Kind.STEP_UP ->
            FlowStep(S.Pad(PadTask.OPEN, then = Change.RECOVERY_ON.takeIf { state.confirming && !state.done }), listOf(X.ClearPads, X.Lock, X.ReadStatus))
        Problem.Kind.VAULT_SHUT -> FlowStep(S.Starting, listOf(X.ForgetRecovery, X.ReadStatus))
        else -> FlowStep(state.copy(working = false, problem = event.problem))
    }
    E.Left -> FlowStep(S.ScanCode(enrolled = true), listOf(X.ForgetRecovery, X.Lock))
    else -> null
}

/** The code from the paper is typed; its form is judged with each letter, and nothing is tried before a passcode is chosen. */
internal fun recover(state: S.Recover, event: E): FlowStep? = when (event) {
    is E.RecoveryTyped -> FlowStep(state.copy(problem = null), listOf(X.JudgeRecovery(event.code)))
    is E.RecoveryJudged -> FlowStep(state.copy(form = event.form))
    E.GoOn -> if (state.form == RecoveryCodeForm.WHOLE) FlowStep(S.Pad(PadTask.CHOOSE, recover = state), listOf(X.ClearPads)) else null
    E.GaveUp, E.Left -> FlowStep(state.back, listOf(X.ForgetRecovery, X.ClearPads))
    else -> null
}
