package org.mien.android

import android.app.Application
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricPrompt
import android.provider.Settings
import android.security.keystore.KeyProperties
import java.io.File
import java.util.concurrent.ExecutionException
import java.util.concurrent.FutureTask
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.core.DeviceException
import org.mien.core.KeyPurpose
import org.mien.core.MonotonicStore
import org.mien.core.SecurityLevel
import org.mien.core.checkBiometrics
import org.mien.core.checkClock
import org.mien.core.checkCounter
import org.mien.core.checkKeys
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The adapters of this phone run the core's own contracts, over fakes of the platform's classes below them. */
@RunWith(RobolectricTestRunner::class)
@Config(shadows = [ShadowPrompt::class], application = Application::class)
class AdaptersTest {
    private val context: Application get() = RuntimeEnvironment.getApplication()
    private val store = FakeAndroidKeyStore.install()
    private val person = PromptPerson(store)

    @Before fun noOneYet() {
        person.approve()
        ShadowPrompt.shown = 0
    }

    private fun keys() = AndroidKeys(context)

    /** As the core calls: off the main thread. */
    private fun <T> onWorker(work: () -> T): T {
        val task = FutureTask(work).also { Thread(it).start() }
        return try {
            task.get()
        } catch (error: ExecutionException) {
            throw error.cause!!
        }
    }

