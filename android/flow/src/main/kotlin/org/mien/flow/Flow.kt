package org.mien.flow

import org.mien.PASSCODE_LENGTH
import org.mien.ScanOutcome
import org.mien.core.ScanResult
import org.mien.core.Status
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** The version of the consent text; it is stored with the enrolment. Raise it when the words change. */
const val CONSENT_TEXT = "1"

/** How many digits a page shows. */
const val CHECK_LENGTH = 2

/** The whole app as one function. An event that means nothing here changes nothing: a late answer, a second tap. */
fun step(state: S, event: E): FlowStep = when (state) {
    S.Starting -> starting(event)
    is S.Welcome -> welcome(state, event)
    is S.Account -> account(state, event)
    is S.History -> history(state, event)
    is S.ScanCode -> scanCode(state, event)
    is S.Consent -> consent(state, event)
    is S.ScanFace -> scanFace(state, event)
    is S.Pad -> pad(state, event)
    is S.Approve -> approve(state, event)
    is S.Done -> done(state, event)
    is S.Draw -> draw(state, event)
    is S.Security -> security(state, event)
    is S.Recovery -> recovery(state, event)
    is S.Recover -> recover(state, event)
    is S.TurnOnAgain -> turnOnAgain(state, event)
    is S.Stopped -> stopped(state, event)
} ?: FlowStep(state)

private fun starting(event: E): FlowStep? = when (event) {
    is E.StatusRead -> when (val status = event.status) {
        Status.NotEnrolled -> FlowStep(S.Welcome(working = true), listOf(X.Resume))
        is Status.Wiped -> FlowStep(S.Stopped(Stop.WIPED, hasRest = status.recoverable, recoverable = status.recoverable))
        // Whether there is a code cannot be asked here: whoever has one may try it.
        Status.TamperedOrRestored -> FlowStep(S.Stopped(Stop.RESTORED, recoverable = true))
        Status.CounterLost -> FlowStep(S.Stopped(Stop.COUNTER_LOST, hasRest = false))
        is Status.Damaged -> FlowStep(S.Stopped(Stop.DAMAGED, repairable = status.repairable))
        is Status.Locked, is Status.Throttled, is Status.BiometricInvalidated, is Status.Unlocked -> FlowStep(S.ScanCode(enrolled = true))
    }
    is E.Failed -> FlowStep(S.Welcome(problem = event.problem, canBegin = false))
    else -> null
}

private fun scanCode(state: S.ScanCode, event: E): FlowStep? = when (event) {
    is E.CodeRead ->
        if (state.working) null
        else FlowStep(state.copy(problem = null, working = true), listOf(X.Follow(event.text, state.enrolled)))
    is E.OfferArrived -> FlowStep(S.Consent(event.offer))
    is E.RequestArrived -> FlowStep(S.Approve(event.prompt, consent = event.consent))
    is E.Failed -> FlowStep(state.copy(problem = event.problem, working = false))
    E.SecurityAsked -> if (state.enrolled && !state.working) FlowStep(S.Pad(PadTask.OPEN), listOf(X.ClearPads, X.Lock, X.ReadStatus)) else null
    E.HistoryAsked -> if (state.enrolled && !state.working) FlowStep(S.Pad(PadTask.OPEN, history = true), listOf(X.ClearPads, X.Lock, X.ReadStatus)) else null
    E.GaveUp -> if (state.enrolled || state.working) null else FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
    E.Left -> FlowStep(state, listOf(X.Lock))
    else -> null
}

private fun consent(state: S.Consent, event: E): FlowStep? = when (event) {
    E.Agreed -> FlowStep(S.ScanFace(state.offer), listOf(X.StartFaceScan))
    E.GaveUp -> FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
    else -> null
}

