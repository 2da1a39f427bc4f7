package org.mien.app

import android.content.Context
import android.view.View
import org.mien.core.AccountStep
import org.mien.flow.AccountAnswer
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** The terms: an act of their own. */
internal class TermsScreen(private val context: Context, private val tell: Tell, follow: (String) -> Unit) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.terms_title, R.string.terms_accept, R.string.not_now, { tell(FlowEvent.Answered(AccountAnswer.AcceptTerms)) }) { tell(FlowEvent.GaveUp) }
    private val quotation = context.quotation()
    private val whole = context.button(R.string.terms_whole, filled = false) { url?.let(follow) }.apply { id = R.id.open_link }
    private var url: String? = null

    init {
        form.body.add(quotation.first, above = 8)
        form.body.add(whole, above = 16)
        form.body.add(context.label(color = R.color.muted).apply { setText(R.string.terms_not_face) }, above = 16)
    }

    override val view: View get() = form.view

    override fun show(state: FlowState.Account) {
        val step = state.view.step as? AccountStep.Terms ?: return
        quotation.second.text = step.summary
        url = step.url
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working)
    }
}

/** The consent to the face check, and apart from it the one that the template goes to the provider. The camera is off. */
internal class FaceConsentScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.consent_title, R.string.agree, R.string.not_now, { tell(FlowEvent.Agreed) }) { tell(FlowEvent.GaveUp) }
    private val quotation = context.quotation()
    private val send = context.tick(R.string.face_send_template, R.id.agreed) { tell(FlowEvent.AgreedChanged(it)) }
    private val tries = context.label(color = R.color.muted)

    init {
        form.body.add(context.label(size = 20).apply { setText(R.string.consent_what) }, above = 8)
        form.body.add(context.label(size = 20).apply { setText(R.string.face_stays) }, above = 12)
        form.body.add(quotation.first, above = 16)
        form.body.add(send, above = 12)
        form.body.add(tries, above = 8)
    }

    override val view: View get() = form.view

    override fun show(state: FlowState.Account) {
        val step = state.view.step as? AccountStep.Face ?: return
        quotation.second.text = step.consent
        send.isThere = step.asksTemplate
        send.isEnabled = !state.working
        if (send.isChecked != state.agreed) send.isChecked = state.agreed
        tries.showText(context.resources.getQuantityString(R.plurals.face_tries, step.triesLeft.toInt(), step.triesLeft.toInt()))
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working)
    }
}

/** What the provider knows, and the declaration: on only with the tick. */
internal class DetailsScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.details_title, R.string.next, R.string.not_now, { tell(FlowEvent.Answered(AccountAnswer.Declare)) }) { tell(FlowEvent.GaveUp) }
    private val list = context.card()
    private val quotation = context.quotation()
    private val declared = context.tick(R.string.details_tick, R.id.agreed) { tell(FlowEvent.AgreedChanged(it)) }
    private var shown: AccountStep.Details? = null

    init {
        form.body.add(list, above = 8)
        form.body.add(quotation.first, above = 16)
        form.body.add(declared, above = 8)
        form.body.add(context.label(color = R.color.muted).apply { setText(R.string.details_wrong) }, above = 8)
    }

    override val view: View get() = form.view

    override fun show(state: FlowState.Account) {
        val step = state.view.step as? AccountStep.Details ?: return
        if (step != shown) {
            shown = step
            list.removeAllViews()
            step.details.forEachIndexed { at, detail ->
                list.add(context.label(color = R.color.muted).apply { text = detail.label }, above = if (at == 0) 0 else 12)
                list.add(context.label(size = 22, bold = true).apply { text = detail.value })
            }
            quotation.second.text = step.declaration
        }
        if (declared.isChecked != state.agreed) declared.isChecked = state.agreed
        declared.isEnabled = !state.working
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working, ready = state.agreed)
    }
}
