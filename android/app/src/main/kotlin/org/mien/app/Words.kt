package org.mien.app

import android.content.Context
import java.text.DateFormat
import java.util.Date
import org.mien.core.CredentialStatus
import org.mien.core.HistoryEntry
import org.mien.core.Standing
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
    Kind.WRONG_PASSCODE -> tries(problem, R.plurals.problem_wrong_passcode)
    Kind.WRONG_PATTERN -> tries(problem, R.plurals.problem_wrong_pattern)
    Kind.THROTTLED -> getString(R.string.problem_throttled)
    Kind.WEAK_PASSCODE, Kind.PATTERN_REFUSED -> getString(weakness(problem.weakness))
    Kind.SAME_PASSCODE -> getString(R.string.problem_same_passcode)
    Kind.BIOMETRICS_CHANGED -> getString(R.string.pad_changed)
    Kind.BIOMETRICS_REFUSED -> getString(R.string.problem_biometrics_refused)
    Kind.BIOMETRICS_MISSING -> getString(R.string.problem_biometrics_missing)
    Kind.SUSPECT_DEVICE -> getString(R.string.problem_suspect_device)
    Kind.WRONG_GROUP -> getString(R.string.problem_wrong_group)
    Kind.WRONG_RECOVERY -> getString(R.string.problem_wrong_recovery)
    Kind.PASSCODES_DIFFER -> getString(R.string.problem_passcodes_differ)
    Kind.WRONG_SMS_CODE -> getString(R.string.problem_wrong_sms_code)
    Kind.NO_CAMERA -> getString(R.string.problem_no_camera)
    Kind.FIELD -> getString(R.string.problem_field)
    Kind.BIRTH_DATE -> getString(R.string.problem_birth_date)
    Kind.PASSWORD_RULES -> getString(R.string.problem_password_rules)
    Kind.PASSWORDS_DIFFER -> getString(R.string.problem_passwords_differ)
    Kind.NO_CODE -> getString(R.string.problem_no_code)
    Kind.NOT_SOLVED -> getString(R.string.problem_not_solved)
    Kind.ANSWER_WRONG -> getString(R.string.problem_answer_wrong)
    Kind.ANSWER_EXPIRED -> getString(R.string.problem_answer_expired)
    Kind.ANSWER_TOO_SOON -> getString(R.string.problem_answer_too_soon)
    Kind.NO_MORE_CODES -> getString(R.string.problem_no_more_codes)
    Kind.FACE_NOT_CONFIRMED -> getString(R.string.problem_face_not_confirmed)
    Kind.ANSWER_NOT_ACCEPTED -> getString(R.string.problem_answer_not_accepted)
    Kind.ANSWER_OTHER -> getString(R.string.problem_answer_other)
    Kind.BROWSER_ANSWER -> getString(R.string.problem_browser_answer)
    Kind.NOT_SET_UP -> getString(R.string.problem_not_set_up)
    Kind.ENDED -> getString(R.string.problem_ended)
    Kind.ENDED_TRIES -> getString(R.string.problem_ended_tries)
    Kind.ENDED_ELIGIBLE -> getString(R.string.problem_ended_eligible)
    Kind.ENDED_FACE -> getString(R.string.problem_ended_face)
    Kind.ENDED_EXPIRED -> getString(R.string.problem_ended_expired)
    Kind.ENDED_UPDATE -> getString(R.string.problem_ended_update)
    Kind.ENDED_NOT_VERIFIED -> getString(R.string.problem_ended_not_verified)
    Kind.DEVICE, Kind.CANCELLED, Kind.STEP_UP, Kind.VAULT_SHUT -> getString(R.string.problem_device)
}

private fun Context.tries(problem: Problem, words: Int): String {
    if (problem.isLastTry) return getString(R.string.problem_last_try)
    val left = problem.attemptsLeft ?: 0
    return resources.getQuantityString(words, left, left)
}

/** The same, with the time that is still to wait. */
internal fun Context.words(problem: Problem?, waitMs: Long): String? {
    val words = problem?.let(::words) ?: return null
    if (waitMs <= 0) return words
    val seconds = (waitMs + MS - 1) / MS
    return "$words\n${getString(R.string.problem_wait, clock(seconds))}"
}

private const val MS = 1000

/** Why a passcode or a pattern is too easy. A reason of a newer core than this app says the most general thing. */
internal fun weakness(reason: String?): Int = when (reason) {
    "passcode_few_digits" -> R.string.weak_few_digits
    "passcode_sequence" -> R.string.weak_sequence
    "passcode_repeats" -> R.string.weak_repeats
    "passcode_palindrome" -> R.string.weak_palindrome
    "passcode_keypad_walk" -> R.string.weak_keypad_walk
    "passcode_date" -> R.string.weak_date
    "passcode_personal_number" -> R.string.weak_personal_number
    "pattern_too_short" -> R.string.weak_pattern_short
    "patterns_differ" -> R.string.weak_pattern_differ
    "pattern_few_turns" -> R.string.weak_pattern_turns
    "pattern_common" -> R.string.weak_pattern_common
    else -> R.string.weak_common
}

/** A claim by its name. One without a word of ours is shown as the service wrote it: never hidden. */
internal fun Context.claim(name: String): String = when (name) {
    "name" -> getString(R.string.claim_name)
    "uid" -> getString(R.string.claim_uid)
    "id_number_masked" -> getString(R.string.claim_id_number_masked)
    "birth_year" -> getString(R.string.claim_birth_year)
    "age_equal_or_over.18" -> getString(R.string.claim_over_18)
    else -> name
}

internal fun Context.line(entry: HistoryEntry): String {
    val kind = when (entry.kind) {
        "enrolment" -> R.string.kind_enrolment
        "login" -> R.string.kind_login
        "presentation" -> R.string.kind_presentation
        "not_me_reported" -> R.string.kind_not_me
        else -> R.string.kind_other
    }
    val outcome = when (entry.outcome) {
        "approved" -> R.string.outcome_approved
        "declined" -> R.string.outcome_declined
        "expired" -> R.string.outcome_expired
        else -> R.string.outcome_failed
    }
    return getString(R.string.approve_detail, getString(kind), getString(outcome))
}

/** What the issuer says of the credential, and as of when: never "valid" without an age. */
internal fun Context.standing(status: CredentialStatus): String? {
    val asOf = status.asOf?.let { time(it.toLong() * MS) } ?: return if (status.standing == Standing.UNKNOWN) getString(R.string.standing_unknown) else null
    return when (status.standing) {
        Standing.VALID -> getString(R.string.standing_valid, asOf)
        Standing.REVOKED -> getString(R.string.standing_revoked, asOf)
        Standing.SUSPENDED -> getString(R.string.standing_suspended, asOf)
        Standing.UNKNOWN -> getString(R.string.standing_unknown)
        Standing.NOT_PUBLISHED -> null
    }
}

/** Date and time in the language of the screen. */
internal fun Context.time(atMs: Long): String =
    DateFormat.getDateTimeInstance(DateFormat.MEDIUM, DateFormat.SHORT, resources.configuration.locales[0]).format(Date(atMs))
