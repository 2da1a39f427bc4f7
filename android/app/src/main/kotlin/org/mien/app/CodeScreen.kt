package org.mien.app

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** The camera looks for a code. */
internal class CodeScreen(private val context: Context, tell: Tell) : Screen<FlowState.ScanCode> {
    private val title = context.title()
    val finder = FinderView(context).apply { isOval = false }
    private val hint = context.label(size = 26, bold = true, centred = true).live().apply {
        id = R.id.hint
        minLines = 2
        gravity = Gravity.CENTER
    }
    private val problem = context.label(color = R.color.danger, centred = true).live().apply { id = R.id.problem }
    private val security = context.button(R.string.security, filled = false) { tell(FlowEvent.SecurityAsked) }.apply { id = R.id.security }

    private val history = context.button(R.string.history, filled = false) { tell(FlowEvent.HistoryAsked) }.apply { id = R.id.history }
    private val choice = context.choice(history, security)
    private val half = (context.resources.displayMetrics.widthPixels - context.dp(48)) / 2 - context.dp(6)

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(title)
        add(finder, above = 8, height = 0, weight = 1f)
        add(hint, above = 8)
        add(problem, above = 8)
        add(choice, above = 8)
    }

    override fun show(state: FlowState.ScanCode) {
        title.setText(if (state.enrolled) R.string.scan_login_title else R.string.scan_offer_title)
        hint.showText(context.getString(if (state.working) R.string.working else if (state.enrolled) R.string.scan_login_hint else R.string.scan_offer_hint))
        problem.showText(state.problem?.let(context::words))
        choice.isThere = state.enrolled
        for (button in listOf(history, security)) button.fitWords(half)
        finder.contentDescription = context.getString(R.string.finder_code)
    }
}

/** What the face check does and who asks for it, before the camera opens: the consent of its own. */
internal class ConsentScreen(private val context: Context, tell: Tell) : Screen<FlowState.Consent> {
    private val name = context.label(size = 24, bold = true)
    private val domain = context.label(color = R.color.accent, bold = true)

    override val view: View = context.column(padding = 24).apply {
        add(context.title(R.string.consent_title))
        val words = context.column().apply {
            add(context.card().apply {
                add(context.label(color = R.color.muted).apply { setText(R.string.consent_from) })
                add(name, above = 4)
                add(domain, above = 4)
            }, above = 20)
            for (text in listOf(R.string.consent_what, R.string.consent_stays, R.string.consent_withdraw)) {
                add(context.label(size = 20).apply { setText(text) }, above = 24)
            }
        }
        add(ScrollView(context).apply { addView(words) }, height = 0, weight = 1f)
        val no = context.button(R.string.not_now, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
        val yes = context.button(R.string.agree, filled = true) { tell(FlowEvent.Agreed) }.apply { id = R.id.yes }
        add(context.choice(no, yes), above = 16)
    }

    override fun show(state: FlowState.Consent) {
        name.showText(state.offer.issuerName?.let { context.getString(R.string.quoted, it) })
        domain.showText(context.getString(R.string.approve_verified, state.offer.issuerDomain))
    }
}
