package org.mien.app

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.core.HistoryEntry
import org.mien.core.NotMe
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** Every request and how it ended, the declined and expired ones too. Names of what was shared, never its content. */
internal class HistoryScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.History> {
    private val list = context.column().apply { id = R.id.history }
    private var shown: List<HistoryEntry>? = null

    private val said = context.label(size = 20, bold = true).live().apply { id = R.id.problem }
    private val scroll = ScrollView(context).apply { addView(list); isVerticalFadingEdgeEnabled = true; setFadingEdgeLength(dp(24)) }
    private val signOut = context.tick(R.string.not_me_sign_out, R.id.agreed) { tell(FlowEvent.AgreedChanged(it)) }
    private val which = context.card()
    private val question = context.column().apply {
        add(which, above = 16)
        add(context.label(size = 20).apply { setText(R.string.not_me_detail) }, above = 20)
        add(signOut, above = 12)
    }
    private val asking = ScrollView(context).apply { addView(question) }
    private val title = context.title(R.string.history)
    private val no = context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
    private val yes = context.button(R.string.done_continue, filled = true) { tell(if (isAsking) FlowEvent.Agreed else FlowEvent.GaveUp) }.apply { id = R.id.yes }
    private val half = (context.resources.displayMetrics.widthPixels - context.dp(48)) / 2 - context.dp(6)
    private var isAsking = false

    override val view: View = context.column(padding = 24).apply {
        add(title)
        add(said, above = 8)
        add(scroll, above = 8, height = 0, weight = 1f)
        add(asking, above = 8, height = 0, weight = 1f)
        add(context.choice(no, yes), above = 16)
    }

    override fun show(state: FlowState.History) {
        val asked = state.asked
        isAsking = asked != null
        title.setText(if (isAsking) R.string.not_me else R.string.history)
        scroll.isThere = !isAsking
        asking.isThere = isAsking
        no.isThere = isAsking
        yes.setText(if (isAsking) R.string.not_me_report else R.string.done_continue)
        yes.paint(filled = true, if (isAsking) R.color.danger else R.color.accent)
        for (button in listOf(yes, no)) {
            button.isEnabled = !state.working
            button.fitWords(if (isAsking) half else 2 * half)
        }
        signOut.isEnabled = !state.working
        if (signOut.isChecked != state.signOut) signOut.isChecked = state.signOut
        said.setTextColor(context.getColor(if (state.problem != null) R.color.danger else R.color.accent))
        said.showText(when {
            state.working -> context.getString(R.string.working)
            state.problem != null -> context.words(state.problem)
            else -> state.told?.let { context.getString(toldWords(it)) }
        })
        if (asked != null) fill(which, asked) else list(state)
    }

    private fun toldWords(told: NotMe): Int = when {
        told.signedOut -> R.string.not_me_signed_out
        told.sessionsEnded > 0u -> R.string.not_me_ended
        else -> R.string.not_me_nothing
    }

    private fun list(state: FlowState.History) {
        if (state.entries == shown) return
        shown = state.entries
        list.removeAllViews()
        if (state.entries.isEmpty()) list.add(context.label(size = 20).apply { setText(R.string.history_empty) }, above = 16)
        // As many as anybody looks through; the vault keeps the rest.
        state.entries.take(MOST).forEach { list.add(card(it), above = 12) }
    }

    private fun card(entry: HistoryEntry): LinearLayout {
        val isGood = entry.outcome == "approved"
        return context.card(if (isGood) R.color.surface else R.color.danger_soft).apply {
            fill(this, entry)
            if (entry.canReport) {
                add(context.button(R.string.not_me, filled = false) { tell(FlowEvent.NotMeAsked(entry)) }.apply { id = R.id.not_me; paint(filled = false, R.color.danger) }, above = 12)
            }
        }
    }

    private fun fill(card: LinearLayout, entry: HistoryEntry) = card.run {
        removeAllViews()
        val colour = if (entry.outcome == "approved") R.color.accent else R.color.danger
        add(context.label(size = 20, bold = true).apply { text = listOfNotNull(entry.party, entry.domain?.takeIf { it != entry.party }).joinToString("  ·  ") })
        add(context.label(color = colour, bold = true).apply { text = context.line(entry) }, above = 2)
        if (entry.claims.isNotEmpty()) add(context.label().apply { text = entry.claims.joinToString(", ") { context.claim(it) } }, above = 2)
        add(context.label(color = R.color.muted).apply { text = context.time(entry.atMs.toLong()) }, above = 2)
    }

    private companion object {
        const val MOST = 200
    }
}
