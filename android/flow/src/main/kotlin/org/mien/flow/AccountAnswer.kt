package org.mien.flow

import org.mien.core.CalendarDate
import org.mien.core.IdNumberProblem
import org.mien.core.NameProblem
import org.mien.core.PhoneProblem
import org.mien.core.SecretText

/** An answer to a step of the account's journey, as the person gave it. Passwords are handles: their letters lie in the core. */
sealed interface AccountAnswer {
    class SignIn(val idNumber: String, val password: SecretText) : AccountAnswer
    data class Identify(val idNumber: String, val name: String, val born: CalendarDate) : AccountAnswer
    data object AcceptTerms : AccountAnswer
    class NewPassword(val first: SecretText, val again: SecretText) : AccountAnswer
    data class Phone(val number: String, val again: String?) : AccountAnswer
    data class Code(val text: String) : AccountAnswer
    data object AnotherCode : AccountAnswer

    /** The scan that has just passed. */
    data class Face(val sendTemplate: Boolean) : AccountAnswer
    data object Declare : AccountAnswer

    /** "Not a robot": nothing that the person does. */
    data object Solve : AccountAnswer

    /** The browser came back. */
    data class Returned(val url: String) : AccountAnswer
    data object Retry : AccountAnswer
}

/** What is checked while it is typed. */
enum class Field { ID_NUMBER, NAME, PHONE }

/** What stands below a field. */
sealed interface FieldCheck {
    /** More is to come: no word. */
    data object Incomplete : FieldCheck

    /** [masked] is the form to show. [born] is in the number, where it holds a date. */
    data class Right(val masked: String, val born: CalendarDate? = null) : FieldCheck
    data class WrongNumber(val problem: IdNumberProblem) : FieldCheck
    data class WrongName(val problem: NameProblem) : FieldCheck
    data class WrongPhone(val problem: PhoneProblem) : FieldCheck
}

/** The day, if there is one. */
fun dayOf(year: String, month: String, day: String): CalendarDate? {
    val (y, m, d) = listOf(year, month, day).map { it.toIntOrNull() ?: return null }
    if (y !in 1800..2199) return null
    return try {
        java.time.LocalDate.of(y, m, d)
        CalendarDate(y.toUShort(), m.toUByte(), d.toUByte())
    } catch (_: java.time.DateTimeException) {
        null
    }
}
