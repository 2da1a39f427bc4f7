package org.mien.android

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import java.security.GeneralSecurityException
import java.security.Key
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.spec.ECGenParameterSpec
import javax.crypto.KeyGenerator
import javax.crypto.Mac
import javax.crypto.SecretKey
import org.mien.core.DeviceException
import org.mien.core.DeviceKeys
import org.mien.core.KeyPurpose
import org.mien.core.SecurityLevel

/**
 * Keys in AndroidKeyStore: in StrongBox where the phone has one, else in its trusted environment. Never in software:
 * a phone without either refuses to make keys.
 */
class AndroidKeys(context: Context) : DeviceKeys {
    private val hasStrongBox = context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
    private val store: KeyStore by lazy { KeyStore.getInstance(PROVIDER).apply { load(null) } }

    override fun securityLevel(): SecurityLevel =
        if (hasStrongBox) SecurityLevel.SECURE_ELEMENT else SecurityLevel.TRUSTED_ENVIRONMENT

    override fun create(alias: String, purpose: KeyPurpose) = guarded {
        if (!alias.matches(ALIAS) || store.containsAlias(alias)) throw DeviceException.Storage()
        try {
            generate(alias, purpose, strongBox = hasStrongBox)
        } catch (_: StrongBoxUnavailableException) {
            // Some StrongBoxes lack an algorithm or are full.
            generate(alias, purpose, strongBox = false)
        }
        if (!isInHardware(alias)) {
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
        val key = key(alias) as? SecretKey ?: throw DeviceException.Unsupported()
        Mac.getInstance("HmacSHA256").run { init(key); doFinal(input) }
    }

    private fun generate(alias: String, purpose: KeyPurpose, strongBox: Boolean) {
        // Usable only while the phone is unlocked; the passcode guards the vault, so no second prompt here.
        fun builder() = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
            .setDigests(KeyProperties.DIGEST_SHA256).setIsStrongBoxBacked(strongBox).setUnlockedDeviceRequired(true)
        when (purpose) {
            KeyPurpose.SIGN -> KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER).run {
                initialize(builder().setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1")).build())
                generateKeyPair()
            }
            KeyPurpose.PRF -> KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_HMAC_SHA256, PROVIDER).run {
                init(builder().build())
                generateKey()
            }
        }
    }

    @Suppress("DEPRECATION") // isInsideSecureHardware is all that API 28 to 30 have.
    private fun isInHardware(alias: String): Boolean {
        val info = when (val key = key(alias)) {
            is PrivateKey -> KeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java)
            is SecretKey -> javax.crypto.SecretKeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java) as KeyInfo
            else -> return false
        }
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.S) return info.isInsideSecureHardware
        return info.securityLevel == KeyProperties.SECURITY_LEVEL_STRONGBOX ||
            info.securityLevel == KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT
    }

    private fun key(alias: String): Key = store.getKey(alias, null) ?: throw DeviceException.KeyMissing()

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val POINT = 65
        val ALIAS = Regex("[a-z0-9.-]{1,64}")
    }
}

/** Only the errors of the port may cross the boundary. */
@Suppress("TooGenericExceptionCaught")
internal inline fun <T> guarded(work: () -> T): T = try {
    work()
} catch (error: DeviceException) {
    throw error
} catch (_: KeyPermanentlyInvalidatedException) {
    throw DeviceException.KeyInvalidated()
} catch (_: UnrecoverableKeyException) {
    throw DeviceException.KeyInvalidated()
} catch (_: UserNotAuthenticatedException) {
    throw DeviceException.NotAuthenticated()
} catch (_: ProviderException) {
    throw DeviceException.Unavailable()
} catch (_: GeneralSecurityException) {
    throw DeviceException.Unavailable()
} catch (_: java.io.IOException) {
    throw DeviceException.Storage()
} catch (_: Throwable) {
    throw DeviceException.Failed()
}
