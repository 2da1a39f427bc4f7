package org.mien

import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assertions.fail
import org.junit.jupiter.api.Test
import org.mien.core.AccountEnrolment
import org.mien.core.AccountException
import org.mien.core.AccountPurpose
import org.mien.core.AccountStep
import org.mien.core.AnswerProblem
import org.mien.core.CalendarDate
import org.mien.core.IdNumberCheck
import org.mien.core.IdNumberProblem
import org.mien.core.NameCheck
import org.mien.core.NameProblem
import org.mien.core.PasswordRule
import org.mien.core.PhoneCheck
import org.mien.core.PhoneProblem
import org.mien.core.Scan
import org.mien.core.ScanResult
import org.mien.core.Status
import org.mien.core.passwordRules

/** The account's journey as an app developer meets it: the real provider, step by step, with what people mistype. */
class AccountTest {
    private val phone = Phone()
    private val mien get() = phone.mien
    private val opened = mutableListOf<AutoCloseable>()

    @AfterEach fun closed() = opened.forEach { it.close() }

    private fun begin(purpose: AccountPurpose) = mien.beginAccount(sandbox.account(), purpose).also { opened += it }
    private fun resume() = checkNotNull(mien.resumeAccount()) { "nothing to go on with" }.also { opened += it }
    private fun secret(text: String) = secretOf(text).also { opened += it }
    private fun AccountEnrolment.step() = view("en").step

    private inline fun <reified S : AccountStep> AccountEnrolment.at(): S =
        step() as? S ?: fail("at ${step()}, not at ${S::class.simpleName}")

    /**
     * A scan that passes, and the enrolment that it is for. What is asked is drawn from the provider's nonce, which stands for all
     * tries of a step, and a recorded person does not manage every order: another enrolment brings another.
     */
    private fun passed(first: AccountEnrolment): Pair<AccountEnrolment, Scan> {
        var flow = first
        repeat(ENROLMENTS) {
            val scan = flow.startScan().also { opened += it }
            if (play(scan, seed = it * 1000L + 3) == ScanResult.Passed) return flow to scan
            flow.cancel()
            flow = begin(AccountPurpose.SET_UP)
            solve(flow)
            flow.signIn("S1234567D", secret(PASSWORD))
            flow.code(sandbox.sms())
        }
        return fail("no scan passed in $ENROLMENTS enrolments")
    }

    private fun solve(flow: AccountEnrolment) {
        flow.at<AccountStep.ProofOfWork>()
        flow.solve()
        assertTrue(flow.solvedPercent() <= 100u)
    }

    // J2 whole: what is mistyped, the SMS, a face, the declaration, an app that ended in the middle, and a vault at the end.
    @Test fun `a phone is set up`() {
        var flow = begin(AccountPurpose.SET_UP)
        assertEquals("localhost", flow.view("en").providerDomain)
        assertThrows(AccountException.StepMissing::class.java) { flow.acceptTerms() }
        solve(flow)

        flow.at<AccountStep.SignIn>()
        val mistyped = assertThrows(AccountException.IdNumber::class.java) { flow.signIn("S1234567E", secret("x")) }
        assertEquals(IdNumberProblem.CHECK_CHARACTER, mistyped.problem)
        val wrong = secret("not the password")
        flow.signIn("S1234567D", wrong)
        assertTrue(wrong.isEmpty(), "a password is used once")
        assertEquals(AnswerProblem.WRONG, flow.view("en").problem)
        flow.signIn("s1234567d", secret(PASSWORD))

        // The app ends here, and goes on here; the code that was sent is still good.
        opened.forEach { it.close() }
        opened.clear()
        phone.restart()
        flow = resume()
        val asked = flow.at<AccountStep.OneTimeCode>()
        assertTrue(asked.secondsLeft in 200u..300u && asked.triesLeft == 5uL && asked.length == 6u, "$asked")
        assertFalse("91234567" in asked.sentTo)
        phone.host.clock.skip(60_000)
        assertEquals(asked.secondsLeft - 60uL, flow.at<AccountStep.OneTimeCode>().secondsLeft)
        assertThrows(AccountException.NoCode::class.java) { flow.code("call me") }
        assertNull(flow.findCode("Your code is 123456.\n@evil.example #123456"))
        val code = checkNotNull(flow.findCode(sandbox.sms()))
        assertEquals(6, code.length)
        flow.code(if (code == "000000") "000001" else "000000")
        assertEquals(AnswerProblem.WRONG, flow.view("en").problem)
        assertEquals(4uL, flow.at<AccountStep.OneTimeCode>().triesLeft)
        flow.code(code)

        val face = flow.at<AccountStep.Face>()
        assertTrue(face.consent.isNotBlank() && face.asksTemplate)
        assertTrue((flow.view("zh-Hans").step as AccountStep.Face).consent != face.consent)
        val (same, scan) = passed(flow)
        flow = same
        flow.acceptScan(scan, sendTemplate = false)

        val details = flow.at<AccountStep.Details>()
        assertTrue(details.details.any { it.value == "S****567D" }, "the provider masks the number")
        flow.declare()

        flow.at<AccountStep.Passcode>()
        assertEquals("passcode_sequence", typed("123456").let { flow.weakness(it.pad) })
        assertNull(typed(PASSCODE).let { flow.weakness(it.pad) })
        val differ = assertThrows(AccountException.Passcode::class.java) { flow.choosePasscode(typed(PASSCODE).pad, typed("638205").pad) }
        assertEquals("passcodes_differ", differ.reason)
        assertNotNull(flow.choosePasscode(typed(PASSCODE).pad, typed(PASSCODE).pad).name)
        assertTrue(mien.status() is Status.Unlocked)
        assertNull(mien.resumeAccount(), "there is nothing left to go on with")
        val entry = mien.history().first()
        assertEquals(listOf("enrolment", "localhost"), listOf(entry.kind, entry.domain))
        assertThrows(AccountException.AlreadyEnrolled::class.java) { begin(AccountPurpose.SET_UP) }
        assertFalse(phone.host.log.lines.any { PASSWORD in it || code in it || "S1234567D" in it })
    }

