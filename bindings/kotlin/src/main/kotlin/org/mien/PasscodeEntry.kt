package org.mien

import org.mien.core.Enrolment
import org.mien.core.PinPad

/** How many digits a passcode has. */
const val PASSCODE_LENGTH = 6

/**
 * The digits that a person types on a passcode screen, kept inside the library: no string or array of this program
 * ever holds them all. Close it when the screen goes.
 *
 * Asking for a passcode's weakness empties the pad that is asked about, so an entry keeps a second one in step.
 */
class PasscodeEntry : AutoCloseable {
    /** The pad to hand to `unlock`, `approve` or `choosePasscode`, which empty it. */
    val pad = PinPad()
    private val probe = PinPad()

    /** How many digits stand on the pad, 0 to 6. */
    val length: Int get() = pad.length().toInt()

    /** Whether there are six. */
    val isComplete: Boolean get() = length == PASSCODE_LENGTH

    /** Types one digit, 0 to 9, and answers how many there are now. A seventh is ignored. */
    fun type(digit: Int): Int {
        require(digit in 0..9) { "a key of the pad is a digit" }
        probe.push(digit.toUByte())
        return pad.push(digit.toUByte()).toInt()
    }

    /** Takes the last digit back and answers how many are left. */
    fun backspace(): Int {
        probe.backspace()
        return pad.backspace().toInt()
    }

    /** Forgets all digits. */
    fun clear() {
        probe.clear()
        pad.clear()
    }

    /** Why these six digits are too easy, as a stable name, or `null`. Can be asked once for each complete typing. */
    fun weakness(enrolment: Enrolment): String? = enrolment.weakness(probe)

    override fun close() {
        clear()
        probe.close()
        pad.close()
    }
}
