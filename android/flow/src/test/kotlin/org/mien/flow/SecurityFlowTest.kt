package org.mien.flow

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.ApprovalPrompt
import org.mien.core.Factor
import org.mien.core.SecurityLevel
import org.mien.core.Status
import org.mien.core.WaysIn
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** What opens the app: proving to be there, by whichever way; turning ways on and off; and when nothing opens any more. */
class SecurityFlowTest {
    private val all = WaysIn(passcode = true, pattern = true, biometrics = true, recovery = false)
    private val passcodeOnly = WaysIn(passcode = true, pattern = false, biometrics = false, recovery = false)
    private val prompt = ApprovalPrompt("id.example", "Library", "library.example", "Log in", listOf("name"), true, "Firefox", null, true)
    private val done = mutableListOf<X>()

    private fun S.then(vararg events: E): S = events.fold(this) { state, event -> step(state, event).also { done += it.effects }.state }
    private fun keys(digits: String) = digits.map { E.Key(it.digitToInt()) }.toTypedArray()
    private fun read(ways: WaysIn = all) = E.WaysRead(ways, SecurityLevel.TRUSTED_ENVIRONMENT, true)
    private fun failed(kind: Problem.Kind) = E.Failed(Problem(kind))
    private val asked get() = S.ScanCode(enrolled = true).then(E.SecurityAsked)
    private val settings get() = asked.then(E.StatusRead(Status.Locked(10u, all)), *keys("271946"), E.Opened, read())
    private val approving get() = S.Approve(prompt, "47").then(E.ApprovePressed, E.StatusRead(Status.Locked(10u, all)))

    @Test fun `the settings open after a proof, and lock when left`() {
        assertEquals(S.Security(all, SecurityLevel.TRUSTED_ENVIRONMENT, true), settings)
        assertEquals(listOf(X.ClearPads, X.Lock, X.ReadStatus, X.Open(Factor.PASSCODE), X.ReadWays), done.filter { it !is X.Type })
        for (event in listOf(E.Left, E.GaveUp)) {
            done.clear()
            assertEquals(S.ScanCode(enrolled = true), settings.then(event))
            assertEquals(X.Lock, done.last())
        }
        assertEquals(S.ScanCode(enrolled = false), S.ScanCode(enrolled = false).then(E.SecurityAsked), "nothing to set before an enrolment")
    }

    @Test fun `a login is approved by whichever way is on`() {
        approving.then(E.BiometricsChosen)
        assertEquals(X.Approve("47", Factor.BIOMETRICS), done.last())
        val drawing = approving.then(E.PatternChosen)
        val end = drawing.then(E.Dot(0), E.FingerUp, E.Lifted(6), E.Approved("Mae", null))
        assertEquals(S.Done(End.LOGGED_IN, "Mae", "Library", null), end)
        assertTrue(X.Approve("47", Factor.PATTERN) in done)
        assertEquals(PadTask.UNLOCK, (drawing.then(E.PasscodeChosen) as S.Pad).task)
        val only = S.Approve(prompt, "47").then(E.ApprovePressed, E.StatusRead(Status.Locked(10u, passcodeOnly)))
        assertEquals(only, only.then(E.BiometricsChosen, E.PatternChosen), "what is off is no way in")
    }

    // The passcode is left whatever the hardware says; cancelling needs no words, everything else does.
    @Test fun `whatever biometrics answer, the keys remain`() {
        val waiting = S.Approve(prompt, "47").then(E.ApprovePressed, E.StatusRead(Status.Throttled(30_000u, 5u, all)), E.BiometricsChosen)
        val cancelled = waiting.then(failed(Problem.Kind.CANCELLED)) as S.Pad
        assertNull(cancelled.problem)
        assertEquals(30_000, cancelled.waitMs, "a cancelled prompt does not shorten the delay")
        for (kind in listOf(Problem.Kind.BIOMETRICS_REFUSED, Problem.Kind.BIOMETRICS_MISSING, Problem.Kind.BIOMETRICS_CHANGED)) {
            val pad = waiting.then(failed(kind)) as S.Pad
            assertEquals(listOf(kind, false, 30_000L), listOf(pad.problem?.kind, pad.working, pad.waitMs))
            assertEquals(kind == Problem.Kind.BIOMETRICS_REFUSED, pad.ways?.biometrics)
        }
    }

