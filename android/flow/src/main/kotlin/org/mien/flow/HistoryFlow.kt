package org.mien.flow

import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** What was asked and how it ended; and "this wasn't me", which is asked for twice. */
internal fun history(state: S.History, event: E): FlowStep? = when (event) {
    is E.NotMeAsked -> if (state.working || !event.entry.canReport) null else FlowStep(S.History(state.entries, asked = event.entry))
    is E.AgreedChanged -> if (state.working || state.asked == null) null else FlowStep(state.copy(signOut = event.isAgreed))
    E.Agreed -> state.asked?.takeIf { !state.working }?.let {
        FlowStep(state.copy(working = true, problem = null), listOf(X.Report(it.number, state.signOut)))
    }
    is E.Reported -> FlowStep(S.History(event.entries, told = event.told))
    is E.Failed -> if (state.working) FlowStep(state.copy(working = false, problem = reportProblem(event.problem))) else null
    E.GaveUp -> when {
        state.working -> null
        state.asked != null -> FlowStep(S.History(state.entries))
        // Its credential is worth nothing any more: what is left here can go.
        state.told?.signedOut == true -> FlowStep(S.Stopped(Stop.DELETE_ASKED))
        else -> FlowStep(S.ScanCode(enrolled = true), listOf(X.Lock))
    }
    E.Left -> FlowStep(S.ScanCode(enrolled = true), listOf(X.Lock))
    else -> null
}

/** A report that failed is no login that failed. */
private fun reportProblem(problem: Problem) = if (problem.kind == Problem.Kind.LOGIN_FAILED) Problem(Problem.Kind.ANSWER_OTHER) else problem
