package org.mien.app

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.core.ScanResult
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** The camera: for a code, or for a face with its oval, its hint and its progress. */
internal class ScanScreen(private val context: Context, private val tell: Tell) : Screen<FlowState> {
    private val title = context.title()
    val finder = FinderView(context)
    private val hint = context.label(size = 26, bold = true, centred = true).live().apply {
        id = R.id.hint
        minLines = 2
        gravity = Gravity.CENTER
    }
    private val problem = context.label(color = R.color.danger, centred = true).live().apply { id = R.id.problem }
    private val no = context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
    private val yes = context.button(R.string.again, filled = true) { tell(FlowEvent.ScanAgain) }.apply { id = R.id.yes }

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(title)
        add(finder, above = 8, height = 0, weight = 1f)
        add(hint, above = 8)
        add(problem, above = 8)
        add(context.choice(no, yes), above = 16)
    }

    override fun show(state: FlowState) = when (state) {
        is FlowState.ScanFace -> face(state)
        is FlowState.ScanCode -> code(state)
        else -> Unit
    }

    private fun code(state: FlowState.ScanCode) {
        title.setText(if (state.enrolled) R.string.scan_login_title else R.string.scan_offer_title)
        finder.isOval = false
        finder.turn = null
        hint.showText(context.getString(if (state.working) R.string.working else if (state.enrolled) R.string.scan_login_hint else R.string.scan_offer_hint))
        problem.showText(state.problem?.let(context::words))
        finder.contentDescription = context.getString(R.string.finder_code)
        no.isThere = false
        yes.isThere = false
    }

    private fun face(state: FlowState.ScanFace) {
        val words = context.hint(state)
        title.setText(R.string.scan_face_title)
        finder.isOval = true
        finder.progress = if (state.ended == null) state.look?.progress?.toInt() ?: 0 else 0
        finder.turn = state.look?.turn.takeIf { state.ended == null }
        hint.showText(words)
        val otherWay = state.ended == ScanResult.NotConfirmed && state.notConfirmed >= OTHER_WAY_AFTER
        problem.showText(if (otherWay) context.getString(R.string.ended_other_way) else null)
        finder.contentDescription = context.getString(R.string.finder_face, finder.progress, words)
        no.isThere = true
        yes.isThere = state.ended != null
    }

    private companion object {
        const val OTHER_WAY_AFTER = 3
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
