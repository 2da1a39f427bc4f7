package org.mien.flow

import java.util.concurrent.Executor
import org.mien.PasscodeEntry
import org.mien.PlanarFrame
import org.mien.core.Enrolment
import org.mien.core.Login
import org.mien.core.Mien
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
 * @param language the tag of the language that services are shown in, such as `zh-Hans`
 */
class Journey(
    mien: () -> Mien,
    private val worker: Executor,
    private val screen: Executor,
    private val language: () -> String,
) {
    private val mien by lazy(mien)
    private val first = PasscodeEntry()
    private val again = PasscodeEntry()
    private var enrolment: Enrolment? = null
    private var login: Login? = null

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
    }

    /** Something happened. Call it on the thread of the screen. */
    fun on(event: FlowEvent) {
        val step = step(state, event)
        val changed = step.state != state
        state = step.state
        step.effects.forEach(::run)
        if (changed) onState?.invoke(state)
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
                scan = enrolling().startScan(CONSENT_TEXT)
                // While the camera's thread shows the first hints.
                mien.prepareScan()
            }
            FlowEffect.TakeFaceScan -> ending?.let { enrolling().acceptScan(it) }
            FlowEffect.InterruptFaceScan -> scan?.interrupt()
            FlowEffect.CancelFaceScan -> scan?.cancel()
            is FlowEffect.Type -> entry(effect.again).type(effect.digit)
            is FlowEffect.Erase -> entry(effect.again).backspace()
            FlowEffect.ClearPads -> clear()
            FlowEffect.Judge -> return FlowEvent.Judged(first.weakness(enrolling()))
            FlowEffect.Choose -> return FlowEvent.Chosen.also { enrolling().choosePasscode(first.pad, again.pad) }
            is FlowEffect.Finish -> return finish(effect.smsCode)
            is FlowEffect.Approve -> return approve(effect.digits)
            FlowEffect.Decline -> return decline()
            FlowEffect.Drop -> drop()
            FlowEffect.Lock -> mien.lock()
        }
        return null
    }

    private fun follow(effect: FlowEffect.Follow): FlowEvent = if (effect.enrolled) {
        mien.startLogin(effect.code).let { login = it; FlowEvent.RequestArrived(it.prompt(language())) }
    } else {
        mien.startEnrolment(effect.code).let { enrolment = it; FlowEvent.OfferArrived(it.offer()) }
    }

    private fun finish(smsCode: String?): FlowEvent {
        val identity = enrolling().finish(smsCode)
        return FlowEvent.Enrolled(identity, mien.history().firstOrNull())
    }

    private fun approve(digits: String?): FlowEvent {
        checkNotNull(login) { "no login to approve" }.approve(first.pad, digits)
        first.clear()
        return FlowEvent.Approved(mien.identity()?.name, mien.history().firstOrNull())
    }

    private fun decline(): FlowEvent {
        checkNotNull(login) { "no login to decline" }.decline()
        val entry = if (mien.status() == Status.Unlocked) mien.history().firstOrNull() else null
        return FlowEvent.Declined(entry)
    }

    private fun drop() {
        clear()
        scan?.cancel()
        listOf(scan, ending, enrolment, login).forEach { it?.close() }
        scan = null
        ending = null
        enrolment = null
        login = null
    }

    private fun clear() {
        first.clear()
        again.clear()
    }

    private fun enrolling() = checkNotNull(enrolment) { "no enrolment" }
    private fun entry(second: Boolean) = if (second) again else first
}
