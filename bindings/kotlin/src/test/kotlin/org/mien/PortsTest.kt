package org.mien

import java.io.File
import java.net.ServerSocket
import java.security.KeyFactory
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.DeviceException
import org.mien.core.DeviceKeys
import org.mien.core.HttpMethod
import org.mien.core.HttpRequest
import org.mien.core.KeyPurpose
import org.mien.core.TransportException
import org.mien.core.softwareKeys
import org.mien.fixtures.FileCounter
import org.mien.fixtures.HostClock
import org.mien.fixtures.SoftwareKeys

/** The contract of the ports, over the implementations in Kotlin and, for the keys, over Rust's own as well. */
class PortsTest {
    private fun eachKeys(test: (DeviceKeys) -> Unit) {
        test(SoftwareKeys(File(folder(), "keys")))
        test(softwareKeys(folder().path))
    }

    // Whoever holds the public key must be able to verify: this is what issuers and services do.
    @Test fun `signatures verify under the public key`() = eachKeys { keys ->
        keys.create("holder.1", KeyPurpose.SIGN)
        val point = keys.publicKey("holder.1")
        assertEquals(65, point.size)
        assertEquals(4, point[0])
        for (message in listOf(ByteArray(0), ByteArray(10_000) { 0x5a })) {
            val signature = keys.sign("holder.1", message)
            val form = if (signature.size == 64) "SHA256withECDSAinP1363Format" else "SHA256withECDSA"
            assertTrue(Signature.getInstance(form).run { initVerify(publicKey(point)); update(message); verify(signature) })
        }
    }

    @Test fun `a PRF answers the same for the same key and input only`() = eachKeys { keys ->
        keys.create("passcode.1", KeyPurpose.PRF)
        keys.create("passcode.2", KeyPurpose.PRF)
        val first = keys.prf("passcode.1", ByteArray(32))
        assertEquals(32, first.size)
        assertArrayEquals(first, keys.prf("passcode.1", ByteArray(32)))
        assertFalse(first.contentEquals(keys.prf("passcode.1", ByteArray(32) { 1 })))
        assertFalse(first.contentEquals(keys.prf("passcode.2", ByteArray(32))))
    }

    // A key that is silently replaced would lock its owner out for ever.
    @Test fun `aliases are never reused and never mixed up`() = eachKeys { keys ->
        keys.create("one", KeyPurpose.SIGN)
        assertThrows(DeviceException.Storage::class.java) { keys.create("one", KeyPurpose.SIGN) }
        assertThrows(DeviceException.Storage::class.java) { keys.create("one", KeyPurpose.PRF) }
        assertThrows(DeviceException.Unsupported::class.java) { keys.prf("one", ByteArray(1)) }
        assertThrows(DeviceException.KeyMissing::class.java) { keys.sign("two", ByteArray(1)) }
        for (alias in listOf("", "Upper", "under_score", "sl/ash", "..\\", "ünicode", "a".repeat(65))) {
            assertThrows(DeviceException::class.java, { keys.create(alias, KeyPurpose.PRF) }, alias)
        }
        keys.delete("one")
        keys.delete("one")
        assertFalse(keys.exists("one"))
    }

    @Test fun `the counter only rises and survives a restart`() {
        val file = File(folder(), "counter")
        val counter = FileCounter(file)
        assertNull(counter.read())
        for ((value, expected) in listOf(1 to 1, 9 to 9, 5 to 9, 0 to 9, 10 to 10)) {
            counter.raiseTo(value.toULong())
            assertEquals(expected.toULong(), counter.read())
            assertEquals(expected.toULong(), FileCounter(file).read())
        }
    }

    @Test fun `the clock runs forward and knows its boot`() {
        val clock = HostClock()
        val (first, second) = clock.now() to clock.now()
        assertTrue(second.elapsedMs >= first.elapsedMs)
        assertEquals(first.bootId, second.bootId)
        assertTrue(first.bootId.length in 1..64)
    }

    // The core decides what a redirect, an error status or a long answer means: the transport must not.
    @Test fun `the transport follows no redirect and keeps error bodies`() {
        val http = HttpsTransport(sandbox.sockets)
        val redirect = http.send(get("${sandbox.service}/login"))
        assertEquals(303, redirect.status.toInt())
        assertTrue(redirect.headers.any { it.name == "location" })
        val missing = http.send(get("${sandbox.provider}/no-such-page"))
        assertEquals(404, missing.status.toInt())
        val refused = http.send(get("${sandbox.provider}/nonce").copy(method = HttpMethod.POST, body = "{}".toByteArray()))
        assertEquals(200, refused.status.toInt())
        assertTrue(refused.body.isNotEmpty())
    }

    @Test fun `an answer above the limit is refused`() {
        val http = HttpsTransport(sandbox.sockets)
        val whole = http.send(get(sandbox.provider)).body.size
        assertEquals(whole, http.send(get(sandbox.provider).copy(maxResponseBytes = whole.toULong())).body.size)
        assertThrows(TransportException.TooLarge::class.java) {
            http.send(get(sandbox.provider).copy(maxResponseBytes = (whole - 1).toULong()))
        }
    }

    @Test fun `each way of failing has its name`() {
        // The platform's roots do not know the sandbox's test CA.
        assertThrows(TransportException.Certificate::class.java) { HttpsTransport().send(get(sandbox.provider)) }
        val closed = ServerSocket(0).use { it.localPort }
        val http = HttpsTransport(sandbox.sockets, timeoutMs = 300)
        assertThrows(TransportException.Offline::class.java) { http.send(get("https://localhost:$closed/")) }
        assertThrows(TransportException.Failed::class.java) { http.send(get("http://localhost:$closed/")) }
        ServerSocket(0).use { silent ->
            assertThrows(TransportException.TimedOut::class.java) { http.send(get("https://localhost:${silent.localPort}/")) }
        }
    }

    private fun get(url: String) = HttpRequest(HttpMethod.GET, url, emptyList(), ByteArray(0), 1_000_000u)

    private fun publicKey(point: ByteArray): ECPublicKey {
        val curve = java.security.AlgorithmParameters.getInstance("EC")
            .apply { init(java.security.spec.ECGenParameterSpec("secp256r1")) }
            .getParameterSpec(java.security.spec.ECParameterSpec::class.java)
        fun number(from: Int) = java.math.BigInteger(1, point.copyOfRange(from, from + 32))
        return KeyFactory.getInstance("EC").generatePublic(ECPublicKeySpec(ECPoint(number(1), number(33)), curve)) as ECPublicKey
    }
}
