package org.mien.flow

import java.io.File
import java.nio.file.Files
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.mien.core.Mien
import org.mien.fixtures.HostPorts
import org.mien.fixtures.QrPixels
import org.mien.fixtures.Sandbox

/** The runner on the real library, everything on one thread. */
class JourneyTest {
    private val folder: File = Files.createTempDirectory("mien-flow").toFile().apply { deleteOnExit() }

    private companion object {
        val sandbox: Sandbox by lazy { Sandbox.start() }
    }

    private fun journey(open: () -> Mien) = Journey(open, Runnable::run, Runnable::run, Runnable::run, TestShell()).apply { resume() }

    private fun open() = sandbox.open(File(folder, "data"), HostPorts(folder, sandbox).ports)

    @Test fun `a fresh phone looks for an offer and refuses what is none`() {
        val journey = journey(::open)
        assertEquals(FlowState.Welcome(canBegin = false), journey.state, "no provider is named: offers only")
        journey.on(FlowEvent.CodeChosen)
        journey.on(FlowEvent.CodeRead("https://shop.example/menu"))
        assertEquals(Problem.Kind.NOT_AN_OFFER, (journey.state as FlowState.ScanCode).problem?.kind)
    }

    @Test fun `a frame without a code changes nothing`() {
        val journey = journey(::open)
        journey.on(FlowEvent.CodeChosen)
        var drawn = 0
        journey.onState = { drawn++ }
        journey.onFrame(QrPixels.fromSvg("viewBox=\"0 0 20 20\"").frame())
        assertEquals(1, drawn)
    }

    // A link from another app: an offer is followed, a login before there is anybody is refused and forgotten.
    @Test fun `links find their way`() {
        val journey = journey(::open)
        journey.open("openid4vp://authorize?client_id=x")
        assertEquals(Problem.Kind.NOT_SET_UP, (journey.state as FlowState.Welcome).problem?.kind)
        journey.open(sandbox.offer().text)
        assertTrue(journey.state is FlowState.Consent, "${journey.state}")
        journey.on(FlowEvent.GaveUp)
        assertTrue(journey.state is FlowState.Welcome, "${journey.state}")
    }

    // A phone on which the library cannot be opened must say so and not end the app.
    @Test fun `a library that does not open is a problem on the screen`() {
        val journey = journey { error("no library") }
        assertEquals(Problem.Kind.DEVICE, (journey.state as FlowState.Welcome).problem?.kind)
        assertFalse((journey.state as FlowState.Welcome).working)
    }
}
