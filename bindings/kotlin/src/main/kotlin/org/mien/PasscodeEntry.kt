package org.mien

import org.mien.core.AccountEnrolment
import org.mien.core.Enrolment
import org.mien.core.Mien
import org.mien.core.PinPad

/** How many digits a passcode has. */
const val PASSCODE_LENGTH = 6

/**
 * The digits that a person types on a passcode screen, kept inside the library: no string or array of this program
 * ever holds them all. Close it when the screen goes.
 *
 * Whatever takes a pad empties it, so an entry keeps a second one in step: for asking about a passcode's weakness, or for a
 * second call with the same digits.
 */
class PasscodeEntry : AutoCloseable {
    /** The pad to hand to `unlock`, `approve` or `choosePasscode`, which empty it. */
    val pad = PinPad()

    /** The same digits once more. */
    val spare = PinPad()

    /** How many digits stand on the pad, 0 to 6. */
    val length: Int get() = pad.length().toInt()

    /** Whether there are six. */
    val isComplete: Boolean get() = length == PASSCODE_LENGTH

    /** Types one digit, 0 to 9, and answers how many there are now. A seventh is ignored. */
    fun type(digit: Int): Int {
        require(digit in 0..9) { "a key of the pad is a digit" }
        spare.push(digit.toUByte())
        return pad.push(digit.toUByte()).toInt()
    }

    /** Takes the last digit back and answers how many are left. */
    fun backspace(): Int {
        spare.backspace()
        return pad.backspace().toInt()
    }

    /** Forgets all digits. */
    fun clear() {
        spare.clear()
        pad.clear()
    }

    /** Why these six digits are too easy, as a stable name, or `null`. Can be asked once for each complete typing. */
    fun weakness(enrolment: Enrolment): String? = enrolment.weakness(spare)

    /** The same in the account's journey. */
    fun weakness(account: AccountEnrolment): String? = account.weakness(spare)

    /** The same for a passcode that takes the place of another, once the vault is open. */
    fun weakness(mien: Mien): String? = mien.weakness(spare)

    override fun close() {
        clear()
        spare.close()
        pad.close()
    }
}
