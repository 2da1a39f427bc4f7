package org.mien.flow

import java.util.concurrent.Executor
import org.mien.PasscodeEntry
import org.mien.PlanarFrame
import org.mien.core.AccountStep
import org.mien.core.Enrolment
import org.mien.core.Factor
import org.mien.core.Login
import org.mien.core.LoginDone
import org.mien.core.Mien
import org.mien.core.PatternPad
import org.mien.core.Presentation
import org.mien.core.Request
import org.mien.core.Scan
import org.mien.core.Status
import org.mien.push
import org.mien.readCode

/**
 * Runs the flow: keeps its state, does its effects on the core, hands frames to whoever wants them.
 *
 * @param mien opens the library; called on [worker], once
 * @param worker one thread: effects run in order, and some of them block for seconds
 * @param screen the thread of the screen: all states are made and shown there
 * @param background another thread, for what may take as long as the network does and nobody waits for
 * @param phone what only the phone's shell knows
 */
class Journey(
    mien: () -> Mien,
    private val worker: Executor,
    private val screen: Executor,
    private val background: Executor,
    private val phone: Shell,
) {
    private val mien by lazy(mien)
    private val first = PasscodeEntry()
    private val again = PasscodeEntry()
    private val old = PasscodeEntry()
    private val drawn = PatternPad()
    private val drawnAgain = PatternPad()
    private val recovery = RecoveryWork { this.mien }
    private val account = AccountWork({ this.mien }, phone)
    private var enrolment: Enrolment? = null
    private var login: Login? = null
    private var presentation: Presentation? = null

    @Volatile private var scan: Scan? = null

    /** What is shown now. */
    @Volatile var state: FlowState = FlowState.Starting
        private set

    /** Who draws. Is told the state at once, and each new one. */
    var onState: ((FlowState) -> Unit)? = null
        set(value) {
            field = value
            value?.invoke(state)
        }

    /** Reads what the phone is in, unless a journey is under way: the app came back. */
    fun resume() {
        if (state == FlowState.Starting) run(FlowEffect.ReadStatus)
        refresh()
        // Time went by while nobody looked.
        (state as? FlowState.Account)?.let { if (!it.working) run(FlowEffect.View) }
    }

    /** Fetches newer lists of whom to trust and of what was withdrawn, when they are due; [done] hears whether that went well. */
    fun refresh(done: (Boolean) -> Unit = {}) = background.execute { done(runCatching { mien.refreshDue().failed == 0u }.getOrDefault(false)) }

    /** How much of the "not a robot" task was tried at most, 0 to 100: for a bar. */
    val solvedPercent: Int get() = account.solvedPercent

    /** A link that somebody tapped, or another app opened. It is kept until the app is where it can be followed. */
    fun open(link: String) {
        waiting = link
        follow()
    }

    private var waiting: String? = null

    private fun follow() {
        val link = waiting ?: return
        val event = linkEvent(state, link) ?: return
        if (event != FlowEvent.CodeChosen && event != FlowEvent.Continue) waiting = null
        on(event)
    }

    /** Something happened. Call it on the thread of the screen. */
    fun on(event: FlowEvent) {
        // The worker may be solving: it cannot be told in turn.
        if (event == FlowEvent.GaveUp) account.flow?.stopSolving()
        val step = step(state, event)
        val changed = step.state != state
        state = step.state
        step.effects.forEach(::run)
        if (changed) onState?.invoke(state)
        if (changed) follow()
    }

    /** A frame from the camera, on the camera's own thread. Returns when it was read; drop the frames of the meantime. */
    fun onFrame(frame: PlanarFrame) {
        val answer = try {
            when (val now = state) {
                is FlowState.ScanCode -> if (now.working) null else mien.readCode(frame)?.let(FlowEvent::CodeRead)
                is FlowState.ScanFace -> scan?.let { FlowEvent.FaceSeen(it.push(frame)) }
                else -> null
            }
        } catch (@Suppress("TooGenericExceptionCaught") error: Exception) {
            FlowEvent.Failed(problemOf(error))
        } ?: return
        val ended = if (answer is FlowEvent.FaceSeen) scan?.result() else null
        if (ended != null) scan = null.also { ending = scan }
        screen.execute {
            on(answer)
            ended?.let { on(FlowEvent.ScanEnded(it)) }
        }
    }

    /** The scan that is over: its template is taken from it. */
    @Volatile private var ending: Scan? = null

    private fun run(effect: FlowEffect) = worker.execute {
        val event = try {
            work(effect)
        } catch (@Suppress("TooGenericExceptionCaught") error: Exception) {
            FlowEvent.Failed(problemOf(error))
        }
        event?.let { screen.execute { on(it) } }
    }

    @Suppress("CyclomaticComplexMethod") // One line for each effect.
    private fun work(effect: FlowEffect): FlowEvent? {
        when (effect) {
            FlowEffect.ReadStatus -> return FlowEvent.StatusRead(mien.status())
            is FlowEffect.Follow -> return follow(effect)
            FlowEffect.StartFaceScan -> {
                val options = phone.scanOptions()
                scan = account.flow?.startScan(options) ?: enrolling().startScan(CONSENT_TEXT, options)
                // While the camera's thread shows the first hints.
                mien.prepareScan()
            }
            is FlowEffect.Begin -> return account.begin(effect.purpose)
            FlowEffect.Resume -> return account.resume()
            FlowEffect.View -> return account.view()
            is FlowEffect.Check -> return account.check(effect.field, effect.text)
            is FlowEffect.JudgePassword -> return account.judge(effect.password)
            is FlowEffect.FindCode -> return account.findCode(effect.text)
            is FlowEffect.Answer -> return account.answer(effect.answer, ending)
            is FlowEffect.Report -> return FlowEvent.Reported(mien.reportNotMe(effect.number, effect.signOut), mien.history())
            FlowEffect.ReadHistory -> return FlowEvent.HistoryRead(mien.history())
            FlowEffect.TakeFaceScan -> ending?.let { enrolling().acceptScan(it) }
            FlowEffect.InterruptFaceScan -> scan?.interrupt()
            FlowEffect.CancelFaceScan -> scan = null.also { scan?.cancel() }
            is FlowEffect.Type -> entry(effect.on).type(effect.digit)
            is FlowEffect.Erase -> entry(effect.on).backspace()
            FlowEffect.ClearPads -> clear()
            FlowEffect.ClearNew -> clearNew()
            is FlowEffect.Touch -> grid(effect.again).touch(effect.dot.toUByte())
            is FlowEffect.CountDots -> return FlowEvent.Lifted(grid(effect.again).length().toInt())
            FlowEffect.Judge -> return FlowEvent.Judged(judge())
            FlowEffect.Choose -> return choose()
            is FlowEffect.Finish -> return finish(effect.smsCode)
            is FlowEffect.Approve -> return approve(effect)
            is FlowEffect.Open -> return FlowEvent.Opened.also { open(effect.by) }
            FlowEffect.VerifyOld -> return FlowEvent.Verified.also { mien.unlock(old.pad) }
            is FlowEffect.Make -> return make(effect.change)
            is FlowEffect.ConfirmRecovery -> return recovery.confirm(effect.group)
            is FlowEffect.JudgeRecovery -> return recovery.judge(effect.code)
            FlowEffect.Recover -> return recovery.recover(first.pad, again.pad)
            FlowEffect.ForgetRecovery -> recovery.forget()
            FlowEffect.ReadWays -> return waysRead()
            FlowEffect.Repair -> return FlowEvent.Repaired.also { mien.repair(first.pad); first.clear() }
            FlowEffect.DeleteAll -> return FlowEvent.Deleted.also { mien.erase() }
            FlowEffect.Decline -> return decline()
            FlowEffect.Drop -> drop()
            FlowEffect.Lock -> mien.lock()
        }
        return null
    }

    private fun judge(): String? {
        account.flow?.let { return first.weakness(it) }
        val flow = enrolment ?: return first.weakness(mien)
        return first.weakness(flow)
    }

    private fun choose(): FlowEvent {
        val flow = account.flow ?: return FlowEvent.Chosen.also { enrolling().choosePasscode(first.pad, again.pad) }
        val identity = flow.choosePasscode(first.pad, again.pad)
        lookAgain()
        return FlowEvent.Enrolled(identity, mien.history().firstOrNull())
    }

    private fun follow(effect: FlowEffect.Follow): FlowEvent = if (effect.enrolled) {
        asked(mien.follow(effect.code))
    } else {
        mien.startEnrolment(effect.code).let { enrolment = it; FlowEvent.OfferArrived(it.offer()) }
    }

    private fun asked(request: Request): FlowEvent = when (request) {
        is Request.Login -> FlowEvent.RequestArrived(request.login.also { login = it }.prompt(phone.language()))
        is Request.Presentation -> {
            val view = request.presentation.also { presentation = it }.consent(phone.language())
            FlowEvent.RequestArrived(promptOf(view), view)
        }
    }

    private fun finish(smsCode: String?): FlowEvent {
        val identity = enrolling().finish(smsCode)
        lookAgain()
        return FlowEvent.Enrolled(identity, mien.history().firstOrNull())
    }

    private fun approve(effect: FlowEffect.Approve): FlowEvent {
        val done = presentation?.let { show(it, effect.by) } ?: logIn(checkNotNull(login) { "no login to approve" }, effect)
        clear()
        return FlowEvent.Approved(mien.identity()?.name, mien.history().firstOrNull(), done.returnUrl)
    }

    private fun logIn(login: Login, effect: FlowEffect.Approve): LoginDone = when (effect.by) {
        Factor.BIOMETRICS -> login.approveWithBiometrics(phone.prompt(PromptFor.LOG_IN), effect.digits)
        Factor.PATTERN -> login.approveWithPattern(drawn, effect.digits)
        Factor.PASSCODE, Factor.RECOVERY -> login.approve(first.pad, effect.digits)
    }

    private fun show(presentation: Presentation, by: Factor): LoginDone = when (by) {
        Factor.BIOMETRICS -> presentation.approveWithBiometrics(phone.prompt(PromptFor.LOG_IN))
        Factor.PATTERN -> presentation.approveWithPattern(drawn)
        Factor.PASSCODE, Factor.RECOVERY -> presentation.approve(first.pad)
    }

    private fun waysRead(): FlowEvent {
        val since = mien.history().lastOrNull { it.kind == "enrolment" }?.atMs?.toLong()
        val standing = mien.credentialStatus().firstOrNull()
        if (standing?.due == true) lookAgain()
        return FlowEvent.WaysRead(mien.waysIn(), mien.securityLevel(), phone.hasBiometrics(), ThisPhone(since, phone.devicesUrl(), standing))
    }

    /** Asks the issuer while the screen shows what was known before. Without a network that stays, with its age. */
    private fun lookAgain() = background.execute {
        val standing = runCatching { mien.refreshStatus().firstOrNull() }.getOrNull()
        screen.execute { standing?.let { on(FlowEvent.StandingRead(it)) } }
    }

    private fun decline(): FlowEvent {
        presentation?.decline() ?: checkNotNull(login) { "no login to decline" }.decline()
        val entry = if (mien.status() is Status.Unlocked) mien.history().firstOrNull() else null
        return FlowEvent.Declined(entry)
    }

    private fun drop() {
        clear()
        recovery.forget()
        scan?.cancel()
        listOf(scan, ending, enrolment, login, presentation).forEach { it?.close() }
        account.drop()
        scan = null
        ending = null
        enrolment = null
        login = null
        presentation = null
    }

    private fun open(by: Factor) {
        when (by) {
            Factor.BIOMETRICS -> mien.unlockWithBiometrics(phone.prompt(PromptFor.OPEN))
            Factor.PATTERN -> mien.unlockWithPattern(drawn)
            Factor.PASSCODE, Factor.RECOVERY -> mien.unlock(first.pad)
        }
        clear()
    }

    private fun make(change: Change): FlowEvent {
        when (change) {
            // The old passcode was verified as it was typed; its spare digits are for this.
            Change.PASSCODE -> mien.changePasscode(old.spare, first.pad, again.pad)
            Change.PATTERN_ON -> mien.setPattern(drawn, drawnAgain)
            Change.PATTERN_OFF -> mien.removePattern()
            Change.BIOMETRICS_ON -> mien.enableBiometrics(phone.prompt(PromptFor.TURN_ON))
            Change.BIOMETRICS_OFF -> mien.disableBiometrics()
            Change.RECOVERY_ON -> return recovery.turnOn()
            Change.RECOVERY_OFF -> mien.removeRecoveryCode()
            Change.KEYS -> mien.renewKeys(first.pad, phone.prompt(PromptFor.TURN_ON))
        }
        return FlowEvent.Changed
    }

    private fun clear() {
        clearNew()
        old.clear()
        drawn.clear()
        drawnAgain.clear()
    }

    private fun clearNew() {
        first.clear()
        again.clear()
    }

    private fun enrolling() = checkNotNull(enrolment) { "no enrolment" }
    private fun grid(second: Boolean) = if (second) drawnAgain else drawn
    private fun entry(which: Entry) = when (which) {
        Entry.OLD -> old
        Entry.FIRST -> first
        Entry.AGAIN -> again
    }
}
