package org.mien

import java.io.File
import java.net.ServerSocket
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.ContractException
import org.mien.core.DeviceKeys
import org.mien.core.HttpMethod
import org.mien.core.HttpRequest
import org.mien.core.KeyPurpose
import org.mien.core.MonotonicStore
import org.mien.core.TransportException
import org.mien.core.checkBiometrics
import org.mien.core.checkClock
import org.mien.core.checkCounter
import org.mien.core.checkKeys
import org.mien.core.softwareKeys
import org.mien.fixtures.FileCounter
import org.mien.fixtures.HostClock
import org.mien.fixtures.SoftwareKeys

/** The core's contract of each port, over the implementations in Kotlin and, for the keys, over Rust's own as well. */
class PortsTest {
    @Test fun `key files keep the contract of the keys`() {
        checkKeys(SoftwareKeys(File(folder(), "keys")))
        checkKeys(softwareKeys(folder().path))
    }

    @Test fun `key files keep the contract of biometrics`() {
        val keys = SoftwareKeys(File(folder(), "keys"))
        checkBiometrics(keys, keys.person)
    }

    @Test fun `the counter keeps its contract`() {
        val file = File(folder(), "counter")
        val reopened = object : MonotonicStore {
            override fun read() = FileCounter(file).read()
            override fun raiseTo(value: ULong) = FileCounter(file).raiseTo(value)
        }
        checkCounter(FileCounter(file), reopened)
    }

    @Test fun `the clock keeps its contract`() = checkClock(HostClock())

    // A contract that passes everything protects nobody.
    @Test fun `a broken rule is named`() {
        val keys = SoftwareKeys(File(folder(), "keys"))
        val lax = object : DeviceKeys by keys {
            override fun create(alias: String, purpose: KeyPurpose) { keys.delete(alias); keys.create(alias, purpose) }
        }
        val broken = assertThrows(ContractException.Broken::class.java) { checkKeys(lax) }
        assertEquals("an existing alias is not replaced", broken.rule)
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
}
