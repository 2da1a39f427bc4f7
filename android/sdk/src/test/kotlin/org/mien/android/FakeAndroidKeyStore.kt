package org.mien.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import java.io.InputStream
import java.io.OutputStream
import java.security.AlgorithmParameters
import java.security.Key
import java.security.KeyFactorySpi
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreSpi
import java.security.PrivateKey
import java.security.Provider
import java.security.PublicKey
import java.security.SecureRandom
import java.security.Security
import java.security.Signature
import java.security.SignatureSpi
import java.security.UnrecoverableKeyException
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.ECGenParameterSpec
import java.security.spec.KeySpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import java.util.concurrent.ConcurrentHashMap
import javax.crypto.Cipher
import javax.crypto.CipherSpi
import javax.crypto.IllegalBlockSizeException
import javax.crypto.KeyGeneratorSpi
import javax.crypto.Mac
import javax.crypto.MacSpi
import javax.crypto.SecretKey
import javax.crypto.SecretKeyFactorySpi
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/**
 * The platform's key store below our adapter: a provider of the same name whose keys cannot be exported and hold to what
 * they were made for. What its keys refuse here, Android's hardware refuses there.
 */
class FakeAndroidKeyStore private constructor() : Provider("AndroidKeyStore", "1", "keys in the memory of a test") {
    private val held = ConcurrentHashMap<String, Entry>()

    /** Which algorithms this phone's StrongBox takes; none without one. */
    @Volatile var strongBox: Set<String> = emptySet()

    /** Where other keys live. */
    @Volatile var level = KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT

    /** Newer versions refuse to hand out the name of an invalidated key, older ones let it be used and refuse then. */
    @Volatile var refusesEarly = false

    /** The operation that a prompt was last asked about. */
    @Volatile internal var asked: Gcm? = null

    val specs: Map<String, KeyGenParameterSpec> get() = held.mapValues { it.value.spec }

    /** Somebody adds a fingerprint. */
    fun changeBiometrics() = held.values.filter { it.spec.isInvalidatedByBiometricEnrollment && it.spec.isUserAuthenticationRequired }.forEach { it.isValid = false }

    internal class Entry(val spec: KeyGenParameterSpec, val algorithm: String, val level: Int, val pair: KeyPair?) {
        val secret = ByteArray(32).also(SecureRandom()::nextBytes)
        @Volatile var isValid = true

        fun check(purpose: Int): Entry {
            if (!isValid) throw KeyPermanentlyInvalidatedException()
            if (spec.purposes and purpose == 0) throw java.security.InvalidKeyException("made for something else")
            return this
        }
    }

    /** What the app gets: a name, never bytes. */
    internal sealed class Handle(val entry: Entry) : Key {
        override fun getAlgorithm() = entry.algorithm
        override fun getFormat(): String? = null
        override fun getEncoded(): ByteArray? = null
        class Secret(entry: Entry) : Handle(entry), SecretKey
        class Private(entry: Entry) : Handle(entry), PrivateKey
    }

    private fun service(type: String, algorithm: String, make: () -> Any) = putService(object : Service(this, type, algorithm, "fake", null, null) {
        override fun newInstance(parameter: Any?): Any = make()
        override fun supportsParameter(parameter: Any?) = parameter is Handle
    })

    init {
        service("KeyStore", "AndroidKeyStore") { Store() }
        for (algorithm in listOf("AES", "HmacSHA256")) {
            service("KeyGenerator", algorithm) { Generator(algorithm) }
            service("SecretKeyFactory", algorithm) { Infos() }
        }
        service("KeyPairGenerator", "EC") { Pairs() }
        service("KeyFactory", "EC") { PairInfos() }
        service("Mac", "HmacSHA256") { Hmac() }
        service("Signature", "SHA256withECDSA") { Ecdsa() }
        service("Cipher", "AES/GCM/NoPadding") { Gcm() }
    }

    private fun put(spec: AlgorithmParameterSpec?, algorithm: String, pair: KeyPair? = null): Entry {
        spec as KeyGenParameterSpec
        if (spec.isStrongBoxBacked && algorithm !in strongBox) throw StrongBoxUnavailableException()
        val at = if (spec.isStrongBoxBacked) KeyProperties.SECURITY_LEVEL_STRONGBOX else level
        return Entry(spec, algorithm, at, pair).also { held[spec.keystoreAlias] = it }
    }

