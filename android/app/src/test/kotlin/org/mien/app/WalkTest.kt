package org.mien.app

import android.Manifest
import android.view.WindowManager
import android.widget.EditText
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.fixtures.Browser
import org.mien.flow.Change
import org.mien.flow.DrawTask
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.PadTask
import org.mien.flow.Problem
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowLooper

/** The whole journey on the app's own screens: an offer, a face, a passcode, a code from pixels, a browser logged in. */
@RunWith(RobolectricTestRunner::class)
class WalkTest {
    private val app get() = RuntimeEnvironment.getApplication() as TestApp
    private val journey get() = app.journey
    private val sandbox get() = TestApp.sandbox

    private val walk by lazy { Walk(app) }

    private inline fun <reified S : FlowState> await(crossinline wanted: (S) -> Boolean = { true }): S = walk.await(wanted)

    private fun lookAt(browser: Browser.LoginPage) {
        await<FlowState.ScanCode> { !it.working }
        app.opened!!.see(browser.codePixels().frame())
    }

    @Test fun `from an offer to a browser that is logged in`() {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        RuntimeEnvironment.setQualifiers("+en-rUS-notnight")
        Robolectric.buildActivity(MainActivity::class.java).setup().use { controller ->
            val activity = controller.get()
            assertTrue(activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)

            // Enrol: the offer's code, the consent, the face, the passcode twice, the code from the SMS.
            await<FlowState.Welcome> { !it.working }
            activity.press(R.id.way_code)
            await<FlowState.ScanCode>()
            val offer = sandbox.offer(name = "Mae Tan")
            journey.on(FlowEvent.CodeRead(offer.text))
            await<FlowState.Consent>()
            assertTrue("no camera before the consent", app.opened?.isOpen != true)
            activity.shoot("walk-1-consent")
            activity.press(R.id.yes)
            await<FlowState.ScanFace>()
            walk.scanFace()
            await<FlowState.Pad> { it.task == PadTask.CHOOSE }
            assertTrue("no camera after the scan", app.opened?.isOpen != true)
            activity.type("123456")
            await<FlowState.Pad> { it.problem?.kind == Problem.Kind.WEAK_PASSCODE }
            activity.type(PASSCODE)
            await<FlowState.Pad> { it.task == PadTask.REPEAT && !it.working }
            activity.type(PASSCODE)
            await<FlowState.Pad> { it.task == PadTask.SMS_CODE }
            activity.type(offer.code)
            assertEquals("Mae Tan", await<FlowState.Done>().who)
            activity.shoot("walk-2-enrolled")
            activity.press(R.id.yes)

            // Log in: the page's code, the digits, a wrong passcode first.
            val page = Browser(sandbox.tls).beginLogin(sandbox.service)
            lookAt(page)
            assertEquals("localhost", await<FlowState.Approve>().prompt.domain)
            activity.at<EditText>(R.id.digits).setText(page.digits())
            activity.shoot("walk-3-approve")
            activity.press(R.id.yes)
            activity.type("638205")
            val wrong = await<FlowState.Pad> { it.problem?.kind == Problem.Kind.WRONG_PASSCODE }
            ShadowLooper.idleMainLooper(wrong.waitMs + 1000, java.util.concurrent.TimeUnit.MILLISECONDS)
            app.host.clock.skip(wrong.waitMs)
            activity.type(PASSCODE)
            val done = await<FlowState.Done>()
            activity.shoot("walk-4-logged-in")
            assertEquals("approved", done.entry?.outcome)
            assertTrue("the browser is in", "Mae" in page.finish())
            activity.press(R.id.yes)

            // Decline, and a code that is none.
            val second = Browser(sandbox.tls).beginLogin(sandbox.service)
            lookAt(second)
            await<FlowState.Approve>()
            activity.press(R.id.no)
            await<FlowState.Done>()
            assertEquals("declined", second.state())
            activity.press(R.id.yes)
            await<FlowState.ScanCode>()
            journey.on(FlowEvent.CodeRead("https://shop.example/menu"))
            await<FlowState.ScanCode> { it.problem?.host == "shop.example" }

            // What opens the app: biometrics and a pattern come on, and approve the next login.
            activity.press(R.id.security)
            await<FlowState.Pad> { it.task == PadTask.OPEN && it.ways != null }
            activity.type(PASSCODE)
            await<FlowState.Security>()
            activity.press(R.id.change_biometrics)
            await<FlowState.Security> { it.done == Change.BIOMETRICS_ON && it.working == null }
            activity.press(R.id.change_pattern)
            for (task in listOf(DrawTask.CHOOSE, DrawTask.REPEAT)) {
                await<FlowState.Draw> { it.task == task && !it.working }
                DOTS.forEach { journey.on(FlowEvent.Dot(it)) }
                journey.on(FlowEvent.FingerUp)
            }
            await<FlowState.Security> { it.done == Change.PATTERN_ON }
            activity.shoot("walk-5-what-opens")
            activity.press(R.id.yes)
            for (way in listOf(R.id.use_biometrics, R.id.use_pattern)) {
                val third = Browser(sandbox.tls).beginLogin(sandbox.service)
                lookAt(third)
                await<FlowState.Approve>()
                activity.at<EditText>(R.id.digits).setText(third.digits())
                activity.press(R.id.yes)
                await<FlowState.Pad> { it.ways != null }
                activity.press(way)
                if (way == R.id.use_pattern) {
                    await<FlowState.Draw>()
                    DOTS.forEach { journey.on(FlowEvent.Dot(it)) }
                    journey.on(FlowEvent.FingerUp)
                }
                await<FlowState.Done>()
                assertEquals("approved", third.state())
                activity.press(R.id.yes)
                await<FlowState.ScanCode>()
            }

            // Somebody adds a fingerprint: the passcode is asked for, and why; afterwards biometrics can come back.
            app.host.keys.person.enrolAnother()
            activity.press(R.id.security)
            await<FlowState.Pad> { it.ways != null }
            activity.press(R.id.use_biometrics)
            await<FlowState.Pad> { it.changed && !it.working }
            activity.type(PASSCODE)
            await<FlowState.TurnOnAgain>()
            activity.press(R.id.yes)
            await<FlowState.ScanCode> { it.enrolled }

            // Leaving the app closes the camera and locks.
            controller.pause().stop()
            assertTrue(app.opened?.isOpen != true)
        }
    }

    // The system asks; a refusal must say what to do, and must not end the app.
    @Test fun `without the camera permission the app says so`() {
        Robolectric.buildActivity(MainActivity::class.java).setup().use { controller ->
            await<FlowState.Welcome> { !it.working }
            val activity = controller.get()
            activity.press(R.id.way_code)
            await<FlowState.ScanCode>()
            assertEquals(listOf(Manifest.permission.CAMERA), shadowOf(activity).lastRequestedPermission.requestedPermissions.toList())
            activity.onRequestPermissionsResult(1, arrayOf(Manifest.permission.CAMERA), intArrayOf(-1))
            assertEquals(activity.getString(R.string.problem_no_camera), activity.text(R.id.problem))
        }
    }

    private companion object {
        const val PASSCODE = "271946"
        val DOTS = listOf(0, 1, 4, 3, 6, 7)
    }
}