    private fun hasStrongBox(vararg algorithms: String) {
        shadowOf(context.packageManager).setSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE, true)
        store.strongBox = algorithms.toSet()
    }

    @Test fun `AndroidKeyStore keeps the contract of the keys`() = onWorker { checkKeys(keys()) }

    @Test fun `the prompt and its key keep the contract of biometrics`() {
        for (early in listOf(false, true)) {
            store.refusesEarly = early
            onWorker { checkBiometrics(keys(), person) }
        }
        assertTrue("the person was asked", ShadowPrompt.shown > 0)
    }

    @Test fun `the counter keeps its contract`() {
        val folder = context.noBackupFilesDir
        val reopened = object : MonotonicStore {
            override fun read() = CounterFile(folder, keys()).read()
            override fun raiseTo(value: ULong) = CounterFile(folder, keys()).raiseTo(value)
        }
        onWorker { checkCounter(CounterFile(folder, keys()), reopened) }
    }

    @Test fun `the clock keeps its contract, and without the boot's number stands still`() {
        assertThrows(DeviceException.Unavailable::class.java) { AndroidClock(context).now() }
        Settings.Global.putInt(context.contentResolver, Settings.Global.BOOT_COUNT, 7)
        onWorker { checkClock(AndroidClock(context)) }
    }

    // The level is shown to people and put into attestations: one key below is the level of all.
    @Test fun `StrongBox first, then the trusted environment, and the app is told which`() {
        assertEquals(SecurityLevel.TRUSTED_ENVIRONMENT, keys().securityLevel())
        hasStrongBox("EC", "HmacSHA256")
        assertEquals(SecurityLevel.SECURE_ELEMENT, keys().securityLevel())
        keys().create("one", KeyPurpose.SIGN)
        assertTrue(store.specs.getValue("one").isStrongBoxBacked)
        assertEquals(SecurityLevel.SECURE_ELEMENT, keys().securityLevel())
        keys().create("two", KeyPurpose.BIOMETRIC)
        assertFalse("its StrongBox has no AES", store.specs.getValue("two").isStrongBoxBacked)
        assertEquals(SecurityLevel.TRUSTED_ENVIRONMENT, keys().securityLevel())
    }

    @Test fun `a phone without secure hardware makes no keys`() {
        store.level = KeyProperties.SECURITY_LEVEL_SOFTWARE
        for (purpose in KeyPurpose.entries) {
            assertThrows(DeviceException.Unsupported::class.java) { keys().create("soft", purpose) }
            assertFalse(keys().exists("soft"))
        }
    }

    // What keeps a thief out stands in these lines: each is read by the hardware.
    @Test fun `keys are made with what protects them`() {
        KeyPurpose.entries.forEach { keys().create(it.name.lowercase(), it) }
        for (spec in store.specs.values) assertTrue(spec.keystoreAlias, spec.isUnlockedDeviceRequired)
        val biometric = store.specs.getValue("biometric")
        assertTrue(biometric.isUserAuthenticationRequired && biometric.isInvalidatedByBiometricEnrollment)
        assertEquals("no device code", KeyProperties.AUTH_BIOMETRIC_STRONG, biometric.userAuthenticationType)
        assertEquals("for each use", 0, biometric.userAuthenticationValidityDurationSeconds.coerceAtLeast(0))
        assertTrue(biometric.isRandomizedEncryptionRequired)
        for (name in listOf("sign", "prf")) assertFalse(name, store.specs.getValue(name).isUserAuthenticationRequired)
    }

    private fun wrapped(): ByteArray {
        keys().create("bio", KeyPurpose.BIOMETRIC)
        return onWorker { keys().biometricWrap("bio", "Mien", ByteArray(32) { 7 }) }
    }

    private inline fun <reified E : DeviceException> unwrapFails(wrapped: ByteArray) {
        assertThrows(E::class.java) { onWorker { keys().biometricUnwrap("bio", "Mien", wrapped) } }
    }

    // Known holes in other apps: a callback that says yes without a cipher, or with one that nobody authorised.
    @Test fun `a success without the key's operation is none`() {
        val wrapped = wrapped()
        ShadowPrompt.does = { _, callback ->
            callback.onAuthenticationSucceeded(BiometricPrompt.AuthenticationResult(null, BiometricPrompt.AUTHENTICATION_RESULT_TYPE_BIOMETRIC))
        }
        unwrapFails<DeviceException.Failed>(wrapped)
        ShadowPrompt.does = { crypto, callback ->
            callback.onAuthenticationSucceeded(BiometricPrompt.AuthenticationResult(crypto, BiometricPrompt.AUTHENTICATION_RESULT_TYPE_BIOMETRIC))
        }
        unwrapFails<DeviceException.NotAuthenticated>(wrapped)
        person.approve()
        assertEquals(32, onWorker { keys().biometricUnwrap("bio", "Mien", wrapped) }.size)
    }

    @Test fun `what the prompt says is told apart`() {
        val wrapped = wrapped()
        val codes = mapOf(
            BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED to DeviceException.Cancelled::class,
            BiometricPrompt.BIOMETRIC_ERROR_CANCELED to DeviceException.Cancelled::class,
            BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT to DeviceException.LockedOut::class,
            BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT to DeviceException.LockedOut::class,
            BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT to DeviceException.NotAuthenticated::class,
            BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS to DeviceException.Unsupported::class,
            BiometricPrompt.BIOMETRIC_ERROR_HW_UNAVAILABLE to DeviceException.Unavailable::class,
            12_345 to DeviceException.Unavailable::class,
        )
        for ((code, expected) in codes) {
            ShadowPrompt.error(code)
            val error = assertThrows(DeviceException::class.java) { onWorker { keys().biometricUnwrap("bio", "Mien", wrapped) } }
            assertEquals("code $code", expected, error::class)
        }
    }

    @Test fun `an invalidated key shows no prompt, and the level is still known`() {
        val wrapped = wrapped()
        store.refusesEarly = true
        store.changeBiometrics()
        ShadowPrompt.shown = 0
        unwrapFails<DeviceException.KeyInvalidated>(wrapped)
        assertEquals(0, ShadowPrompt.shown)
        assertEquals(SecurityLevel.TRUSTED_ENVIRONMENT, keys().securityLevel())
    }

    @Test fun `on the main thread there is no prompt to wait for`() {
        keys().create("bio", KeyPurpose.BIOMETRIC)
        assertThrows(DeviceException.Failed::class.java) { keys().biometricWrap("bio", "Mien", ByteArray(32)) }
        assertEquals(0, ShadowPrompt.shown)
    }

    // A kill after the new file and before the end of the old key would leave a pair that an old copy of the file fits.
    @Test fun `a kill between two values leaves no way back`() {
        val folder = context.noBackupFilesDir
        val killed = object : org.mien.core.DeviceKeys by keys() {
            var kill = false
            override fun delete(alias: String) = if (kill && alias == "counter.0") throw DeviceException.Unavailable() else keys().delete(alias)
        }
        CounterFile(folder, killed).raiseTo(1u)
        val older = File(folder, "counter").readBytes()
        killed.kill = true
        assertThrows(DeviceException::class.java) { CounterFile(folder, killed).raiseTo(2u) }
        assertEquals(2uL, CounterFile(folder, keys()).read())
        File(folder, "counter").writeBytes(older)
        assertThrows(DeviceException::class.java) { CounterFile(folder, keys()).read() }
    }
}
