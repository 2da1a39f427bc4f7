package org.mien.flow

import org.mien.core.AccountPurpose
import org.mien.core.AccountView
import org.mien.core.ApprovalPrompt
import org.mien.core.ConsentView
import org.mien.core.CredentialStatus
import org.mien.core.Factor
import org.mien.core.HistoryEntry
import org.mien.core.Identity
import org.mien.core.NotMe
import org.mien.core.OfferView
import org.mien.core.PasswordRule
import org.mien.core.RecoveryCodeForm
import org.mien.core.ScanFeedback
import org.mien.core.ScanResult
import org.mien.core.SecretText
import org.mien.core.SecurityLevel
import org.mien.core.Status
import org.mien.core.WaysIn

/** What happened: the person did something, the camera saw something, or the core answered. */
sealed interface FlowEvent {
    // The person
    data object Agreed : FlowEvent
    data object GaveUp : FlowEvent
    data object ScanAgain : FlowEvent

    /** The person wants to go on without a face check. */
    data object OtherWayChosen : FlowEvent
    data class Key(val digit: Int) : FlowEvent
    data object Backspace : FlowEvent
    data class Digits(val text: String) : FlowEvent
    data object ApprovePressed : FlowEvent
    data object DeclinePressed : FlowEvent
    data object Continue : FlowEvent
    data object SecurityAsked : FlowEvent
    data class ChangeAsked(val change: Change) : FlowEvent
    data object BiometricsChosen : FlowEvent
    data object PatternChosen : FlowEvent
    data object PasscodeChosen : FlowEvent

    /** The finger reached a dot of the grid, 0 to 8. */
    data class Dot(val dot: Int) : FlowEvent
    data object FingerUp : FlowEvent
    data object RepairAsked : FlowEvent

    /** The passcode was forgotten. */
    data object ForgottenAsked : FlowEvent

    /** "Use the recovery code". */
    data object RecoveryAsked : FlowEvent

    /** What stands in the field of the recovery code. */
    class RecoveryTyped(val code: SecretText) : FlowEvent

    /** The last group of a new recovery code, from the paper. No data class: not to be printed. */
    class GroupTyped(val text: String) : FlowEvent

    /** "Delete everything": once to be asked, once more to do it. */
    data object DeleteAsked : FlowEvent

    // The person, in the account's journey
    data class WayChosen(val purpose: AccountPurpose) : FlowEvent
    data object GoOn : FlowEvent
    data object CodeChosen : FlowEvent
    data class Typed(val field: Field, val text: String) : FlowEvent
    class PasswordTyped(val password: SecretText) : FlowEvent
    data class AgreedChanged(val isAgreed: Boolean) : FlowEvent
    data class CodeTyped(val text: String) : FlowEvent
    data object DayMissing : FlowEvent
    data class Answered(val answer: AccountAnswer) : FlowEvent
    data object HistoryAsked : FlowEvent

    /** "This wasn't me"; [Agreed] says it a second time. */
    data class NotMeAsked(val entry: HistoryEntry) : FlowEvent

    /** The system handed an SMS over. */
    data class MessageArrived(val text: String) : FlowEvent

    /** The app left the foreground. */
    data object Left : FlowEvent

    /** Time passed. */
    data class Tick(val milliseconds: Long) : FlowEvent

    // The camera
    data class CodeRead(val text: String) : FlowEvent
    data class FaceSeen(val feedback: ScanFeedback) : FlowEvent
    data class ScanEnded(val result: ScanResult) : FlowEvent

