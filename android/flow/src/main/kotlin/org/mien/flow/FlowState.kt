package org.mien.flow

import org.mien.ScanOutcome
import org.mien.core.ApprovalPrompt
import org.mien.core.HistoryEntry
import org.mien.core.OfferView
import org.mien.core.ScanFeedback

/** What the screen shows. Holds everything that is drawn, and never a digit of a passcode. */
sealed interface FlowState {
    /** Reading what the phone is in. */
    data object Starting : FlowState

    /** The camera looks for a QR code: an offer before the enrolment, a login after it. */
    data class ScanCode(val enrolled: Boolean, val problem: Problem? = null, val working: Boolean = false) : FlowState

    /** Who offers what, and the consent to the face check. The camera is off. */
    data class Consent(val offer: OfferView) : FlowState

    /** The camera looks at the person. [ended] stops it: anything but a pass asks what to do next. */
    data class ScanFace(
        val offer: OfferView,
        val look: ScanFeedback? = null,
        val ended: Ending? = null,
        /** How often it could not be confirmed; another way is offered after three. */
        val notConfirmed: Int = 0,
    ) : FlowState

    /** Six keys to press. [waitMs] above zero counts down and turns the keys off. */
    data class Pad(
        val task: PadTask,
        val typed: Int = 0,
        val problem: Problem? = null,
        val waitMs: Long = 0,
        val working: Boolean = false,
        /** Only [PadTask.SMS_CODE] has it: that code is no secret of the person's and is shown. */
        val shown: String = "",
        /** Before an enrolment is over. */
        val offer: OfferView? = null,
        /** Before a login is over, with the digits that were typed for it. */
        val approval: Approve? = null,
    ) : FlowState

    /** Who asks for what. */
    data class Approve(
        val prompt: ApprovalPrompt,
        val digits: String = "",
        val problem: Problem? = null,
        val working: Boolean = false,
    ) : FlowState

    /** The end, and its line in the history. */
    data class Done(val end: End, val who: String?, val where: String?, val entry: HistoryEntry?) : FlowState
}

/** How a scan ended, and what may help next time: reasons and hints by their ids. */
data class Ending(val outcome: ScanOutcome, val reasons: List<String> = emptyList())

/** What the six keys are for. */
enum class PadTask { CHOOSE, REPEAT, SMS_CODE, UNLOCK }

/** How a journey ended. */
enum class End { ENROLLED, LOGGED_IN, DECLINED, ENROL_AGAIN }

/** One reason, for one sentence. The app holds the words. */
data class Problem(
    val kind: Kind,
    /** The host of a web address that is no login code. */
    val host: String? = null,
    /** Tries until everything is destroyed. */
    val attemptsLeft: Int? = null,
    /** How long the next try has to wait. */
    val waitMs: Long = 0,
    /** Why a passcode is too easy, as the core's stable name. */
    val weakness: String? = null,
) {
    enum class Kind {
        NOT_A_LOGIN_CODE, NOT_AN_OFFER, CODE_EXPIRED, NOT_VERIFIED, CHECK_DIGITS, NOTHING_TO_SHOW, NETWORK, LOGIN_FAILED, OUTCOME_UNKNOWN,
        WRONG_PASSCODE, THROTTLED, WEAK_PASSCODE, PASSCODES_DIFFER, WRONG_SMS_CODE, NO_CAMERA, DEVICE, ENROL_AGAIN,
    }

    /** Whether one more wrong try destroys everything: worth a warning of its own. */
    val isLastTry: Boolean get() = attemptsLeft == 1
}
