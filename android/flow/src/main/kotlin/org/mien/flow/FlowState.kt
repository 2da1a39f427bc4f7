package org.mien.flow

import org.mien.ScanOutcome
import org.mien.core.AccountView
import org.mien.core.ApprovalPrompt
import org.mien.core.ConsentView
import org.mien.core.CredentialStatus
import org.mien.core.HistoryEntry
import org.mien.core.NotMe
import org.mien.core.OfferView
import org.mien.core.PasswordRule
import org.mien.core.RecoveryCodeForm
import org.mien.core.ScanFeedback
import org.mien.core.SecurityLevel
import org.mien.core.WaysIn

/** What the screen shows. Holds everything that is drawn, and never a digit of a passcode. */
sealed interface FlowState {
    /** Reading what the phone is in. */
    data object Starting : FlowState

    /** Nobody is enrolled: which way to begin. */
    data class Welcome(
        val problem: Problem? = null,
        val working: Boolean = false,
        /** An enrolment was begun and waits. */
        val waits: Boolean = false,
        /** Whether the deployment names a provider; following a code works without. */
        val canBegin: Boolean = true,
    ) : FlowState

    /** A step that the provider asks for: fields, a text to agree to, a wait. Never holds a letter of a password. */
    data class Account(
        val view: AccountView,
        val checks: Map<Field, FieldCheck> = emptyMap(),
        /** Rules of the new password that are not met; `null` until something was typed. */
        val unmet: List<PasswordRule>? = null,
        /** The digits of the SMS's code, which may be seen. */
        val code: String = "",
        /** The tick: the declaration was read, or the template may go to the provider. */
        val agreed: Boolean = false,
        val problem: Problem? = null,
        val working: Boolean = false,
        /** Time since the view was read: seconds run down. */
        val passedMs: Long = 0,
    ) : FlowState

    /** The camera looks for a QR code: an offer before the enrolment, a login after it. */
    data class ScanCode(val enrolled: Boolean, val problem: Problem? = null, val working: Boolean = false) : FlowState

    /** Who offers what, and the consent to the face check. The camera is off. */
    data class Consent(val offer: OfferView) : FlowState

    /** The camera looks at the person. [ended] stops it: anything but a pass asks what to do next. */
    data class ScanFace(
        val offer: OfferView? = null,
        val look: ScanFeedback? = null,
        val ended: Ending? = null,
        /** How often it could not be confirmed; another way is offered after three. */
        val notConfirmed: Int = 0,
        /** The provider's step that the scan is for; without it an offer is. */
        val account: Account? = null,
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
        /** The last step of the account's journey. */
        val account: AccountView? = null,
        /** Before a login is over, with the digits that were typed for it. */
        val approval: Approve? = null,
        /** What else could open it, once that was read. */
        val ways: WaysIn? = null,
        /** The phone invalidated biometrics: why the passcode is asked for. */
        val changed: Boolean = false,
        /** What was asked for and waits for this proof. */
        val then: Change? = null,
        /** Whether the history is what was asked for, not the settings. */
        val history: Boolean = false,
        /** A new passcode after the recovery code, which waits in the core. */
        val recover: Recover? = null,
    ) : FlowState

    /** The grid of nine dots. Holds how many were connected last, never which. */
    data class Draw(
        val task: DrawTask,
        val problem: Problem? = null,
        val waitMs: Long = 0,
        val working: Boolean = false,
        /** Before a login is over. */
        val approval: Approve? = null,
        /** The pad that this one took the place of: the passcode remains a way in. */
        val pad: Pad? = null,
    ) : FlowState

    /** What opens the app: on, off, changed. */
    data class Security(
        val ways: WaysIn,
        val level: SecurityLevel,
        /** Whether this phone has strong biometrics to turn on. */
        val canBiometrics: Boolean,
        val phone: ThisPhone? = null,
        val problem: Problem? = null,
        /** What is being done. */
        val working: Change? = null,
        /** What was done last, to say so. */
        val done: Change? = null,
    ) : FlowState

    /** A new recovery code: to be written down, then its last group is asked for. */
    data class Recovery(
        val code: RecoveryGroups,
        val confirming: Boolean = false,
        val problem: Problem? = null,
        val working: Boolean = false,
        /** It was written down, and opens the app from now on. */
        val done: Boolean = false,
    ) : FlowState

    /** The recovery code is typed; what stands in the field is in the core. [back] is where "no" leads. */
    data class Recover(
        val back: FlowState,
        val form: RecoveryCodeForm = RecoveryCodeForm.INCOMPLETE,
        val problem: Problem? = null,
    ) : FlowState

    /** Fingerprints or faces of this phone were changed: turn biometrics on again, or leave them off. */
    data class TurnOnAgain(val problem: Problem? = null, val working: Boolean = false) : FlowState

    /** Every request and how it ended, newest first. */
    data class History(
        val entries: List<HistoryEntry>,
        /** The entry of which the person says that it was not them, until they say so a second time. */
        val asked: HistoryEntry? = null,
        /** The tick: this phone was in other hands, sign it out as well. */
        val signOut: Boolean = false,
        val working: Boolean = false,
        val problem: Problem? = null,
        /** What the provider has done about it. */
        val told: NotMe? = null,
    ) : FlowState

