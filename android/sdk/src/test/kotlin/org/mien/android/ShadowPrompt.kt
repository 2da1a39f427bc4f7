package org.mien.android

import android.hardware.biometrics.BiometricPrompt
import android.os.CancellationSignal
import java.util.concurrent.Executor
import org.mien.core.ContractPerson
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements

/** The system's prompt, with a person of the test in front of it. */
@Implements(BiometricPrompt::class)
class ShadowPrompt {
    @Implementation
    fun authenticate(crypto: BiometricPrompt.CryptoObject, signal: CancellationSignal, executor: Executor, callback: BiometricPrompt.AuthenticationCallback) {
        shown++
        val does = does
        Thread { executor.execute { does(crypto, callback) } }.start()
    }

    companion object {
        @Volatile lateinit var store: FakeAndroidKeyStore
        @Volatile var shown = 0
        @Volatile var does: (BiometricPrompt.CryptoObject, BiometricPrompt.AuthenticationCallback) -> Unit = ::finger

        /** A wrong finger first, as happens, then the right one: the operation that the prompt was asked about is authorised. */
        fun finger(crypto: BiometricPrompt.CryptoObject, callback: BiometricPrompt.AuthenticationCallback) {
            callback.onAuthenticationFailed()
            checkNotNull(crypto.cipher).iv
            store.asked!!.isAuthorised = true
            callback.onAuthenticationSucceeded(BiometricPrompt.AuthenticationResult(crypto, BiometricPrompt.AUTHENTICATION_RESULT_TYPE_BIOMETRIC))
        }

        fun error(code: Int) {
            does = { _, callback -> callback.onAuthenticationError(code, "words of the platform") }
        }
    }
}

/** The person whom the contract sends to the prompt. */
class PromptPerson(private val store: FakeAndroidKeyStore) : ContractPerson {
    init {
        ShadowPrompt.store = store
    }

    override fun approve() {
        ShadowPrompt.does = ShadowPrompt::finger
    }

    override fun cancel() = ShadowPrompt.error(BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED)

    override fun enrolAnother() = store.changeBiometrics()
}