    // J1 by phone alone: two acts of agreeing, each its own, and a number that is typed twice.
    @Test fun `somebody registers by phone alone`() {
        val flow = begin(AccountPurpose.REGISTER_BY_PHONE)
        val terms = flow.at<AccountStep.Terms>()
        assertTrue(terms.summary.isNotBlank() && terms.url.startsWith(sandbox.provider))
        flow.acceptTerms()
        solve(flow)
        assertTrue(flow.at<AccountStep.Phone>().twice)
        val differ = assertThrows(AccountException.Phone::class.java) { flow.phone("91234567", "91234568", "SG") }
        assertEquals(PhoneProblem.DIFFERS, differ.problem)
        flow.phone("8123 4567", "+65 8123 4567", "SG")
        flow.code(sandbox.sms())
        flow.declare()
        flow.at<AccountStep.Passcode>()
        // The person's own number is no passcode.
        assertEquals("passcode_personal_number", typed("812345").let { flow.weakness(it.pad) })
        flow.choosePasscode(typed(PASSCODE).pad, typed(PASSCODE).pad)
        assertNull(mien.identity()?.name)
    }

    // Rules change with each letter, and know the number that was typed before.
    @Test fun `a password is judged while it is typed`() {
        val flow = begin(AccountPurpose.REGISTER)
        flow.at<AccountStep.Identify>()
        assertThrows(AccountException.BirthDate::class.java) { flow.identify("T1234567J", "Raj s/o Kumar", CalendarDate(1990u, 2u, 30u)) }
        assertThrows(AccountException.Name::class.java) { flow.identify("T1234567J", "R2D2", CalendarDate(1990u, 2u, 3u)) }
        assertEquals(7, passwordRules().size)
        assertTrue(PasswordRule.LONG_ENOUGH in flow.unmetRules(secret("short")))
        assertEquals(listOf(PasswordRule.NO_SEQUENCE), flow.unmetRules(secret("abcdefghijkl")))
        assertEquals(emptyList<PasswordRule>(), flow.unmetRules(secret("灯塔 harbour lamp")))
        // Given up: nothing is left of it, and it says so.
        flow.cancel()
        assertEquals(AccountStep.Ended, flow.step())
        assertThrows(AccountException.StepMissing::class.java) { flow.acceptTerms() }
        assertNull(mien.resumeAccount())
    }

    @Test fun `without a network nothing is lost`() {
        val flow = begin(AccountPurpose.REGISTER_BY_PHONE)
        phone.host.transport.isDown = true
        assertThrows(AccountException.Network::class.java) { flow.acceptTerms() }
        assertEquals(AccountStep.Interrupted, flow.step())
        assertThrows(AccountException.Network::class.java) { flow.retry() }
        phone.host.transport.isDown = false
        flow.retry()
        solve(flow)
        flow.at<AccountStep.Phone>()
    }

    @Test fun `fields are checked while somebody types`() {
        assertEquals(IdNumberCheck.Incomplete, mien.checkIdNumber("S12345"))
        assertEquals(IdNumberCheck.Complete("S****567D", null), mien.checkIdNumber("s1234567d"))
        assertEquals(IdNumberCheck.Wrong(IdNumberProblem.CHECK_CHARACTER), mien.checkIdNumber("S1234567E"))
        assertEquals(IdNumberCheck.Wrong(IdNumberProblem.CHARACTER), mien.checkIdNumber("Ｓ1234567D"))
        val born = (mien.checkIdNumber("11010519491231002X") as IdNumberCheck.Complete).birthDate
        assertEquals(CalendarDate(1949u, 12u, 31u), born)
        assertEquals(NameCheck.Wrong(NameProblem.CHARACTER), mien.checkName("R2D2"))
        assertTrue(mien.checkName("陈美玲") is NameCheck.Complete)
        assertEquals(PhoneCheck.Incomplete, mien.checkPhone("9123", "SG"))
        assertEquals(PhoneCheck.Complete("+65 ****4567"), mien.checkPhone("9123 4567", "SG"))
        assertEquals(PhoneCheck.Wrong(PhoneProblem.NOT_MOBILE), mien.checkPhone("6221 2345", "SG"))
    }

    private companion object {
        const val PASSWORD = "harbour lamp seven"
        const val PASSCODE = "271946"
        const val ENROLMENTS = 8
    }
}
