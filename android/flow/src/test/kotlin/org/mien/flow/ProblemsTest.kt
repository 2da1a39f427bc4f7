package org.mien.flow

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.mien.core.LoginException
import org.mien.core.UnlockException
import org.mien.flow.Problem.Kind

/** The same answer of the phone means the same to the person, whether they log in or look at the settings. */
class ProblemsTest {
    @Test fun `each answer of biometrics has its own meaning`() {
        val expected = mapOf(
            "cancelled" to Kind.CANCELLED, "biometrics_refused" to Kind.BIOMETRICS_REFUSED,
            "biometric_invalidated" to Kind.BIOMETRICS_CHANGED, "no_such_factor" to Kind.BIOMETRICS_MISSING,
        )
        assertEquals(expected, expected.mapValues { (code, _) -> problemOf(LoginException.Biometrics(code)).kind })
        val thrown = listOf(
            UnlockException.Cancelled(), UnlockException.BiometricsRefused(), UnlockException.BiometricInvalidated(), UnlockException.NoSuchFactor(),
        )
        assertEquals(expected.values.toList(), thrown.map { problemOf(it).kind })
    }

    @Test fun `what was not accepted is said by its reason`() {
        val expected = mapOf(
            "passcodes_differ" to Kind.PASSCODES_DIFFER, "same_passcode" to Kind.SAME_PASSCODE, "passcode_date" to Kind.WEAK_PASSCODE,
            "pattern_few_turns" to Kind.PATTERN_REFUSED, "patterns_differ" to Kind.PATTERN_REFUSED,
        )
        assertEquals(expected, expected.mapValues { (reason, _) -> problemOf(UnlockException.NotAccepted(reason)).kind })
        assertEquals("passcode_date", problemOf(UnlockException.NotAccepted("passcode_date")).weakness)
    }

    // Whatever ends the vault leads to the screen that says so, from wherever it is noticed.
    @Test fun `what shuts the vault is told apart from a failure`() {
        val shut = listOf(UnlockException.Wiped(), UnlockException.TamperedOrRestored(), UnlockException.Damaged(), LoginException.VaultShut("wiped"), LoginException.VaultShut("damaged"))
        for (error in shut) assertEquals(Kind.VAULT_SHUT, problemOf(error).kind, "$error")
        assertEquals(Kind.DEVICE, problemOf(UnlockException.Failed("storage")).kind)
        assertEquals(Kind.STEP_UP, problemOf(UnlockException.StepUpRequired()).kind)
    }
}
