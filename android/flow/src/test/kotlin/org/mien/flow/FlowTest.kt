package org.mien.flow

import java.util.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.ScanOutcome
import org.mien.core.AccountPurpose
import org.mien.core.ApprovalPrompt
import org.mien.core.HistoryEntry
import org.mien.core.Identity
import org.mien.core.NotMe
import org.mien.core.OfferView
import org.mien.core.Help
import org.mien.core.ScanFeedback
import org.mien.core.ScanResult
import org.mien.core.ScanStage
import org.mien.core.SecurityLevel
import org.mien.core.Status
import org.mien.core.WaysIn
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

class FlowTest {
    private val offer = OfferView("id.example", "Example ID", needsCode = true, codeLength = 6u, codeDescription = null)
    private val prompt = ApprovalPrompt("id.example", "Library", "library.example", "Log in", listOf("name"), true, "Firefox", null, true)
    private val look = ScanFeedback(ScanStage.POSITIONING, "move_closer", 10u, emptyList(), null, Help.NONE, null, null, null)
    private val ways = WaysIn(passcode = true, pattern = true, biometrics = true, recovery = false)
    private val entry = HistoryEntry(1u, "login", "approved", "Library", null, emptyList(), 7u, canReport = true)
    private val done = mutableListOf<X>()

    private fun S.then(vararg events: E): S = events.fold(this) { state, event ->
        step(state, event).also { done += it.effects }.state
    }

    private fun keys(digits: String) = digits.map { E.Key(it.digitToInt()) }.toTypedArray()

    private val unlocking get() = S.Approve(prompt).then(E.Digits("47"), E.ApprovePressed)

    @Test fun `an enrolment goes through its screens in order`() {
        val state = S.Starting.then(E.StatusRead(Status.NotEnrolled), E.NothingBegun(true), E.CodeChosen, E.CodeRead("offer"))
        assertEquals(S.ScanCode(enrolled = false, working = true), state)
        val scanning = state.then(E.OfferArrived(offer), E.Agreed, E.FaceSeen(look))
        assertEquals(look, (scanning as S.ScanFace).look)
        val choosing = scanning.then(E.ScanEnded(ScanResult.Passed))
        val repeating = choosing.then(*keys("271946"), E.Judged(null))
        assertEquals(PadTask.REPEAT, (repeating as S.Pad).task)
        val sms = repeating.then(*keys("271946"), E.Chosen)
        assertEquals(PadTask.SMS_CODE, (sms as S.Pad).task)
        val end = sms.then(*keys("123456"), E.Enrolled(Identity("Mae", null, null), null))
        assertEquals(S.Done(End.ENROLLED, "Mae", "Example ID", null), end)
        assertEquals(
            listOf(X.Resume, X.Follow("offer", false), X.StartFaceScan, X.TakeFaceScan, X.Judge, X.Choose, X.Finish("123456")),
            done.filter { it !is X.Type },
        )
    }

    @Test fun `a login goes through its screens in order`() {
        val state = S.Starting.then(E.StatusRead(Status.Locked(10u, ways)), E.CodeRead("code"), E.RequestArrived(prompt), E.Digits("47"))
        val end = state.then(E.ApprovePressed, *keys("271946"), E.Approved("Mae", null))
        assertEquals(S.Done(End.LOGGED_IN, "Mae", "Library", null), end)
        assertEquals(listOf(X.Follow("code", true), X.ClearPads, X.Lock, X.ReadStatus, X.Approve("47")), done.filter { it !is X.Type })
    }

    // Nobody may be sent to the passcode, and lose a try, before the page's digits are there.
    @Test fun `approving waits for the two digits`() {
        for (text in listOf("", "4", "x", "４７")) {
            val state = S.Approve(prompt).then(E.Digits(text), E.ApprovePressed)
            assertEquals(Problem.Kind.CHECK_DIGITS, (state as S.Approve).problem?.kind, "with $text")
        }
        assertTrue(S.Approve(prompt.copy(needsCheck = false)).then(E.ApprovePressed) is S.Pad)
    }

    @Test fun `declining asks for nothing`() {
        assertEquals(S.Done(End.DECLINED, null, "Library", null), S.Approve(prompt).then(E.DeclinePressed, E.Declined(null)))
        assertEquals(listOf<X>(X.Decline), done)
    }

    @Test fun `a second code does not disturb the first`() {
        S.ScanCode(enrolled = true).then(E.CodeRead("one"), E.CodeRead("two"))
        assertEquals(listOf<X>(X.Follow("one", true)), done)
    }

