package org.mien.app

import org.junit.Assert.assertTrue
import org.junit.Assert.fail
import org.mien.ScanOutcome
import org.mien.fixtures.RecordedPerson
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.robolectric.shadows.ShadowLooper

/** A person who walks through the app: waits for it to come to a state, and looks into the camera. */
internal class Walk(private val app: TestApp) {
    val state: FlowState get() = app.journey.state

    fun tell(event: FlowEvent) = app.journey.on(event)

    fun idle() = ShadowLooper.idleMainLooper()

    /** Lets the screen's thread run until the flow is where it should be. */
    inline fun <reified S : FlowState> await(crossinline wanted: (S) -> Boolean = { true }): S {
        repeat(WAITS) {
            idle()
            (state as? S)?.takeIf(wanted)?.let { return it }
            Thread.sleep(WAIT_MS)
        }
        fail("waited for ${S::class.simpleName}, is $state")
        error("unreachable")
    }

    /** Looks at the camera until a scan has passed. */
    fun scanFace() {
        if (!tryFace(SCANS)) fail("no scan passed: $state")
    }

    /** The same, and says whether one has. What is asked is drawn from a nonce: a recorded person does not manage every order. */
    fun tryFace(scans: Int): Boolean {
        repeat(scans) { attempt ->
            // The scan is started on the worker's thread.
            Thread.sleep(START_MS)
            val person = RecordedPerson(seed = attempt * 1000L + 7)
            while (true) {
                val state = state as? FlowState.ScanFace ?: return true
                if (state.ended != null) break
                app.opened!!.see(person.next(state.look?.challenge))
                idle()
            }
            assertTrue("$state", (state as FlowState.ScanFace).ended?.outcome != ScanOutcome.PASSED)
            app.journey.on(FlowEvent.ScanAgain)
            await<FlowState.ScanFace> { it.ended == null }
        }
        return false
    }

    companion object {
        const val WAITS = 1200
        const val WAIT_MS = 50L
        const val START_MS = 300L
        const val SCANS = 3
    }
}
