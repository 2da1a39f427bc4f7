package org.mien.flow

import org.mien.core.AccountEnd
import org.mien.core.AccountException
import org.mien.core.DeviceException
import org.mien.core.EnrolmentException
import org.mien.core.LoginException
import org.mien.core.OpenException
import org.mien.core.PasscodeException
import org.mien.core.ScanException
import org.mien.core.UnlockException
import org.mien.flow.Problem.Kind

/** What to tell the person about an error of the core. */
internal fun problemOf(error: Throwable): Problem = when (error) {
    is LoginException -> ofLogin(error)
    is EnrolmentException -> ofEnrolment(error)
    is AccountException -> ofAccount(error)
    is UnlockException -> ofUnlock(error)
    is PasscodeException.Weak -> Problem(Kind.WEAK_PASSCODE, weakness = error.reason)
    is PasscodeException.Mismatch -> Problem(Kind.PASSCODES_DIFFER)
    is ScanException, is DeviceException, is OpenException -> Problem(Kind.DEVICE)
    else -> Problem(Kind.DEVICE)
}

private fun ofLogin(error: LoginException) = when (error) {
    is LoginException.NotALoginCode -> Problem(Kind.NOT_A_LOGIN_CODE, host = error.host)
    is LoginException.CodeExpired -> Problem(Kind.CODE_EXPIRED)
    is LoginException.NotVerified -> Problem(Kind.NOT_VERIFIED)
    is LoginException.CheckDigits -> Problem(Kind.CHECK_DIGITS)
    is LoginException.NothingToShow -> Problem(Kind.NOTHING_TO_SHOW)
    is LoginException.Network -> Problem(Kind.NETWORK)
    is LoginException.WrongPasscode -> wrong(error.attemptsLeft, error.retryAfterMs)
    is LoginException.Throttled -> Problem(Kind.THROTTLED, waitMs = error.remainingMs.toLong())
    is LoginException.VaultShut -> shut(error.code)
    is LoginException.Biometrics -> Problem(biometrics(error.code))
    is LoginException.Device -> Problem(Kind.DEVICE)
    is LoginException.OutcomeUnknown -> Problem(Kind.OUTCOME_UNKNOWN)
    is LoginException.Failed, is LoginException.Busy -> Problem(Kind.LOGIN_FAILED)
}

private fun ofEnrolment(error: EnrolmentException) = when (error) {
    is EnrolmentException.NotAnOffer -> Problem(Kind.NOT_AN_OFFER)
    is EnrolmentException.NotVerified -> Problem(Kind.NOT_VERIFIED)
    is EnrolmentException.WrongCode -> Problem(Kind.WRONG_SMS_CODE)
    is EnrolmentException.Network -> Problem(Kind.NETWORK)
    is EnrolmentException.Passcode ->
        if (error.reason == "passcodes_differ") Problem(Kind.PASSCODES_DIFFER)
        else Problem(Kind.WEAK_PASSCODE, weakness = error.reason)
    is EnrolmentException.StepMissing, is EnrolmentException.AlreadyEnrolled, is EnrolmentException.Busy,
    is EnrolmentException.Failed -> Problem(Kind.DEVICE)
}

private fun ofAccount(error: AccountException) = when (error) {
    // Each field says for itself what is wrong with it.
    is AccountException.IdNumber, is AccountException.Name, is AccountException.Phone -> Problem(Kind.FIELD)
    is AccountException.BirthDate -> Problem(Kind.BIRTH_DATE)
    is AccountException.Password -> Problem(Kind.PASSWORD_RULES)
    is AccountException.PasswordsDiffer -> Problem(Kind.PASSWORDS_DIFFER)
    is AccountException.NoCode -> Problem(Kind.NO_CODE)
    is AccountException.Stopped -> Problem(Kind.NOT_SOLVED)
    is AccountException.Network -> Problem(Kind.NETWORK)
    is AccountException.Passcode ->
        if (error.reason == "passcodes_differ") Problem(Kind.PASSCODES_DIFFER) else Problem(Kind.WEAK_PASSCODE, weakness = error.reason)
    is AccountException.BrowserAnswer -> Problem(Kind.BROWSER_ANSWER)
    is AccountException.Ended -> Problem(when (error.why) {
        AccountEnd.TOO_MANY_TRIES -> Kind.ENDED_TRIES
        AccountEnd.NOT_ELIGIBLE -> Kind.ENDED_ELIGIBLE
        AccountEnd.FACE -> Kind.ENDED_FACE
        AccountEnd.EXPIRED -> Kind.ENDED_EXPIRED
        AccountEnd.UPDATE_NEEDED -> Kind.ENDED_UPDATE
        AccountEnd.NOT_VERIFIED -> Kind.ENDED_NOT_VERIFIED
        AccountEnd.REFUSED -> Kind.ENDED
    })
    is AccountException.Scan, is AccountException.AlreadyEnrolled, is AccountException.StepMissing, is AccountException.Busy,
    is AccountException.Failed -> Problem(Kind.DEVICE)
}

private fun ofUnlock(error: UnlockException) = when (error) {
    is UnlockException.WrongPasscode -> wrong(error.attemptsLeft, error.retryAfterMs)
    is UnlockException.Throttled -> Problem(Kind.THROTTLED, waitMs = error.remainingMs.toLong())
    is UnlockException.NotAccepted -> when {
        error.reason == "passcodes_differ" -> Problem(Kind.PASSCODES_DIFFER)
        error.reason == "same_passcode" -> Problem(Kind.SAME_PASSCODE)
        error.reason.startsWith("passcode") -> Problem(Kind.WEAK_PASSCODE, weakness = error.reason)
        else -> Problem(Kind.PATTERN_REFUSED, weakness = error.reason)
    }
    is UnlockException.Cancelled -> Problem(Kind.CANCELLED)
    is UnlockException.BiometricsRefused -> Problem(Kind.BIOMETRICS_REFUSED)
    is UnlockException.BiometricInvalidated -> Problem(Kind.BIOMETRICS_CHANGED)
    is UnlockException.NoSuchFactor -> Problem(Kind.BIOMETRICS_MISSING)
    is UnlockException.StepUpRequired, is UnlockException.Locked -> Problem(Kind.STEP_UP)
    is UnlockException.SuspectDevice -> Problem(Kind.SUSPECT_DEVICE)
    is UnlockException.Wiped, is UnlockException.TamperedOrRestored, is UnlockException.Damaged, is UnlockException.NotEnrolled -> Problem(Kind.VAULT_SHUT)
    is UnlockException.Failed -> Problem(if (error.code == "unsupported") Kind.BIOMETRICS_MISSING else Kind.DEVICE)
    is UnlockException.WrongRecoveryCode -> Problem(Kind.WRONG_RECOVERY)
    is UnlockException.Incomplete -> Problem(Kind.DEVICE)
}

private fun biometrics(code: String) = when (code) {
    "cancelled" -> Kind.CANCELLED
    "biometric_invalidated" -> Kind.BIOMETRICS_CHANGED
    "biometrics_refused" -> Kind.BIOMETRICS_REFUSED
    else -> Kind.BIOMETRICS_MISSING
}

private fun wrong(left: UInt, waitMs: ULong) =
    if (left == 0u) Problem(Kind.VAULT_SHUT) else Problem(Kind.WRONG_PASSCODE, attemptsLeft = left.toInt(), waitMs = waitMs.toLong())

private fun shut(code: String) =
    Problem(if (code == "wiped" || code == "tampered_or_restored" || code == "damaged") Kind.VAULT_SHUT else Kind.DEVICE)