    /** Nothing opens the vault any more, or not as it is. */
    data class Stopped(
        val why: Stop,
        /** What can still be read may be saved. */
        val repairable: Boolean = false,
        /** There is something left that deleting would take away. */
        val hasRest: Boolean = true,
        /** A recovery code may open it all the same. */
        val recoverable: Boolean = false,
        val problem: Problem? = null,
        /** "Delete everything" was pressed once. */
        val sure: Boolean = false,
        val working: Boolean = false,
    ) : FlowState

    /** Who asks for what. */
    data class Approve(
        val prompt: ApprovalPrompt,
        val digits: String = "",
        val problem: Problem? = null,
        val working: Boolean = false,
        /** A verifier that wants to know something, and no login: what is shown besides. */
        val consent: ConsentView? = null,
    ) : FlowState

    /** The end, and its line in the history. */
    data class Done(
        val end: End,
        val who: String?,
        val where: String?,
        val entry: HistoryEntry?,
        /** Where the browser of this phone waits for the login's end. */
        val returnUrl: String? = null,
        /** Another app or a page on this phone asked, and is to come back. */
        val isFromHere: Boolean = false,
        /** Biometrics were invalidated meanwhile: ask about them next. */
        val changed: Boolean = false,
    ) : FlowState
}

/** How a scan ended, and what may help next time: reasons and hints by their ids. */
data class Ending(val outcome: ScanOutcome, val reasons: List<String> = emptyList())

/** What the six keys are for: a new passcode (twice), the code from an SMS, an approval, the security settings, the passcode before a change, repairing, renewing the keys. */
enum class PadTask { CHOOSE, REPEAT, SMS_CODE, UNLOCK, OPEN, OLD, REPAIR, RENEW }

/** What the grid is for: a new pattern (twice), an approval, the security settings. */
enum class DrawTask { CHOOSE, REPEAT, UNLOCK, OPEN }

/** What can be changed about the ways in. */
enum class Change { PASSCODE, PATTERN_ON, PATTERN_OFF, BIOMETRICS_ON, BIOMETRICS_OFF, RECOVERY_ON, RECOVERY_OFF, KEYS }

/** Why nothing opens. */
enum class Stop { WIPED, RESTORED, DAMAGED, DELETE_ASKED, FORGOTTEN, COUNTER_LOST }

/** What a biometric prompt is shown for. */
enum class PromptFor { OPEN, LOG_IN, TURN_ON }

/** This phone among the person's devices. */
data class ThisPhone(
    /** When it was set up, milliseconds since 1970. */
    val sinceMs: Long?,
    /** Where the provider lists the others. */
    val devicesUrl: String?,
    /** Whether the issuer stands by the credential, with the age of that. */
    val standing: CredentialStatus? = null,
)

/** How a journey ended. */
enum class End { ENROLLED, LOGGED_IN, SHARED, DECLINED }

/** One reason, for one sentence. The app holds the words. */
data class Problem(
    val kind: Kind,
    /** The host of a web address that is no login code. */
    val host: String? = null,
    /** Tries until everything is destroyed. */
    val attemptsLeft: Int? = null,
    /** How long the next try has to wait. */
    val waitMs: Long = 0,
    /** Why a passcode is too easy, or a pattern not accepted, as the core's stable name. */
    val weakness: String? = null,
) {
    enum class Kind {
        NOT_A_LOGIN_CODE, NOT_AN_OFFER, CODE_EXPIRED, NOT_VERIFIED, CHECK_DIGITS, NOTHING_TO_SHOW, NETWORK, LOGIN_FAILED, OUTCOME_UNKNOWN,
        WRONG_PASSCODE, WRONG_PATTERN, THROTTLED, WEAK_PASSCODE, PASSCODES_DIFFER, SAME_PASSCODE, PATTERN_REFUSED, WRONG_SMS_CODE, NO_CAMERA,
        WRONG_GROUP, WRONG_RECOVERY, BIOMETRICS_CHANGED, BIOMETRICS_REFUSED, BIOMETRICS_MISSING, SUSPECT_DEVICE, DEVICE,

        /** Of a field or an answer in the account's journey; the provider does not say which part was wrong. */
        FIELD, BIRTH_DATE, PASSWORD_RULES, PASSWORDS_DIFFER, NO_CODE, NOT_SOLVED, ANSWER_WRONG, ANSWER_EXPIRED, ANSWER_TOO_SOON, NO_MORE_CODES,
        FACE_NOT_CONFIRMED, ANSWER_NOT_ACCEPTED, ANSWER_OTHER, BROWSER_ANSWER,

        /** The account's journey is over, and nothing of it is on the phone. */
        NOT_SET_UP, ENDED, ENDED_TRIES, ENDED_ELIGIBLE, ENDED_FACE, ENDED_EXPIRED, ENDED_UPDATE, ENDED_NOT_VERIFIED,

        /** No words: the person pressed cancel. */
        CANCELLED,

        /** No words: the passcode is asked for first. */
        STEP_UP,

        /** No words: the screen that says it follows from the status. */
        VAULT_SHUT,
    }

    /** Whether one more wrong try destroys everything: worth a warning of its own. */
    val isLastTry: Boolean get() = attemptsLeft == 1
}
