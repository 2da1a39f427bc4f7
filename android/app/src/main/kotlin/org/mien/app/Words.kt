package org.mien.app

import android.content.Context
import java.text.DateFormat
import java.util.Date
import org.mien.core.HistoryEntry
import org.mien.flow.Problem
import org.mien.flow.Problem.Kind

/** The words for what the core names by stable ids; those of the scan's hints lie in `core/face/guidance`. */

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
