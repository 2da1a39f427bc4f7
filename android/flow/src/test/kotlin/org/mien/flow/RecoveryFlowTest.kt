package org.mien.flow

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.RecoveryCodeForm
import org.mien.core.SecurityLevel
import org.mien.core.Status
import org.mien.core.WaysIn
import org.mien.flow.FlowEffect as X
import org.mien.flow.FlowEvent as E
import org.mien.flow.FlowState as S

/** The recovery code: made and written down, typed from the paper; and the keys, renewed. */
class RecoveryFlowTest {
    private val off = WaysIn(passcode = true, pattern = false, biometrics = false, recovery = false)
    private val on = off.copy(recovery = true)
    private val settings = S.Security(off, SecurityLevel.TRUSTED_ENVIRONMENT, true)
    private val groups = RecoveryGroups(List(7) { "AB0$it" })
    private val done = mutableListOf<X>()

    private fun S.then(vararg events: E): S = events.fold(this) { state, event -> step(state, event).also { done += it.effects }.state }
    private fun keys(digits: String) = digits.map { E.Key(it.digitToInt()) }.toTypedArray()
    private fun read(ways: WaysIn = on) = E.WaysRead(ways, SecurityLevel.TRUSTED_ENVIRONMENT, true)
    private fun failed(kind: Problem.Kind) = E.Failed(Problem(kind))
    private val shown get() = settings.then(E.ChangeAsked(Change.RECOVERY_ON), E.RecoveryMade(groups))
    private val forgot get() = S.ScanCode(enrolled = true).then(E.SecurityAsked, E.StatusRead(Status.Locked(10u, on)), E.ForgottenAsked)

    @Test fun `a code is set only after its last group was read from the paper`() {
        assertEquals(S.Recovery(groups), shown)
        assertEquals(listOf(X.ForgetRecovery, X.Make(Change.RECOVERY_ON)), done)
        done.clear()
        val asked = shown.then(E.GoOn)
        val wrong = asked.then(E.GroupTyped("AB05"), E.GroupJudged(false)) as S.Recovery
        assertEquals(Problem.Kind.WRONG_GROUP, wrong.problem?.kind)
        assertEquals(1, done.count { it == X.Make(Change.RECOVERY_ON) }, "made, not set")
        val end = wrong.then(E.GroupTyped("AB06"), E.GroupJudged(true), E.Changed, read())
        assertEquals(2, done.count { it == X.Make(Change.RECOVERY_ON) })
        assertEquals(Change.RECOVERY_ON, (end as S.Security).done)
    }

    // Writing takes longer than a vault stays open: the proof that is asked for then must not cost the paper.
    @Test fun `a code that took long to write waits for a passcode`() {
        val late = shown.then(E.GoOn, E.GroupTyped("AB06"), E.GroupJudged(true), failed(Problem.Kind.STEP_UP))
        assertEquals(Change.RECOVERY_ON, (late as S.Pad).then)
        done.clear()
        val end = late.then(*keys("271946"), E.Opened, E.Changed, read())
        assertTrue(X.Make(Change.RECOVERY_ON) in done && X.ForgetRecovery !in done)
        assertEquals(Change.RECOVERY_ON, (end as S.Security).done)
        for (event in listOf(E.Left, E.GaveUp)) {
            done.clear()
            late.then(event)
            assertTrue(X.ForgetRecovery in done, "$event")
        }
    }

    // What nobody wrote down must not be on, and must not wait in memory for whoever picks the phone up next.
    @Test fun `who leaves before that has no code`() {
        done.clear()
        assertEquals(null, (shown.then(E.GaveUp, read(off)) as S.Security).done)
        assertEquals(X.ForgetRecovery, done.dropLast(1).last())
        assertEquals(S.ScanCode(enrolled = true), shown.then(E.GoOn, E.Left))
        assertEquals(listOf(X.ForgetRecovery, X.Lock), done.takeLast(2))
        assertFalse("AB0" in shown.toString(), "a state that is printed holds no group")
    }

    @Test fun `somebody who forgot the passcode types the paper's code and chooses another`() {
        assertEquals(S.Stopped(Stop.FORGOTTEN, recoverable = true), forgot)
        val typing = forgot.then(E.RecoveryAsked, E.GoOn)
        assertTrue(typing is S.Recover, "nothing is tried before it is whole")
        done.clear()
        val choosing = typing.then(E.RecoveryJudged(RecoveryCodeForm.WHOLE), E.GoOn)
        val weak = choosing.then(*keys("123456"), E.Judged("passcode_sequence")) as S.Pad
        assertEquals("passcode_sequence", weak.problem?.weakness)
        val end = weak.then(*keys("638205"), E.Judged(null), *keys("638205"))
        assertEquals(X.Recover, done.last())
        assertEquals(Change.PASSCODE, (end.then(E.Changed, read()) as S.Security).done)
        val wrong = end.then(failed(Problem.Kind.WRONG_RECOVERY)) as S.Recover
        assertEquals(Problem.Kind.WRONG_RECOVERY, wrong.problem?.kind)
        assertEquals(PadTask.CHOOSE, (end.then(failed(Problem.Kind.PASSCODES_DIFFER)) as S.Pad).task)
        assertEquals(forgot, typing.then(E.GaveUp))
        done.clear()
        assertEquals(forgot, end.then(E.Failed(Problem(Problem.Kind.DEVICE)), E.Left))
        assertTrue(X.ForgetRecovery in done)
    }

    @Test fun `without a code on paper only a new start is left`() {
        val pad = S.ScanCode(enrolled = true).then(E.SecurityAsked, E.StatusRead(Status.Locked(10u, off)))
        val stopped = pad.then(E.ForgottenAsked)
        assertEquals(stopped, stopped.then(E.RecoveryAsked))
        assertEquals(S.ScanCode(enrolled = true), stopped.then(E.GaveUp))
        stopped.then(E.DeleteAsked)
        assertFalse(X.DeleteAll in done, "asked for twice")
        val wiped = S.Starting.then(E.StatusRead(Status.Wiped(recoverable = true)))
        assertTrue(wiped.then(E.RecoveryAsked) is S.Recover)
    }

    @Test fun `keys are renewed with the passcode`() {
        val pad = settings.then(E.ChangeAsked(Change.KEYS))
        assertEquals(PadTask.RENEW, (pad as S.Pad).task)
        val end = pad.then(*keys("271946"))
        assertEquals(X.Make(Change.KEYS), done.last())
        assertEquals(Change.KEYS, (end.then(E.Changed, read(off)) as S.Security).done)
        val wrong = end.then(E.Failed(Problem(Problem.Kind.WRONG_PASSCODE, attemptsLeft = 9))) as S.Pad
        assertEquals(listOf(PadTask.RENEW, 0), listOf(wrong.task, wrong.typed))
        assertTrue((pad.then(E.GaveUp, read()) as S.Security).done == null)
    }

    // Nothing in the app may make a counter anew: a thief would like that.
    @Test fun `a lost counter is said, and nothing is deleted`() {
        val lost = S.Starting.then(E.StatusRead(Status.CounterLost))
        assertEquals(Stop.COUNTER_LOST, (lost as S.Stopped).why)
        assertEquals(lost, lost.then(E.DeleteAsked, E.GaveUp, E.RepairAsked, E.RecoveryAsked))
        done.clear()
        assertEquals(S.Starting, lost.then(E.GoOn))
        assertEquals(listOf<X>(X.ReadStatus), done)
    }
}