    private inner class Generator(private val algorithm: String) : KeyGeneratorSpi() {
        private var spec: AlgorithmParameterSpec? = null
        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()
        override fun engineInit(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()
        override fun engineInit(params: AlgorithmParameterSpec?, random: SecureRandom?) { spec = params }
        override fun engineGenerateKey(): SecretKey = Handle.Secret(put(spec, algorithm))
    }

    private inner class Pairs : KeyPairGeneratorSpi() {
        private var spec: AlgorithmParameterSpec? = null
        override fun initialize(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()
        override fun initialize(params: AlgorithmParameterSpec?, random: SecureRandom?) { spec = params }
        override fun generateKeyPair(): KeyPair {
            val curve = (spec as KeyGenParameterSpec).algorithmParameterSpec as ECGenParameterSpec
            val pair = KeyPairGenerator.getInstance("EC", "SunEC").apply { initialize(curve) }.generateKeyPair()
            return KeyPair(pair.public, Handle.Private(put(spec, "EC", pair)))
        }
    }

    private fun info(key: Key?): KeyInfo {
        val entry = (key as Handle).entry
        val inside = entry.level != KeyProperties.SECURITY_LEVEL_SOFTWARE
        val none = emptyArray<String>()
        return KeyInfo(
            entry.spec.keystoreAlias, inside, KeyProperties.ORIGIN_GENERATED, 256, null as Date?, null, null, entry.spec.purposes, none, none, none, none,
            entry.spec.isUserAuthenticationRequired, 0, 0, false, false, false, false, false, true, entry.level, -1,
        )
    }

    private inner class Infos : SecretKeyFactorySpi() {
        override fun engineGenerateSecret(spec: KeySpec?) = throw UnsupportedOperationException()
        override fun engineGetKeySpec(key: SecretKey?, spec: Class<*>?): KeySpec = info(key)
        override fun engineTranslateKey(key: SecretKey?) = throw UnsupportedOperationException()
    }

    private inner class PairInfos : KeyFactorySpi() {
        override fun engineGeneratePublic(spec: KeySpec?) = throw UnsupportedOperationException()
        override fun engineGeneratePrivate(spec: KeySpec?) = throw UnsupportedOperationException()
        @Suppress("UNCHECKED_CAST")
        override fun <T : KeySpec> engineGetKeySpec(key: Key?, spec: Class<T>?): T = info(key) as T
        override fun engineTranslateKey(key: Key?) = throw UnsupportedOperationException()
    }

    private class Hmac : MacSpi() {
        private val mac = Mac.getInstance("HmacSHA256", "SunJCE")
        override fun engineInit(key: Key?, params: AlgorithmParameterSpec?) =
            mac.init(SecretKeySpec((key as Handle).entry.check(KeyProperties.PURPOSE_SIGN).secret, "HmacSHA256"))
        override fun engineGetMacLength() = mac.macLength
        override fun engineUpdate(input: Byte) = mac.update(input)
        override fun engineUpdate(input: ByteArray?, offset: Int, length: Int) = mac.update(input, offset, length)
        override fun engineDoFinal(): ByteArray = mac.doFinal()
        override fun engineReset() = mac.reset()
    }

    @Suppress("OVERRIDE_DEPRECATION")
    private class Ecdsa : SignatureSpi() {
        private val signature = Signature.getInstance("SHA256withECDSA", "SunEC")
        override fun engineInitVerify(key: PublicKey?) = throw UnsupportedOperationException()
        override fun engineInitSign(key: PrivateKey?) = signature.initSign((key as Handle).entry.check(KeyProperties.PURPOSE_SIGN).pair!!.private)
        override fun engineUpdate(byte: Byte) = signature.update(byte)
        override fun engineUpdate(bytes: ByteArray?, offset: Int, length: Int) = signature.update(bytes, offset, length)
        override fun engineSign(): ByteArray = signature.sign()
        override fun engineVerify(bytes: ByteArray?) = throw UnsupportedOperationException()
        override fun engineSetParameter(name: String?, value: Any?) = throw UnsupportedOperationException()
        override fun engineGetParameter(name: String?) = throw UnsupportedOperationException()
    }

    /** AES-GCM with a nonce of its own, and no output before the prompt authorised this very operation. */
    internal inner class Gcm : CipherSpi() {
        private val cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE")
        private var entry: Entry? = null
        @Volatile var isAuthorised = false

        override fun engineInit(mode: Int, key: Key?, random: SecureRandom?) = begin(mode, key, null)
        override fun engineInit(mode: Int, key: Key?, params: AlgorithmParameterSpec?, random: SecureRandom?) = begin(mode, key, params)
        override fun engineInit(mode: Int, key: Key?, params: AlgorithmParameters?, random: SecureRandom?) = throw UnsupportedOperationException()

        private fun begin(mode: Int, key: Key?, params: AlgorithmParameterSpec?) {
            val purpose = if (mode == Cipher.ENCRYPT_MODE) KeyProperties.PURPOSE_ENCRYPT else KeyProperties.PURPOSE_DECRYPT
            val entry = (key as Handle).entry.check(purpose).also { entry = it }
            isAuthorised = !entry.spec.isUserAuthenticationRequired
            val bytes = SecretKeySpec(entry.secret, "AES")
            if (mode == Cipher.ENCRYPT_MODE) {
                if (params != null) throw java.security.InvalidAlgorithmParameterException("caller-provided nonce")
                cipher.init(mode, bytes)
            } else {
                cipher.init(mode, bytes, params as GCMParameterSpec)
            }
        }

        override fun engineDoFinal(input: ByteArray?, offset: Int, length: Int): ByteArray {
            if (!isAuthorised) throw IllegalBlockSizeException().apply { initCause(UserNotAuthenticatedException()) }
            isAuthorised = !entry!!.spec.isUserAuthenticationRequired
            return cipher.doFinal(input, offset, length)
        }

        /** The prompt reads it to know the operation. */
        override fun engineGetIV(): ByteArray = cipher.iv.also { asked = this }
        override fun engineSetMode(mode: String?) = Unit
        override fun engineSetPadding(padding: String?) = Unit
        override fun engineGetBlockSize() = cipher.blockSize
        override fun engineGetOutputSize(length: Int) = cipher.getOutputSize(length)
        override fun engineGetParameters(): AlgorithmParameters? = cipher.parameters
        override fun engineUpdate(input: ByteArray?, offset: Int, length: Int) = throw UnsupportedOperationException()
        override fun engineUpdate(input: ByteArray?, offset: Int, length: Int, output: ByteArray?, at: Int) = throw UnsupportedOperationException()
        override fun engineDoFinal(input: ByteArray?, offset: Int, length: Int, output: ByteArray?, at: Int) = throw UnsupportedOperationException()
    }

    private class Leaf(private val key: PublicKey) : Certificate("X.509") {
        override fun getEncoded() = ByteArray(0)
        override fun verify(key: PublicKey?) = Unit
        override fun verify(key: PublicKey?, provider: String?) = Unit
        override fun toString() = "leaf"
        override fun getPublicKey() = key
    }

    private inner class Store : KeyStoreSpi() {
        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
        override fun engineGetKey(alias: String, password: CharArray?): Key? = held[alias]?.let {
            if (refusesEarly && !it.isValid) throw UnrecoverableKeyException()
            if (it.pair == null) Handle.Secret(it) else Handle.Private(it)
        }
        override fun engineGetCertificate(alias: String): Certificate? = held[alias]?.pair?.let { Leaf(it.public) }
        override fun engineContainsAlias(alias: String) = held.containsKey(alias)
        override fun engineDeleteEntry(alias: String) { held.remove(alias) }
        override fun engineAliases(): Enumeration<String> = Collections.enumeration(held.keys)
        override fun engineSize() = held.size
        override fun engineIsKeyEntry(alias: String) = held.containsKey(alias)
        override fun engineIsCertificateEntry(alias: String) = false
        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null
        override fun engineGetCreationDate(alias: String): Date? = null
        override fun engineGetCertificateAlias(certificate: Certificate?): String? = null
        override fun engineSetKeyEntry(alias: String?, key: Key?, password: CharArray?, chain: Array<out Certificate>?) = throw UnsupportedOperationException()
        override fun engineSetKeyEntry(alias: String?, key: ByteArray?, chain: Array<out Certificate>?) = throw UnsupportedOperationException()
        override fun engineSetCertificateEntry(alias: String?, certificate: Certificate?) = throw UnsupportedOperationException()
        override fun engineStore(stream: OutputStream?, password: CharArray?) = throw UnsupportedOperationException()
    }

    companion object {
        /** A phone without keys, in the place of whatever was there. */
        fun install(): FakeAndroidKeyStore {
            Security.removeProvider("AndroidKeyStore")
            // First, as on a phone: its keys are nobody else's.
            return FakeAndroidKeyStore().also { Security.insertProviderAt(it, 1) }
        }
    }
}
