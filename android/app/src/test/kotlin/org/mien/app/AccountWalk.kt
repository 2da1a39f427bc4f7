package org.mien.app

import android.Manifest
import android.content.Intent
import android.net.Uri
import android.telephony.TelephonyManager
import android.widget.CheckBox
import android.widget.EditText
import org.junit.Assert.fail
import org.mien.core.AccountStep
import org.mien.flow.FlowState
import org.mien.flow.FlowEvent
import org.mien.flow.PadTask
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** What everybody does who comes from the first start to an identity, on the app's own screens against the real provider. */
abstract class AccountWalk {
    internal val app get() = RuntimeEnvironment.getApplication() as TestApp
    internal val sandbox get() = TestApp.sandbox
    internal val walk by lazy { Walk(app) }

    internal inline fun <reified S : AccountStep> at(crossinline wanted: (FlowState.Account) -> Boolean = { true }): FlowState.Account =
        walk.await<FlowState.Account> { it.view.step is S && !it.working && wanted(it) }

    internal fun MainActivity.fill(id: Int, text: String) {
        at<EditText>(id).setText(text)
        walk.idle()
    }

    internal fun start(link: String? = null) = RuntimeEnvironment.setQualifiers("+en-rUS-notnight").let {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        shadowOf(app.getSystemService(TelephonyManager::class.java)).setSimCountryIso("sg")
        val intent = link?.let { Intent(Intent.ACTION_VIEW, Uri.parse(link)) }
        Robolectric.buildActivity(MainActivity::class.java, intent).setup()
    }

    /** The provider's nonce stands for all tries of a step: whoever fails its order begins anew, which brings another. */
    internal fun scanFace(activity: MainActivity, comeAgain: () -> Unit) {
        repeat(ENROLMENTS) {
            activity.press(R.id.yes)
            walk.await<FlowState.ScanFace>()
            if (walk.tryFace(scans = 1)) return
            walk.tell(FlowEvent.GaveUp)
            at<AccountStep.Face>()
            walk.tell(FlowEvent.GaveUp)
            walk.await<FlowState.Welcome> { it.waits }
            comeAgain()
            at<AccountStep.Face>()
        }
        fail("no scan passed in $ENROLMENTS enrolments")
    }

    internal fun declare(activity: MainActivity) {
        at<AccountStep.Details>()
        activity.at<CheckBox>(R.id.agreed).isChecked = true
        walk.idle()
    }

    internal fun choosePasscode(activity: MainActivity, passcode: String = PASSCODE) {
        for (task in listOf(PadTask.CHOOSE, PadTask.REPEAT)) {
            walk.await<FlowState.Pad> { it.task == task && !it.working }
            activity.type(passcode)
        }
    }

    internal companion object {
        const val PASSCODE = "271946"
        const val ENROLMENTS = 8
    }
}
