package org.mien.android

import android.annotation.SuppressLint
import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import android.os.Looper
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executor
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import javax.crypto.Cipher
import org.mien.core.DeviceException

/** Asks the person for their biometrics, for one operation of one key. */
fun interface BiometricAsk {
    /**
     * Blocks until the person or the phone has answered, and answers the cipher that they authorised.
     *
     * @throws DeviceException for everything else
     */
    fun ask(title: String, cipher: Cipher): Cipher
}

/** The phone's own prompt, always with a cipher: what its callback says counts for nothing without one. */
class SystemPrompt(private val context: Context) : BiometricAsk {
    override fun ask(title: String, cipher: Cipher): Cipher {
        // The callback would wait for the thread that waits for it.
        if (Looper.myLooper() == Looper.getMainLooper()) throw DeviceException.Failed()
        val answer = CompletableFuture<Cipher>()
        val direct = Executor(Runnable::run)
        val cancel = context.getString(android.R.string.cancel)
        val prompt = BiometricPrompt.Builder(context).setTitle(title)
            .setNegativeButton(cancel, direct) { _, _ -> answer.completeExceptionally(DeviceException.Cancelled()) }
            .apply { if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) setAllowedAuthenticators(BIOMETRIC_STRONG) }
            .build()
        val signal = CancellationSignal()
        prompt.authenticate(BiometricPrompt.CryptoObject(cipher), signal, direct, Answering(answer))
        return try {
            answer.get(PATIENCE_S, TimeUnit.SECONDS)
        } catch (_: TimeoutException) {
            throw DeviceException.Cancelled()
        } catch (error: ExecutionException) {
            throw error.cause ?: DeviceException.Failed()
        } finally {
            // Nobody waits for the prompt any more; one that has answered does not mind.
            signal.cancel()
        }
    }

    private class Answering(private val answer: CompletableFuture<Cipher>) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
            val cipher = result.cryptoObject?.cipher
            if (cipher == null) answer.completeExceptionally(DeviceException.Failed()) else answer.complete(cipher)
        }

        override fun onAuthenticationError(code: Int, text: CharSequence?) {
            answer.completeExceptionally(promptError(code))
        }

        // One finger that was not the person's: the prompt stays and counts by itself.
        override fun onAuthenticationFailed() = Unit
    }

    private companion object {
        const val PATIENCE_S = 180L
    }
}

/** What an error of the prompt means to the core. */
internal fun promptError(code: Int): DeviceException = when (code) {
    BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED, BiometricPrompt.BIOMETRIC_ERROR_CANCELED -> DeviceException.Cancelled()
    BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT, BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT -> DeviceException.LockedOut()
    BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT -> DeviceException.NotAuthenticated()
    BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT, BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS,
    BIOMETRIC_ERROR_SECURITY_UPDATE_REQUIRED -> DeviceException.Unsupported()
    else -> DeviceException.Unavailable()
}

/** Whether this phone has strong biometrics, and somebody has enrolled theirs: whether to offer to turn them on. */
@SuppressLint("MissingPermission")
@Suppress("DEPRECATION") // FingerprintManager is all that Android 9 has.
fun hasStrongBiometrics(context: Context): Boolean = when {
    Build.VERSION.SDK_INT >= Build.VERSION_CODES.R ->
        context.getSystemService(BiometricManager::class.java)?.canAuthenticate(BIOMETRIC_STRONG) == BiometricManager.BIOMETRIC_SUCCESS
    Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q ->
        context.getSystemService(BiometricManager::class.java)?.canAuthenticate() == BiometricManager.BIOMETRIC_SUCCESS
    else -> context.getSystemService(android.hardware.fingerprint.FingerprintManager::class.java)?.hasEnrolledFingerprints() == true
}

/** Android 11's name for it; the number is the same on the versions before. */
private const val BIOMETRIC_ERROR_SECURITY_UPDATE_REQUIRED = 15
