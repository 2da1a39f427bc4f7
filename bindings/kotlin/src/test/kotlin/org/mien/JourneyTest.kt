package org.mien

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.mien.core.Assurance
import org.mien.core.CameraData
import org.mien.core.DeviceException
import org.mien.core.EnrolmentException
import org.mien.core.Factor
import org.mien.core.Identity
import org.mien.core.Login
import org.mien.core.LoginException
import org.mien.core.PatternException
import org.mien.core.PatternPad
import org.mien.core.RecoveryCodeForm
import org.mien.core.Status
import org.mien.core.UnlockException
import org.mien.core.WaysIn
import org.mien.fixtures.Browser
import org.mien.fixtures.RecordedPerson

/** Real frames, real pixels, a real server: one person enrols once and then meets everything that a login can bring. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyTest {
    private val phone = Phone()
    private val mien get() = phone.mien
    private val opened = mutableListOf<AutoCloseable>()
    private lateinit var identity: Identity

    @BeforeAll fun enrol() {
        val offer = sandbox.offer(name = "Mae Tan", idNumber = "S1234567D")
        assertEquals(Status.NotEnrolled, mien.status())
        val enrolment = mien.startEnrolment(offer.text).also { opened += it }
        assertEquals("localhost", enrolment.offer().issuerDomain)
        assertTrue(enrolment.offer().needsCode)
        assertEquals("scan", assertThrows(EnrolmentException.StepMissing::class.java) { enrolment.finish(offer.code) }.step)
        enrolment.acceptScan(passedScan(enrolment))
        assertEquals("passcode_sequence", typed("123456").weakness(enrolment))
        assertNull(typed(PASSCODE).weakness(enrolment))
        val differ = assertThrows(EnrolmentException.Passcode::class.java) {
            enrolment.choosePasscode(typed(PASSCODE).pad, typed(OTHER).pad)
        }
        assertEquals("passcodes_differ", differ.reason)
        enrolment.choosePasscode(typed(PASSCODE).pad, typed(PASSCODE).pad)
        // A code from the SMS that was mistyped costs a try, not the enrolment.
        val wrong = if (offer.code == "000000") "000001" else "000000"
        assertThrows(EnrolmentException.WrongCode::class.java) { enrolment.finish(wrong) }
        identity = enrolment.finish(offer.code)
    }

    /** A wrong passcode of one test must not throttle the next. */
    @BeforeEach fun unlocked() {
        phone.host.clock.skip(LONG_MS)
        mien.unlock(typed(PASSCODE).pad)
    }

    /** What is open holds the library. */
    @AfterEach fun closed() {
        opened.forEach { it.close() }
        opened.clear()
    }

    private fun Browser.LoginPage.code(): String = checkNotNull(mien.readCode(codePixels().frame())) { "no code was seen" }

    private fun start(code: String): Login = mien.startLogin(code).also { opened += it }

    private fun Login.prompt() = prompt("en")

    private fun scannedLogin(browser: Browser): Pair<Browser.LoginPage, Login> {
        val page = browser.beginLogin(sandbox.service)
        return page to start(page.code())
    }

    // The main job: pixels in, browser logged in; and what the person was shown before deciding.
    @Test fun `a code read from pixels logs a browser in`() {
        val browser = Browser(sandbox.tls)
        val (page, login) = scannedLogin(browser)
        assertEquals("scanned", page.state())
        val prompt = login.prompt()
        assertEquals("localhost", prompt.domain)
        assertTrue(prompt.crossDevice && prompt.needsCheck)
        assertFalse(prompt.serviceName.isNullOrBlank() || prompt.purpose.isNullOrBlank())
        assertTrue("name" in prompt.claims.toString())
        assertTrue(login.prompt("zh-Hans").serviceName != prompt.serviceName)
        assertNull(login.approve(typed(PASSCODE).pad, page.digits()).returnUrl)
        assertEquals("approved", page.state())
        assertTrue("Mae" in page.finish(), "the service greets the person by name")
        val entry = mien.history().first()
        assertEquals(listOf("login", "approved", "localhost"), listOf(entry.kind, entry.outcome, entry.domain))
        assertFalse(phone.host.log.lines.any { "Mae" in it || PASSCODE in it })
    }

    // On the same device there is no second screen to compare with: the browser comes back with a one-time address.
    @Test fun `a login on the same device ends in the browser that began it`() {
        val browser = Browser(sandbox.tls)
        val login = start(browser.beginLogin(sandbox.service).link())
        assertFalse(login.prompt().crossDevice || login.prompt().needsCheck)
        val back = checkNotNull(login.approve(typed(PASSCODE).pad, null).returnUrl)
        assertTrue("Mae" in browser.open(back))
    }

    @Test fun `who was enrolled is known after a restart, once unlocked`() {
        assertEquals("Mae Tan", identity.name)
        phone.restart()
        assertTrue(mien.status() is Status.Locked)
        assertThrows(UnlockException.Locked::class.java) { mien.identity() }
        mien.unlock(typed(PASSCODE).pad)
        assertEquals("Mae Tan", mien.identity()?.name)
    }

    private fun pattern(vararg dots: Int) = PatternPad().also { opened += it }.apply { dots.forEach { touch(it.toUByte()) } }

    // Each way in proves the same thing; what the phone says instead of a finger has its own name, and the login waits.
    @Test fun `a login can be approved with biometrics and with the pattern`() {
        val dots = intArrayOf(0, 1, 4, 3, 6, 7)
        mien.enableBiometrics("Turn on")
        mien.setPattern(pattern(*dots), pattern(*dots))
        assertEquals(WaysIn(passcode = true, pattern = true, biometrics = true, recovery = false), mien.waysIn())
        mien.lock()
        val (page, login) = scannedLogin(Browser(sandbox.tls))
        val person = phone.host.keys.person
        for ((refuses, code) in listOf(DeviceException.Cancelled() to "cancelled", DeviceException.LockedOut() to "biometrics_refused")) {
            person.refuses = refuses
            val error = assertThrows(LoginException.Biometrics::class.java) { login.approveWithBiometrics("Log in", page.digits()) }
            assertEquals(code, error.code)
        }
        person.approve()
        login.approveWithBiometrics("Log in", page.digits())
        assertEquals("approved", page.state())
        val (second, again) = scannedLogin(Browser(sandbox.tls))
        assertThrows(LoginException.WrongPasscode::class.java) { again.approveWithPattern(pattern(6, 4, 2, 5, 1, 0), second.digits()) }
        again.approveWithPattern(pattern(*dots), second.digits())
        assertEquals("approved", second.state())
    }

    @Test fun `changed fingerprints ask for the passcode, and biometrics can come back`() {
        mien.enableBiometrics("Turn on")
        mien.lock()
        phone.host.keys.person.enrolAnother()
        assertThrows(UnlockException.BiometricInvalidated::class.java) { mien.unlockWithBiometrics("Open") }
        assertTrue(mien.status() is Status.BiometricInvalidated)
        mien.unlock(typed(PASSCODE).pad)
        mien.enableBiometrics("Turn on")
        mien.lock()
        mien.unlockWithBiometrics("Open")
        assertEquals(Status.Unlocked(Factor.BIOMETRICS), mien.status())
    }

    @Test fun `what is new is refused by name`() {
        val weak = assertThrows(UnlockException.NotAccepted::class.java) { mien.changePasscode(typed(PASSCODE).pad, typed("123456").pad, typed("123456").pad) }
        assertEquals("passcode_sequence", weak.reason)
        val plain = assertThrows(UnlockException.NotAccepted::class.java) { mien.setPattern(pattern(0, 1, 2, 5, 8, 7), pattern(0, 1, 2, 5, 8, 7)) }
        assertEquals("pattern_few_turns", plain.reason)
        assertThrows(PatternException.NotADot::class.java) { pattern(9) }
        assertThrows(UnlockException.Incomplete::class.java) { mien.unlockWithPattern(pattern(0, 1)) }
        assertThrows(UnlockException.WrongRecoveryCode::class.java) { mien.recover(secretOf("no code"), typed(OTHER).pad, typed(OTHER).pad) }
        assertEquals("passcode_sequence", typed("123456").weakness(mien))
        assertNull(typed(OTHER).weakness(mien))
    }

    @Test fun `the passcode changes, and the recovery code brings another`() {
        mien.changePasscode(typed(PASSCODE).pad, typed(OTHER).pad, typed(OTHER).pad)
        val made = mien.newRecoveryCode()
        val groups = made.groups()
        assertEquals(7, groups.size)
        assertFalse(made.confirms(groups.first()))
        assertTrue(made.confirms(groups.last().lowercase()))
        assertFalse(mien.waysIn().recovery)
        mien.setRecoveryCode(made)
        assertTrue(mien.waysIn().recovery)
        assertEquals(emptyList<String>(), made.groups())
        val code = secretOf(groups.joinToString(" ").lowercase())
        assertEquals(RecoveryCodeForm.WHOLE, mien.recoveryCodeForm(code))
        assertEquals(RecoveryCodeForm.WRONG, mien.recoveryCodeForm(secretOf("U")))
        mien.lock()
        assertThrows(UnlockException.WrongPasscode::class.java) { mien.unlock(typed(PASSCODE).pad) }
        mien.recover(code, typed(PASSCODE).pad, typed(PASSCODE).pad)
        assertTrue(code.isEmpty())
        assertEquals(Status.Unlocked(Factor.RECOVERY), mien.status())
        mien.lock()
        mien.unlock(typed(PASSCODE).pad)
        val renewed = mien.renewKeys(typed(PASSCODE).pad, "Open")
        assertTrue(renewed.recoveryRemoved)
        assertFalse(mien.waysIn().recovery)
    }

    // What a camera says goes with its frames: without it nobody vouches for them.
    @Test fun `frames with their camera's data are vouched for`() {
        fun assurance(camera: CameraData?): Assurance? {
            val (scan, person) = mien.startVerification() to RecordedPerson(seed = 5)
            repeat(40) { at ->
                val frame = person.next(null)
                // A real camera is never as even as a recording.
                val info = frame.info.copy(capturedAtUs = frame.info.capturedAtUs + (at * 7919 % 5000).toULong(), camera = camera)
                scan.push(PlanarFrame(info, frame.y, frame.u, frame.v))
            }
            assertNull(scan.assurance(), "not before its end")
            scan.cancel()
            return scan.assurance()
        }
        assertEquals(Assurance.A0, assurance(null))
        assertEquals(Assurance.A1, assurance(CameraData(exposureUs = 10_000u, iso = 100u)))
    }

    @Test fun `declining needs no passcode and tells the page`() {
        val (page, login) = scannedLogin(Browser(sandbox.tls))
        mien.lock()
        login.decline()
        assertEquals("declined", page.state())
        assertThrows(LoginException.Failed::class.java) { login.approve(typed(PASSCODE).pad, "11") }
        mien.unlock(typed(PASSCODE).pad)
        assertEquals("declined", mien.history().first().outcome)
    }

    // Digits that are missing or wrong must cost no passcode try and no login.
    @Test fun `the digits on the page are needed and may be typed again`() {
        val (page, login) = scannedLogin(Browser(sandbox.tls))
        assertThrows(LoginException.CheckDigits::class.java) { login.approve(typed(PASSCODE).pad, null) }
        val wrong = if (page.digits() == "10") "11" else "10"
        assertThrows(LoginException.CheckDigits::class.java) { login.approve(typed(PASSCODE).pad, wrong) }
        assertEquals("scanned", page.state())
        login.approve(typed(PASSCODE).pad, page.digits())
        assertEquals("approved", page.state())
    }

    @Test fun `a wrong passcode is counted and the login waits`() {
        val (page, login) = scannedLogin(Browser(sandbox.tls))
        val first = assertThrows(LoginException.WrongPasscode::class.java) { login.approve(typed(OTHER).pad, page.digits()) }
        val second = assertThrows(LoginException.WrongPasscode::class.java) {
            phone.host.clock.skip(first.retryAfterMs.toLong())
            login.approve(typed(OTHER).pad, page.digits())
        }
        assertEquals(first.attemptsLeft - 1u, second.attemptsLeft)
        phone.host.clock.skip(second.retryAfterMs.toLong())
        login.approve(typed(PASSCODE).pad, page.digits())
        assertEquals("approved", page.state())
    }

    @Test fun `too few digits are no try`() {
        val before = mien.status()
        assertThrows(UnlockException.Incomplete::class.java) { mien.unlock(typed("12345").pad) }
        assertEquals(before, mien.status())
    }

    @Test fun `a used code is refused`() {
        val page = Browser(sandbox.tls).beginLogin(sandbox.service)
        val code = page.code()
        start(code).approve(typed(PASSCODE).pad, page.digits())
        val error = assertThrows(LoginException::class.java) { mien.startLogin(code) }
        assertTrue(error is LoginException.CodeExpired || error is LoginException.NotVerified, "$error")
    }

    @Test fun `a forged or unknown code is refused by name`() {
        val text = Browser(sandbox.tls).beginLogin(sandbox.service).code()
        // Somebody else's client id over the same request: the signed request says otherwise.
        val forged = text.replace("x509_san_dns%3Alocalhost", "x509_san_dns%3Abank.example")
        assertTrue(forged != text)
        assertThrows(LoginException.NotVerified::class.java) { mien.startLogin(forged) }
        val unknown = text.replace(Regex("%2Fr%2F[A-Za-z0-9_-]+"), "%2Fr%2Fno-such-request")
        assertThrows(LoginException.CodeExpired::class.java) { mien.startLogin(unknown) }
        val address = assertThrows(LoginException.NotALoginCode::class.java) { mien.startLogin("https://shop.example/menu") }
        assertEquals("shop.example", address.host)
        assertThrows(LoginException.NotALoginCode::class.java) { mien.startLogin("WIFI:S:guest;;") }
    }

    // The request says how long it is good for; the phone's own clock decides.
    @Test fun `a code that has run out is refused`() {
        val code = Browser(sandbox.tls).beginLogin(sandbox.service).code()
        phone.host.clock.wallSkew = LONG_MS
        try {
            assertThrows(LoginException.CodeExpired::class.java) { mien.startLogin(code) }
        } finally {
            phone.host.clock.wallSkew = 0
        }
    }

    @Test fun `an unreachable service is a network error`() {
        val text = Browser(sandbox.tls).beginLogin(sandbox.service).code()
        val nowhere = java.net.ServerSocket(0).use { it.localPort }
        val moved = text.replace(Regex("localhost%3A\\d+"), "localhost%3A$nowhere")
        assertThrows(LoginException.Network::class.java) { mien.startLogin(moved) }
    }

    @Test fun `an offer that is none is refused and a second enrolment as well`() {
        assertThrows(EnrolmentException.AlreadyEnrolled::class.java) { mien.startEnrolment(sandbox.offer().text) }
        val fresh = Phone().mien
        assertThrows(EnrolmentException.NotAnOffer::class.java) { fresh.startEnrolment("https://shop.example/menu") }
    }

    private companion object {
        const val PASSCODE = "271946"
        const val OTHER = "638205"
        const val LONG_MS = 10 * 60_000L
    }
}
