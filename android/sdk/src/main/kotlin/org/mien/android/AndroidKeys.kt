package org.mien.android

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.Key
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.Mac
import javax.crypto.SecretKey
import javax.crypto.SecretKeyFactory
import javax.crypto.spec.GCMParameterSpec
import org.mien.core.DeviceException
import org.mien.core.DeviceKeys
import org.mien.core.KeyPurpose
import org.mien.core.SecurityLevel

/**
 * Keys in AndroidKeyStore: in StrongBox where the phone has one, else in its trusted environment. Never in software:
 * a phone without either refuses to make keys.
 *
 * The prompt of a biometric key blocks: never call those two on the main thread.
 */
class AndroidKeys(context: Context, private val ask: BiometricAsk = SystemPrompt(context)) : DeviceKeys {
    private val hasStrongBox = context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
    private val store: KeyStore by lazy { KeyStore.getInstance(PROVIDER).apply { load(null) } }

    /** The lowest level of any key there is: a phone whose StrongBox was full or lacks an algorithm must not be rounded up. */
    override fun securityLevel(): SecurityLevel = guarded {
        // A key that was invalidated cannot be asked any more; the others still tell.
        store.aliases().toList().mapNotNull { alias -> runCatching { levelOf(key(alias)) }.getOrNull() }.minOrNull()
            ?: if (hasStrongBox && Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) SecurityLevel.SECURE_ELEMENT else SecurityLevel.TRUSTED_ENVIRONMENT
    }

    @Synchronized // Two threads must not both find the alias free.
    override fun create(alias: String, purpose: KeyPurpose) = guarded {
        if (!alias.matches(ALIAS) || store.containsAlias(alias)) throw DeviceException.Storage()
        try {
            generate(alias, purpose, strongBox = hasStrongBox)
        } catch (_: StrongBoxUnavailableException) {
            // Some StrongBoxes lack an algorithm or are full.
            generate(alias, purpose, strongBox = false)
        }
        if (levelOf(key(alias)) == SecurityLevel.SOFTWARE) {
            store.deleteEntry(alias)
            throw DeviceException.Unsupported()
        }
    }

    override fun exists(alias: String): Boolean = guarded { store.containsAlias(alias) }

    override fun delete(alias: String) = guarded { if (store.containsAlias(alias)) store.deleteEntry(alias) }

    override fun publicKey(alias: String): ByteArray = guarded {
        key(alias) as? PrivateKey ?: throw DeviceException.Unsupported()
        // The last 65 bytes of the ASN.1 form of a P-256 key are the uncompressed point.
        store.getCertificate(alias).publicKey.encoded.takeLast(POINT).toByteArray()
    }

    override fun sign(alias: String, message: ByteArray): ByteArray = guarded {
        val key = key(alias) as? PrivateKey ?: throw DeviceException.Unsupported()
        Signature.getInstance("SHA256withECDSA").run { initSign(key); update(message); sign() }
    }

    override fun prf(alias: String, input: ByteArray): ByteArray = guarded {
        val key = secret(alias, KeyProperties.KEY_ALGORITHM_HMAC_SHA256)
        Mac.getInstance("HmacSHA256").run { init(key); doFinal(input) }
    }

    override fun biometricWrap(alias: String, prompt: String, secret: ByteArray): ByteArray = guarded {
        val key = secret(alias, KeyProperties.KEY_ALGORITHM_AES)
        val cipher = Cipher.getInstance(AES_GCM).apply { init(Cipher.ENCRYPT_MODE, key) }
        val sealed = ask.ask(prompt, cipher).doFinal(secret)
        // Made by the key store: it takes no nonce from us.
        if (cipher.iv.size != NONCE) throw DeviceException.Failed()
        cipher.iv + sealed
    }

    override fun biometricUnwrap(alias: String, prompt: String, wrapped: ByteArray): ByteArray = guarded {
        val key = secret(alias, KeyProperties.KEY_ALGORITHM_AES)
        if (wrapped.size <= NONCE) throw DeviceException.OutOfContract()
        val nonce = GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE)
        // A key that was invalidated says so here, before any prompt.
        val cipher = Cipher.getInstance(AES_GCM).apply { init(Cipher.DECRYPT_MODE, key, nonce) }
        ask.ask(prompt, cipher).doFinal(wrapped, NONCE, wrapped.size - NONCE)
    }

    private fun generate(alias: String, purpose: KeyPurpose, strongBox: Boolean) {
        fun builder(use: Int) = KeyGenParameterSpec.Builder(alias, use).setIsStrongBoxBacked(strongBox).setUnlockedDeviceRequired(true)
        // Usable while the phone is unlocked; the passcode guards the vault, so no second prompt here.
        fun signing() = builder(KeyProperties.PURPOSE_SIGN).setDigests(KeyProperties.DIGEST_SHA256)
        when (purpose) {
            KeyPurpose.SIGN -> KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER).run {
                initialize(signing().setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1")).build())
                generateKeyPair()
            }
            KeyPurpose.PRF -> make(KeyProperties.KEY_ALGORITHM_HMAC_SHA256, signing())
            KeyPurpose.BIOMETRIC -> make(KeyProperties.KEY_ALGORITHM_AES, biometric(builder(KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)))
        }
    }

    private fun make(algorithm: String, spec: KeyGenParameterSpec.Builder) {
        KeyGenerator.getInstance(algorithm, PROVIDER).run { init(spec.build()); generateKey() }
    }

    /** Each use needs the person's strong biometrics, as they are enrolled now; the screen lock's code is no way around. */
    private fun biometric(builder: KeyGenParameterSpec.Builder) = builder
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(KEY_BITS)
        .setUserAuthenticationRequired(true)
        .setInvalidatedByBiometricEnrollment(true)
        .apply {
            // Before Android 11 a key without a validity time is bound to one operation and to biometrics alone.
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
        }

    @Suppress("DEPRECATION") // isInsideSecureHardware is all that API 28 to 30 have: they cannot tell StrongBox apart.
    private fun levelOf(key: Key): SecurityLevel {
        val info = when (key) {
            is PrivateKey -> KeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java)
            is SecretKey -> SecretKeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java) as KeyInfo
            else -> return SecurityLevel.SOFTWARE
        }
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.S) {
            return if (info.isInsideSecureHardware) SecurityLevel.TRUSTED_ENVIRONMENT else SecurityLevel.SOFTWARE
        }
        return when (info.securityLevel) {
            KeyProperties.SECURITY_LEVEL_STRONGBOX -> SecurityLevel.SECURE_ELEMENT
            KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT -> SecurityLevel.TRUSTED_ENVIRONMENT
            else -> SecurityLevel.SOFTWARE
        }
    }

    private fun key(alias: String): Key = store.getKey(alias, null) ?: throw DeviceException.KeyMissing()

    private fun secret(alias: String, algorithm: String): SecretKey =
        (key(alias) as? SecretKey)?.takeIf { it.algorithm == algorithm } ?: throw DeviceException.Unsupported()

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val AES_GCM = "AES/GCM/NoPadding"
        const val POINT = 65
        const val NONCE = 12
        const val TAG_BITS = 128
        const val KEY_BITS = 256
        val ALIAS = Regex("[a-z0-9.-]{1,64}")
    }
}
