package org.mien.app

import android.content.Context
import android.view.View
import android.widget.FrameLayout
import org.mien.core.AccountStep
import org.mien.flow.FlowState

/** The screen of the step that the provider asks for. Each kind of step has one; what was typed stays while the step does. */
internal class AccountScreen(private val context: Context, private val tell: Tell, private val follow: (String) -> Unit) : Screen<FlowState.Account> {
    override val view = FrameLayout(context)
    private var kind: Class<out AccountStep>? = null
    private var step: Screen<FlowState.Account>? = null

    override fun show(state: FlowState.Account) {
        val wanted = state.view.step
        if (wanted.javaClass != kind) {
            forget()
            kind = wanted.javaClass
            step = screen(wanted).also { view.addView(it.view, FrameLayout.LayoutParams(FILL, FILL)) }
        }
        step?.show(state)
    }

    private fun screen(step: AccountStep): Screen<FlowState.Account> = when (step) {
        AccountStep.SignIn -> SignInScreen(context, tell)
        AccountStep.Identify -> IdentifyScreen(context, tell)
        is AccountStep.Terms -> TermsScreen(context, tell, follow)
        AccountStep.NewPassword -> PasswordScreen(context, tell)
        is AccountStep.Phone -> PhoneScreen(context, tell)
        is AccountStep.OneTimeCode -> SmsScreen(context, tell)
        is AccountStep.Face -> FaceConsentScreen(context, tell)
        is AccountStep.Details -> DetailsScreen(context, tell)
        AccountStep.ProofOfWork, is AccountStep.Browser, AccountStep.Interrupted, AccountStep.Passcode, AccountStep.Ended -> WaitScreen(context, tell, follow)
    }

    /** How much of the "not a robot" task was tried. */
    fun progress(percent: Int) {
        (step as? WaitScreen)?.progress(percent)
    }

    /** What was typed goes with its screen, passwords too. */
    fun forget() {
        view.removeAllViews()
        kind = null
        step = null
    }
}