private fun scanFace(state: S.ScanFace, event: E): FlowStep? = when (event) {
    is E.FaceSeen -> if (state.ended == null) FlowStep(state.copy(look = event.feedback)) else null
    is E.ScanEnded -> when {
        state.ended != null -> null
        event.result == ScanResult.Passed && state.account != null ->
            FlowStep(state.account.copy(working = true), listOf(X.Answer(AccountAnswer.Face(sendTemplate = state.account.agreed))))
        event.result == ScanResult.Passed -> FlowStep(S.Pad(PadTask.CHOOSE, offer = state.offer), listOf(X.TakeFaceScan))
        else -> {
            val ending = endingOf(event.result)
            val failures = state.notConfirmed + if (ending.outcome == ScanOutcome.NOT_CONFIRMED) 1 else 0
            FlowStep(state.copy(ended = ending, notConfirmed = failures))
        }
    }
    E.ScanAgain -> FlowStep(state.copy(look = null, ended = null), listOf(X.StartFaceScan))
    E.OtherWayChosen -> FlowStep(state.copy(look = null, ended = Ending(ScanOutcome.OTHER_WAY)), listOf(X.CancelFaceScan))
    E.Left -> FlowStep(state.copy(look = null), listOf(X.InterruptFaceScan))
    is E.Failed -> FlowStep(
        state.account?.copy(problem = event.problem) ?: S.ScanCode(enrolled = false, problem = event.problem),
        listOf(if (state.account != null) X.CancelFaceScan else X.Drop),
    )
    // The provider's step waits: its seconds are read anew.
    E.GaveUp -> if (state.account != null) FlowStep(state.account, listOf(X.CancelFaceScan, X.View)) else FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
    else -> null
}

/** What the screen shows for the core's result: a line each. */
internal fun endingOf(result: ScanResult): Ending = when (result) {
    ScanResult.Passed -> Ending(ScanOutcome.PASSED)
    ScanResult.TryAgain -> Ending(ScanOutcome.RETRY)
    ScanResult.NotConfirmed -> Ending(ScanOutcome.NOT_CONFIRMED)
    ScanResult.Inconclusive -> Ending(ScanOutcome.INCONCLUSIVE)
    ScanResult.ReviewOffered -> Ending(ScanOutcome.REVIEW_OFFERED)
    ScanResult.OtherWay -> Ending(ScanOutcome.OTHER_WAY)
    is ScanResult.TimedOut -> Ending(ScanOutcome.TIMED_OUT, listOfNotNull(result.blockedBy))
    ScanResult.Cancelled -> Ending(ScanOutcome.CANCELLED)
}

private fun approve(state: S.Approve, event: E): FlowStep? = when (event) {
    is E.Digits -> FlowStep(state.copy(digits = event.text.filter { it in '0'..'9' }.take(CHECK_LENGTH), problem = null))
    E.ApprovePressed -> when {
        state.working -> null
        state.prompt.needsCheck && state.digits.length < CHECK_LENGTH ->
            FlowStep(state.copy(problem = Problem(Problem.Kind.CHECK_DIGITS)))
        else -> FlowStep(S.Pad(PadTask.UNLOCK, approval = state.copy(problem = null)), listOf(X.ClearPads, X.Lock, X.ReadStatus))
    }
    E.DeclinePressed, E.GaveUp -> if (state.working) null else FlowStep(state.copy(working = true), listOf(X.Decline))
    is E.Declined -> FlowStep(S.Done(End.DECLINED, null, state.prompt.shownName(), event.entry, isFromHere = !state.prompt.crossDevice))
    is E.Failed -> FlowStep(S.ScanCode(enrolled = true, problem = event.problem), listOf(X.Drop))
    E.Left -> FlowStep(state, listOf(X.Lock))
    else -> null
}

private fun done(state: S.Done, event: E): FlowStep? = when (event) {
    E.Continue, E.GaveUp ->
        if (state.changed) FlowStep(S.TurnOnAgain(), listOf(X.Drop)) else FlowStep(S.Starting, listOf(X.Drop, X.ReadStatus))
    E.Left -> FlowStep(state, listOf(X.Lock))
    else -> null
}

/** What an approval leads to. */
internal val S.Approve?.end: End get() = if (this?.consent != null) End.SHARED else End.LOGGED_IN

/** The service by its name, or else by the domain that is known for sure. */
internal fun org.mien.core.ApprovalPrompt.shownName(): String = serviceName ?: domain

/** Whether this many digits are all there are. */
internal val S.Pad.isFull: Boolean get() = typed >= (offer?.codeLength?.toInt().takeIf { task == PadTask.SMS_CODE } ?: PASSCODE_LENGTH)
