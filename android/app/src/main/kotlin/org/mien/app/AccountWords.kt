package org.mien.app

import android.content.Context
import org.mien.core.IdNumberProblem
import org.mien.core.NameProblem
import org.mien.core.PhoneProblem
import org.mien.flow.FieldCheck

/** The words below a field. */

internal fun FieldView.show(context: Context, check: FieldCheck?) = when (check) {
    null, FieldCheck.Incomplete -> say(null, isGood = null)
    is FieldCheck.Right -> say(check.masked, isGood = true)
    is FieldCheck.WrongNumber -> say(context.getString(words(check.problem)), isGood = false)
    is FieldCheck.WrongName -> say(context.getString(words(check.problem)), isGood = false)
    is FieldCheck.WrongPhone -> say(context.getString(words(check.problem)), isGood = false)
}

internal fun words(problem: IdNumberProblem): Int = when (problem) {
    IdNumberProblem.EMPTY -> R.string.id_empty
    IdNumberProblem.CHARACTER -> R.string.id_character
    IdNumberProblem.LENGTH -> R.string.id_length
    IdNumberProblem.SERIES -> R.string.id_series
    IdNumberProblem.FORM -> R.string.id_form
    IdNumberProblem.CHECK_CHARACTER -> R.string.id_check
    IdNumberProblem.REGION -> R.string.id_region
    IdNumberProblem.BIRTH_DATE -> R.string.id_birth_date
    IdNumberProblem.IMPLAUSIBLE -> R.string.id_implausible
}

internal fun words(problem: NameProblem): Int = when (problem) {
    NameProblem.EMPTY -> R.string.name_empty
    NameProblem.TOO_LONG -> R.string.name_too_long
    NameProblem.CHARACTER -> R.string.name_character
    NameProblem.NO_LETTER -> R.string.name_no_letter
}

internal fun words(problem: PhoneProblem): Int = when (problem) {
    PhoneProblem.EMPTY -> R.string.phone_empty
    PhoneProblem.CHARACTER -> R.string.phone_character
    PhoneProblem.COUNTRY_CODE -> R.string.phone_country
    PhoneProblem.TOO_SHORT -> R.string.phone_short
    PhoneProblem.TOO_LONG -> R.string.phone_long
    PhoneProblem.INVALID -> R.string.phone_invalid
    PhoneProblem.NOT_MOBILE -> R.string.phone_not_mobile
    PhoneProblem.DIFFERS -> R.string.phone_differs
}

/** Minutes and seconds, with digits that every language here reads. */
internal fun clock(seconds: Long): String = "%d:%02d".format(java.util.Locale.ROOT, seconds / MINUTE, seconds % MINUTE)

private const val MINUTE = 60
