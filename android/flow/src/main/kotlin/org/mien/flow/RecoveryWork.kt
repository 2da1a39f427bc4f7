package org.mien.flow

import org.mien.core.Mien
import org.mien.core.NewRecoveryCode
import org.mien.core.PinPad
import org.mien.core.SecretText
import org.mien.core.UnlockException

/** The recovery codes of the moment: the one that is being written down, and the one that is typed from the paper. */
internal class RecoveryWork(private val mien: () -> Mien) {
    private var made: NewRecoveryCode? = null
    private var paper: SecretText? = null

    /** Whether its owner knew the last group of the new one. */
    private var isWritten = false

    /** Makes a code to be written down; sets it once it was. */
    fun turnOn(): FlowEvent {
        val written = made?.takeIf { isWritten }
        if (written == null) {
            forget()
            val code = mien().newRecoveryCode().also { made = it }
            return FlowEvent.RecoveryMade(RecoveryGroups(code.groups()))
        }
        mien().setRecoveryCode(written)
        forget()
        return FlowEvent.Changed
    }

    fun confirm(group: String): FlowEvent {
        isWritten = made?.confirms(group) == true
        return FlowEvent.GroupJudged(isWritten)
    }

    fun judge(typed: SecretText): FlowEvent {
        paper?.close()
        paper = typed
        return FlowEvent.RecoveryJudged(mien().recoveryCodeForm(typed))
    }

    /** Opens the vault with the code from the paper, under a new passcode. */
    fun recover(first: PinPad, again: PinPad): FlowEvent {
        val code = checkNotNull(paper) { "no recovery code was typed" }
        try {
            mien().recover(code, first, again)
        } catch (_: UnlockException.NoSuchFactor) {
            // There is none: whatever was typed is not it.
            throw UnlockException.WrongRecoveryCode()
        }
        forget()
        return FlowEvent.Changed
    }

    fun forget() {
        made?.run { forget(); close() }
        paper?.close()
        made = null
        paper = null
        isWritten = false
    }
}
