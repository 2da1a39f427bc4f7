package org.mien.app

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.core.HistoryEntry
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** Every request and how it ended, the declined and expired ones too. Names of what was shared, never its content. */
internal class HistoryScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.History> {
    private val list = context.column().apply { id = R.id.history }
    private var shown: List<HistoryEntry>? = null

    override val view: View = context.column(padding = 24).apply {
        add(context.title(R.string.history))
        add(ScrollView(context).apply { addView(list); isVerticalFadingEdgeEnabled = true; setFadingEdgeLength(dp(24)) }, above = 8, height = 0, weight = 1f)
        add(context.button(R.string.done_continue, filled = true) { tell(FlowEvent.GaveUp) }.apply { id = R.id.yes }, above = 16)
    }

    override fun show(state: FlowState.History) {
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
            add(context.label(size = 20, bold = true).apply { text = listOfNotNull(entry.party, entry.domain?.takeIf { it != entry.party }).joinToString("  ·  ") })
            add(context.label(color = if (isGood) R.color.accent else R.color.danger, bold = true).apply { text = context.line(entry) }, above = 2)
            if (entry.claims.isNotEmpty()) add(context.label().apply { text = entry.claims.joinToString(", ") { context.claim(it) } }, above = 2)
            add(context.label(color = R.color.muted).apply { text = context.time(entry.atMs.toLong()) }, above = 2)
        }
    }

    private companion object {
        const val MOST = 200
    }
}
