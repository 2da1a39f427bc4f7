package org.mien.app

import android.content.Context
import java.text.DateFormat
import java.util.Date
import org.mien.Guidance
import org.mien.core.HistoryEntry
import org.mien.core.ScanResult
import org.mien.flow.FlowState
import org.mien.flow.Problem
import org.mien.flow.Problem.Kind

/** The words for what the core names by stable ids. Each `when` is complete: a new id does not compile without a text. */

internal fun Guidance.text(): Int = when (this) {
    Guidance.NO_FACE -> R.string.hint_no_face
    Guidance.MULTIPLE_FACES -> R.string.hint_multiple_faces
    Guidance.MOVE_CLOSER -> R.string.hint_move_closer
    Guidance.MOVE_BACK -> R.string.hint_move_back
    Guidance.MOVE_LEFT -> R.string.hint_move_left
    Guidance.MOVE_RIGHT -> R.string.hint_move_right
    Guidance.MOVE_UP -> R.string.hint_move_up
    Guidance.MOVE_DOWN -> R.string.hint_move_down
    Guidance.TOO_DARK -> R.string.hint_too_dark
    Guidance.TOO_BRIGHT -> R.string.hint_too_bright
    Guidance.LIGHT_FROM_SIDE -> R.string.hint_light_from_side
    Guidance.BACKLIT -> R.string.hint_backlit
    Guidance.BLURRY -> R.string.hint_blurry
    Guidance.TURN_TO_FRONT -> R.string.hint_turn_to_front
    Guidance.RAISE_CHIN -> R.string.hint_raise_chin
    Guidance.LOWER_CHIN -> R.string.hint_lower_chin
    Guidance.LEVEL_HEAD -> R.string.hint_level_head
    Guidance.OPEN_EYES -> R.string.hint_open_eyes
    Guidance.HOLD_STILL -> R.string.hint_hold_still
    Guidance.TURN_LEFT -> R.string.hint_turn_left
    Guidance.TURN_RIGHT -> R.string.hint_turn_right
    Guidance.A_BIT_MORE -> R.string.hint_a_bit_more
    Guidance.BACK_TO_CENTRE -> R.string.hint_back_to_centre
    Guidance.OTHER_WAY -> R.string.hint_other_way
    Guidance.SLOWER -> R.string.hint_slower
    Guidance.PROCESSING -> R.string.hint_processing
    Guidance.SUCCESS -> R.string.hint_success
    Guidance.TRY_AGAIN -> R.string.hint_try_again
}

internal fun ScanResult.text(): Int = when (this) {
    ScanResult.Passed -> R.string.hint_success
    ScanResult.TryAgain, ScanResult.Cancelled -> R.string.ended_try_again
    ScanResult.NotConfirmed -> R.string.ended_not_confirmed
    is ScanResult.TimedOut -> R.string.ended_timed_out
}

internal fun Context.words(problem: Problem): String = when (problem.kind) {
    Kind.NOT_A_LOGIN_CODE -> problem.host?.let { getString(R.string.problem_web_address, it) } ?: getString(R.string.problem_not_a_login_code)
    Kind.NOT_AN_OFFER -> getString(R.string.problem_not_an_offer)
    Kind.CODE_EXPIRED -> getString(R.string.problem_code_expired)
    Kind.NOT_VERIFIED -> getString(R.string.problem_not_verified)
    Kind.CHECK_DIGITS -> getString(R.string.problem_check_digits)
    Kind.NOTHING_TO_SHOW -> getString(R.string.problem_nothing_to_show)
    Kind.NETWORK -> getString(R.string.problem_network)
    Kind.LOGIN_FAILED -> getString(R.string.problem_login_failed)
    Kind.OUTCOME_UNKNOWN -> getString(R.string.problem_outcome_unknown)
    Kind.WRONG_PASSCODE -> if (problem.isLastTry) getString(R.string.problem_last_try) else problem.attemptsLeft.let {
        resources.getQuantityString(R.plurals.problem_wrong_passcode, it ?: 0, it ?: 0)
    }
    Kind.THROTTLED -> getString(R.string.problem_throttled)
    Kind.WEAK_PASSCODE -> getString(weakness(problem.weakness))
    Kind.PASSCODES_DIFFER -> getString(R.string.problem_passcodes_differ)
    Kind.WRONG_SMS_CODE -> getString(R.string.problem_wrong_sms_code)
    Kind.NO_CAMERA -> getString(R.string.problem_no_camera)
    Kind.DEVICE, Kind.ENROL_AGAIN -> getString(R.string.problem_device)
}

/** Why a passcode is too easy. A reason of a newer core than this app says the most general thing. */
internal fun weakness(reason: String?): Int = when (reason) {
    "passcode_few_digits" -> R.string.weak_few_digits
    "passcode_sequence" -> R.string.weak_sequence
    "passcode_repeats" -> R.string.weak_repeats
    "passcode_palindrome" -> R.string.weak_palindrome
    "passcode_keypad_walk" -> R.string.weak_keypad_walk
    "passcode_date" -> R.string.weak_date
    "passcode_personal_number" -> R.string.weak_personal_number
    else -> R.string.weak_common
}

/** A claim by its name. One without a word of ours is shown as the service wrote it: never hidden. */
internal fun Context.claim(name: String): String = when (name) {
    "name" -> getString(R.string.claim_name)
    "uid" -> getString(R.string.claim_uid)
    "id_number_masked" -> getString(R.string.claim_id_number_masked)
    "birth_year" -> getString(R.string.claim_birth_year)
    else -> name
}

internal fun Context.line(entry: HistoryEntry): String {
    val kind = if (entry.kind == "enrolment") R.string.kind_enrolment else R.string.kind_login
    val outcome = when (entry.outcome) {
        "approved" -> R.string.outcome_approved
        "declined" -> R.string.outcome_declined
        "expired" -> R.string.outcome_expired
        else -> R.string.outcome_failed
    }
    return getString(R.string.approve_detail, getString(kind), getString(outcome))
}

/** Date and time in the language of the screen. */
internal fun Context.time(atMs: Long): String =
    DateFormat.getDateTimeInstance(DateFormat.MEDIUM, DateFormat.SHORT, resources.configuration.locales[0]).format(Date(atMs))

/** The hint of a face scan, in words. */
internal fun Context.hint(state: FlowState.ScanFace): String = getString(
    state.ended?.text() ?: Guidance.of(state.look?.guidance)?.text() ?: R.string.scan_start,
)