    @Test fun `the last try is announced before it is typed`() {
        val pad = asked.then(E.StatusRead(Status.Locked(1u, passcodeOnly))) as S.Pad
        assertTrue(pad.problem!!.isLastTry)
        assertEquals(0, pad.waitMs)
    }

    @Test fun `a delay that still runs turns the keys off at once`() {
        val pad = asked.then(E.StatusRead(Status.Throttled(2000u, 4u, passcodeOnly)))
        assertEquals(pad, pad.then(E.Key(1)))
        assertEquals(1, (pad.then(E.Tick(2500), E.Key(1)) as S.Pad).typed)
    }

    // Somebody who changed nothing must learn that somebody else did.
    @Test fun `changed fingerprints are said, and asked about after the passcode`() {
        val pad = asked.then(E.StatusRead(Status.BiometricInvalidated(10u, passcodeOnly))) as S.Pad
        assertTrue(pad.changed)
        val again = pad.then(*keys("271946"), E.Opened)
        assertEquals(S.TurnOnAgain(), again)
        val on = again.then(E.Agreed)
        assertEquals(X.Make(Change.BIOMETRICS_ON), done.last())
        assertEquals(S.Starting, on.then(E.Changed))
        again.then(E.GaveUp)
        assertEquals(X.Make(Change.BIOMETRICS_OFF), done.last(), "leaving them off settles it")
        val login = S.Approve(prompt, "47").then(E.ApprovePressed, E.StatusRead(Status.BiometricInvalidated(10u, passcodeOnly)), *keys("271946"), E.Approved(null, null))
        assertEquals(S.TurnOnAgain(), login.then(E.Continue))
        assertEquals(S.TurnOnAgain(problem = Problem(Problem.Kind.SUSPECT_DEVICE)), on.then(failed(Problem.Kind.SUSPECT_DEVICE)))
    }