    // The core
    data class StatusRead(val status: Status) : FlowEvent
    data class OfferArrived(val offer: OfferView) : FlowEvent
    data class RequestArrived(val prompt: ApprovalPrompt, val consent: ConsentView? = null) : FlowEvent
    data class Judged(val weakness: String?) : FlowEvent
    data object Chosen : FlowEvent
    data class Enrolled(val identity: Identity, val entry: HistoryEntry?) : FlowEvent
    data class Approved(val who: String?, val entry: HistoryEntry?, val returnUrl: String? = null) : FlowEvent
    data class Declined(val entry: HistoryEntry?) : FlowEvent
    data class Lifted(val dots: Int) : FlowEvent
    data object Verified : FlowEvent
    data object Opened : FlowEvent
    data object Changed : FlowEvent
    data class WaysRead(val ways: WaysIn, val level: SecurityLevel, val canBiometrics: Boolean, val phone: ThisPhone? = null) : FlowEvent
    data class StandingRead(val standing: CredentialStatus) : FlowEvent
    data object Repaired : FlowEvent
    class RecoveryMade(val code: RecoveryGroups) : FlowEvent
    data class GroupJudged(val isRight: Boolean) : FlowEvent
    data class RecoveryJudged(val form: RecoveryCodeForm) : FlowEvent
    data object Deleted : FlowEvent
    data class Failed(val problem: Problem) : FlowEvent
    data class NothingBegun(val canBegin: Boolean) : FlowEvent
    data class Viewed(val view: AccountView) : FlowEvent
    data class Checked(val field: Field, val check: FieldCheck) : FlowEvent
    data class RulesJudged(val unmet: List<PasswordRule>) : FlowEvent
    data class CodeFound(val code: String?) : FlowEvent

    /** [view] is where the enrolment stands after the failure. */
    data class AnswerFailed(val problem: Problem, val view: AccountView?, val checks: Map<Field, FieldCheck> = emptyMap()) : FlowEvent
    data class HistoryRead(val entries: List<HistoryEntry>) : FlowEvent
    data class Reported(val told: NotMe, val entries: List<HistoryEntry>) : FlowEvent
}

/** What to do next, in this order. Each is one call or two on the core, and answers with an event. */
sealed interface FlowEffect {
    data object ReadStatus : FlowEffect
    data class Follow(val code: String, val enrolled: Boolean) : FlowEffect
    data class Begin(val purpose: AccountPurpose) : FlowEffect

    /** Goes on with an enrolment that was begun, if there is one. */
    data object Resume : FlowEffect
    data object View : FlowEffect
    data class Check(val field: Field, val text: String) : FlowEffect
    class JudgePassword(val password: SecretText) : FlowEffect
    data class FindCode(val text: String) : FlowEffect
    data class Answer(val answer: AccountAnswer) : FlowEffect
    data object ReadHistory : FlowEffect
    data class Report(val number: ULong, val signOut: Boolean) : FlowEffect
    data object StartFaceScan : FlowEffect
    data object TakeFaceScan : FlowEffect
    data object InterruptFaceScan : FlowEffect
    data object CancelFaceScan : FlowEffect
    data class Type(val digit: Int, val on: Entry) : FlowEffect
    data class Erase(val on: Entry) : FlowEffect
    data object ClearPads : FlowEffect

    /** The two typings of a new passcode, but not the one before. */
    data object ClearNew : FlowEffect
    data object Judge : FlowEffect
    data object Choose : FlowEffect
    data class Finish(val smsCode: String?) : FlowEffect
    data class Approve(val digits: String?, val by: Factor = Factor.PASSCODE) : FlowEffect

    /** Proves that the person is there. */
    data class Open(val by: Factor) : FlowEffect
    data class Touch(val dot: Int, val again: Boolean) : FlowEffect
    data class CountDots(val again: Boolean) : FlowEffect
    data object VerifyOld : FlowEffect
    data class Make(val change: Change) : FlowEffect
    data object ReadWays : FlowEffect
    data object Repair : FlowEffect

    /** Asks the new code for its last group. */
    class ConfirmRecovery(val group: String) : FlowEffect

    /** Judges the form of a code that is typed, and keeps it for [Recover]. */
    class JudgeRecovery(val code: SecretText) : FlowEffect

    /** Opens the vault with the code that is kept, and the new passcode. */
    data object Recover : FlowEffect

    /** Forgets a code that was made or typed. */
    data object ForgetRecovery : FlowEffect
    data object DeleteAll : FlowEffect
    data object Decline : FlowEffect

    /** Forget the journey: nothing of it was stored. */
    data object Drop : FlowEffect
    data object Lock : FlowEffect
}

/** Which of the pads takes the digits: the passcode before a change, the first typing, the second. */
enum class Entry { OLD, FIRST, AGAIN }

/** Where an event leads, and what is to be done for it. */
data class FlowStep(val state: FlowState, val effects: List<FlowEffect> = emptyList())