    @Test fun `a wrong passcode waits, counts down and can be typed again`() {
        val wrong = Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 1, waitMs = 2500)
        val waiting = unlocking.then(*keys("000000"), E.Failed(wrong)) as S.Pad
        assertTrue(waiting.problem!!.isLastTry)
        assertEquals(0, waiting.typed)
        assertEquals(waiting, waiting.then(E.Key(1)))
        val later = waiting.then(E.Tick(1000), E.Tick(1000), E.Tick(1000)) as S.Pad
        assertEquals(0, later.waitMs)
        assertEquals(1, (later.then(E.Key(1)) as S.Pad).typed)
    }

    @Test fun `wrong digits lead back to the digits`() {
        val state = unlocking.then(*keys("271946"), E.Failed(Problem(Problem.Kind.CHECK_DIGITS)))
        assertEquals("", (state as S.Approve).digits)
    }

    @Test fun `what destroyed everything leads to a new enrolment`() {
        val end = unlocking.then(*keys("271946"), E.Failed(Problem(Problem.Kind.VAULT_SHUT)), E.StatusRead(Status.Wiped(true)))
        assertEquals(S.Stopped(Stop.WIPED, recoverable = true), end)
        val once = end.then(E.DeleteAsked)
        assertFalse(X.DeleteAll in done, "deleting is asked for twice")
        assertEquals(S.Welcome(working = true), once.then(E.DeleteAsked, E.Deleted, E.StatusRead(Status.NotEnrolled)))
        assertTrue(X.DeleteAll in done)
    }

    @Test fun `a weak or mistyped passcode is chosen anew`() {
        val choosing = S.Pad(PadTask.CHOOSE, offer = offer)
        val weak = choosing.then(*keys("123456"), E.Judged("passcode_sequence")) as S.Pad
        assertEquals(listOf(PadTask.CHOOSE, 0, "passcode_sequence"), listOf(weak.task, weak.typed, weak.problem?.weakness))
        val differ = weak.then(*keys("271946"), E.Judged(null), *keys("271947"), E.Failed(Problem(Problem.Kind.PASSCODES_DIFFER)))
        assertEquals(PadTask.CHOOSE, (differ as S.Pad).task)
        assertTrue(X.ClearPads in done)
    }

    // The app in the background must not keep half a passcode, nor an open vault.
    @Test fun `leaving clears the pads and locks`() {
        val left = unlocking.then(*keys("271"), E.Left) as S.Pad
        assertEquals(0, left.typed)
        assertEquals(listOf(X.ClearPads, X.Lock), done.takeLast(2))
        assertEquals(listOf<X>(X.InterruptFaceScan), step(S.ScanFace(offer, look), E.Left).effects)
    }

    @Test fun `a scan that failed asks what to do and counts`() {
        val ended = S.ScanFace(offer).then(E.ScanEnded(ScanResult.NotConfirmed), E.FaceSeen(look)) as S.ScanFace
        assertNull(ended.look)
        val again = ended.then(E.ScanAgain, E.ScanEnded(ScanResult.TryAgain)) as S.ScanFace
        assertEquals(1, again.notConfirmed)
    }

    // A face is never the only way: it can be left at any moment, and taken up again.
    @Test fun `another way can be chosen during a scan`() {
        val other = step(S.ScanFace(offer, look), E.OtherWayChosen)
        assertEquals(listOf<X>(X.CancelFaceScan), other.effects)
        assertEquals(ScanOutcome.OTHER_WAY, (other.state as S.ScanFace).ended?.outcome)
        assertEquals(other.state, step(other.state, E.ScanEnded(ScanResult.Cancelled)).state, "its own cancelling says no more")
        assertNull((other.state.then(E.ScanAgain) as S.ScanFace).ended)
    }

    // Ending somebody's session, or signing this phone out, is never one tap.
    @Test fun `this wasn't me is said twice`() {
        val asked = S.History(listOf(entry)).then(E.NotMeAsked(entry)) as S.History
        assertEquals(entry, asked.asked)
        assertTrue(done.isEmpty())
        val told = asked.then(E.AgreedChanged(true), E.Agreed, E.Agreed, E.Reported(NotMe(1u, signedOut = true), emptyList())) as S.History
        assertEquals(listOf<X>(X.Report(7u, signOut = true)), done)
        assertEquals(S.Stopped(Stop.DELETE_ASKED), told.then(E.GaveUp))
        assertEquals(S.History(listOf(entry)), asked.then(E.GaveUp))
        assertNull((S.History(listOf(entry)).then(E.NotMeAsked(entry.copy(canReport = false))) as S.History).asked)
        assertEquals(S.ScanCode(enrolled = true), asked.then(E.Left))
    }

    // Any sequence of taps and late answers: no crash, never more digits than keys, no keys while waiting.
    @Test fun `no sequence of events breaks the flow`() {
        val events = listOf(
            E.Agreed, E.GaveUp, E.ScanAgain, E.OtherWayChosen, E.Key(7), E.Key(0), E.Key(3), E.Backspace, E.Digits("47"), E.ApprovePressed,
            E.DeclinePressed, E.Continue, E.Left, E.Tick(700), E.CodeRead("c"), E.FaceSeen(look), E.ScanEnded(ScanResult.Passed),
            E.ScanEnded(ScanResult.TimedOut(null)), E.StatusRead(Status.NotEnrolled), E.StatusRead(Status.Wiped(false)),
            E.StatusRead(Status.Locked(3u, ways)), E.OfferArrived(offer), E.RequestArrived(prompt), E.Judged(null),
            E.StatusRead(Status.BiometricInvalidated(10u, ways)), E.StatusRead(Status.Throttled(900u, 3u, ways)), E.StatusRead(Status.Damaged(true)),
            E.SecurityAsked, E.BiometricsChosen, E.PatternChosen, E.PasscodeChosen, E.Dot(4), E.FingerUp, E.Lifted(2), E.Lifted(6), E.Verified,
            E.Opened, E.Changed, E.WaysRead(ways, SecurityLevel.SECURE_ELEMENT, true), E.RepairAsked, E.Repaired, E.DeleteAsked, E.Deleted,
            E.Judged("passcode_date"), E.Chosen, E.Enrolled(Identity(null, null, null), null), E.Approved(null, null), E.Declined(null), E.GoOn, E.CodeChosen,
            E.HistoryAsked, E.HistoryRead(emptyList()), E.NotMeAsked(entry), E.Reported(NotMe(1u, false), emptyList()), E.NothingBegun(true), E.WayChosen(AccountPurpose.SET_UP), E.MessageArrived("m"), E.DayMissing,
            E.CodeTyped("1"), E.CodeTyped("123456"), E.CodeTyped("a message"), E.CodeFound(null), E.CodeFound("654321"), E.AgreedChanged(true),
            E.Answered(AccountAnswer.AcceptTerms), E.Typed(Field.NAME, "x"), E.Checked(Field.NAME, FieldCheck.Incomplete), E.RulesJudged(emptyList()),
            E.AnswerFailed(Problem(Problem.Kind.NETWORK), null),
        ) + AccountSteps.all.map { E.Viewed(AccountSteps.view(it)) } + Change.entries.map(E::ChangeAsked) + Problem.Kind.entries.map { E.Failed(Problem(it, waitMs = 1000)) }
        val seen = mutableSetOf<String>()
        for (seed in 1L..300) {
            val random = Random(seed)
            // The settings are rarely met by chance.
            var state: S = listOf(S.Starting, S.Security(ways, SecurityLevel.SECURE_ELEMENT, true), S.TurnOnAgain(), S.Welcome(working = true))[(seed % 4).toInt()]
            repeat(200) {
                val event = events[random.nextInt(events.size)]
                val next = step(state, event).state
                if (next is S.Pad) {
                    assertTrue(next.typed in 0..6 && next.waitMs >= 0, "seed $seed: $next")
                    assertFalse(event is E.Key && (state as? S.Pad)?.let { it.waitMs > 0 || it.working } == true && next != state)
                    if (next.task != PadTask.SMS_CODE) assertEquals("", next.shown)
                }
                if (next is S.Approve) assertTrue(next.digits.length <= 2)
                // Nothing is deleted but by the second press on the screen that says so.
                if (X.DeleteAll in step(state, event).effects) assertTrue(event == E.DeleteAsked && (state as S.Stopped).let { it.sure || !it.hasRest })
                if (next is S.Account) assertTrue(next.code.length <= 6 && next.code.all { it in '0'..'9' })
                // A face is scanned for a provider only after the consent of its own.
                if (next is S.ScanFace && state !is S.ScanFace) assertEquals(E.Agreed, event)
                seen += next::class.simpleName!!
                state = next
            }
        }
        assertEquals(14, seen.size, "the walk has been everywhere: $seen")
    }
}