    @Test fun `the passcode changes after the old one, and not without it`() {
        val old = settings.then(E.ChangeAsked(Change.PASSCODE))
        assertEquals(PadTask.OLD, (old as S.Pad).task)
        val wrong = old.then(*keys("000000"), E.Failed(Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 9))) as S.Pad
        assertEquals(listOf(PadTask.OLD, 9, 0), listOf(wrong.task, wrong.problem?.attemptsLeft, wrong.typed))
        done.clear()
        val weak = old.then(*keys("271946"), E.Verified, *keys("123456"), E.Judged("passcode_sequence")) as S.Pad
        assertEquals("passcode_sequence", weak.problem?.weakness)
        assertFalse(X.ClearPads in done, "the old passcode still waits for the end of the change")
        val end = weak.then(*keys("638205"), E.Judged(null), *keys("638205"), E.Changed, read())
        assertEquals(S.Security(all, SecurityLevel.TRUSTED_ENVIRONMENT, true, done = Change.PASSCODE), end)
        assertEquals(listOf(X.VerifyOld, X.Judge, X.ClearNew, X.Judge, X.Make(Change.PASSCODE), X.ClearPads, X.ReadWays), done.filter { it !is X.Type })
        val types = done.filterIsInstance<X.Type>().map { it.on }.distinct()
        assertEquals(listOf(Entry.OLD, Entry.FIRST, Entry.AGAIN), types)
    }

    @Test fun `a new pattern is drawn twice, and begins anew when it is refused`() {
        val first = settings.then(E.ChangeAsked(Change.PATTERN_ON))
        val short = first.then(E.Dot(0), E.FingerUp, E.Lifted(2)) as S.Draw
        assertEquals("pattern_too_short", short.problem?.weakness)
        val second = short.then(E.Dot(0), E.FingerUp, E.Lifted(6)) as S.Draw
        assertEquals(DrawTask.REPEAT, second.task)
        done.clear()
        val making = second.then(E.Dot(0), E.FingerUp, E.Lifted(6))
        assertEquals(listOf(X.Touch(0, true), X.CountDots(true), X.Make(Change.PATTERN_ON)), done)
        val refused = making.then(E.Failed(Problem(Problem.Kind.PATTERN_REFUSED, weakness = "pattern_common"))) as S.Draw
        assertEquals(DrawTask.CHOOSE, refused.task)
        assertEquals(Change.PATTERN_ON, (making.then(E.Changed, read()) as S.Security).done)
        assertEquals(making, making.then(E.Dot(3), E.FingerUp), "no dots while it is being set")
    }

    // What is new needs somebody who was there a moment ago; then it goes on by itself.
    @Test fun `a change that comes too late asks for the passcode and goes on`() {
        val late = settings.then(E.ChangeAsked(Change.BIOMETRICS_ON), failed(Problem.Kind.STEP_UP)) as S.Pad
        assertEquals(listOf(PadTask.OPEN, Change.BIOMETRICS_ON), listOf(late.task, late.then))
        val going = late.then(*keys("271946"), E.Opened)
        assertEquals(X.Make(Change.BIOMETRICS_ON), done.last())
        assertEquals(Change.BIOMETRICS_ON, (going.then(E.Changed, read()) as S.Security).done)
        val pattern = S.Draw(DrawTask.REPEAT, working = true).then(failed(Problem.Kind.STEP_UP), *keys("271946"), E.Opened)
        assertEquals(S.Draw(DrawTask.CHOOSE), pattern, "its dots were not kept")
    }

    @Test fun `a wrong pattern is counted and said as one`() {
        val drawing = asked.then(E.StatusRead(Status.Locked(10u, all)), E.PatternChosen)
        val wrong = drawing.then(E.Dot(0), E.FingerUp, E.Lifted(6), E.Failed(Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 5, waitMs = 1000))) as S.Draw
        assertEquals(listOf(Problem.Kind.WRONG_PATTERN, 1000L), listOf(wrong.problem?.kind, wrong.waitMs))
        assertEquals(wrong, wrong.then(E.Dot(0), E.FingerUp))
        assertEquals(1000, (wrong.then(E.PasscodeChosen) as S.Pad).waitMs, "the passcode waits as well: they are counted together")
    }

    @Test fun `a damaged vault is repaired with the passcode or given up`() {
        val damaged = S.Starting.then(E.StatusRead(Status.Damaged(repairable = true)))
        assertEquals(S.Stopped(Stop.DAMAGED, repairable = true), damaged)
        val pad = damaged.then(E.RepairAsked)
        assertEquals(S.Starting, pad.then(*keys("271946"), E.Repaired))
        assertTrue(X.Repair in done)
        val wrong = pad.then(*keys("271946"), E.Failed(Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 9))) as S.Pad
        assertEquals(PadTask.REPAIR, wrong.task)
        val hopeless = S.Starting.then(E.StatusRead(Status.Damaged(repairable = false)))
        assertEquals(hopeless, hopeless.then(E.RepairAsked))
        assertEquals(S.Stopped(Stop.RESTORED, recoverable = true), S.Starting.then(E.StatusRead(Status.TamperedOrRestored)))
    }

    @Test fun `deleting everything is asked for three times and can be taken back`() {
        val asked = settings.then(E.DeleteAsked)
        assertEquals(S.ScanCode(enrolled = true), asked.then(E.GaveUp))
        val sure = asked.then(E.DeleteAsked)
        assertEquals(asked, sure.then(E.GaveUp))
        assertFalse(X.DeleteAll in done)
        sure.then(E.DeleteAsked)
        assertEquals(X.DeleteAll, done.last())
    }

    @Test fun `what is destroyed already is not asked about again`() {
        S.Starting.then(E.StatusRead(Status.Wiped(recoverable = false)), E.DeleteAsked)
        assertEquals(X.DeleteAll, done.last())
    }

    // Half a passcode, half a drawing and open settings must not wait for whoever picks the phone up next.
    @Test fun `leaving forgets what was typed and drawn`() {
        val states = listOf(asked, settings.then(E.ChangeAsked(Change.PASSCODE)), settings.then(E.ChangeAsked(Change.PATTERN_ON)), settings.then(E.ChangeAsked(Change.PASSCODE), *keys("271946"), E.Verified, *keys("63")))
        for (state in states) {
            done.clear()
            assertEquals(S.ScanCode(enrolled = true), state.then(E.Left))
            assertEquals(listOf(X.ClearPads, X.Lock), done)
        }
    }
}
