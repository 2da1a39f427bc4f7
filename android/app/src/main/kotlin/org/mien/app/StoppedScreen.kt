package org.mien.app

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.Stop

/** The width between the paddings of a screen. */
private fun Context.wide(): Int = resources.displayMetrics.widthPixels - dp(48)

/** A sign, a heading and some sentences: what happened, and below them what can be done about it. */
private class Sheet(context: Context) {
    val sign = SignView(context).apply { isGood = false }
    val title = context.title().apply { gravity = Gravity.CENTER_HORIZONTAL }
    val detail = context.label(size = 20, centred = true).apply { id = R.id.detail }
    val more = context.label(size = 20, centred = true)
    val problem = context.label(size = 20, color = R.color.danger, bold = true, centred = true).live().apply { id = R.id.problem }
    val view: View = ScrollView(context).apply {
        isFillViewport = true
        addView(context.column().apply {
            gravity = Gravity.CENTER
            addView(sign, LinearLayout.LayoutParams(dp(112), dp(112)).apply { gravity = Gravity.CENTER_HORIZONTAL })
            add(title, above = 24)
            add(detail, above = 16)
            add(more, above = 16)
            add(problem, above = 16)
        })
    }
}

/** Wiped, restored or damaged, or everything shall go: what to do is asked for twice when it deletes. */
internal class StoppedScreen(private val context: Context, openSettings: () -> Unit = {}, tell: Tell) : Screen<FlowState.Stopped> {
    private val sheet = Sheet(context)
    private val repair = context.button(R.string.stopped_repair, filled = true) { tell(FlowEvent.RepairAsked) }.apply { id = R.id.repair }
    private val recover = context.button(R.string.recover_use, filled = true) { tell(FlowEvent.RecoveryAsked) }.apply { id = R.id.use_recovery }
    private val again = context.button(R.string.stopped_counter_again, filled = true) { tell(FlowEvent.GoOn) }.apply { id = R.id.yes }
    private val settings = context.button(R.string.stopped_counter_settings, filled = false, openSettings).apply { id = R.id.open_link }
    private val delete = context.button("", filled = true) { tell(FlowEvent.DeleteAsked) }.apply { id = R.id.delete }
    private val cancel = context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }

    private val buttons = listOf(recover, repair, again, settings, delete, cancel)

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(sheet.view, height = 0, weight = 1f)
        for (button in buttons) add(button, above = 16)
    }

    override fun show(state: FlowState.Stopped) {
        sheet.title.setText(when (state.why) {
            Stop.WIPED -> R.string.stopped_wiped
            Stop.RESTORED -> R.string.stopped_restored
            Stop.DAMAGED -> R.string.stopped_damaged
            Stop.DELETE_ASKED -> R.string.stopped_delete
            Stop.FORGOTTEN -> R.string.stopped_forgotten
            Stop.COUNTER_LOST -> R.string.stopped_counter
        })
        sheet.detail.setText(when (state.why) {
            Stop.WIPED -> R.string.stopped_wiped_detail
            Stop.RESTORED -> R.string.stopped_restored_detail
            Stop.DAMAGED -> if (state.repairable) R.string.stopped_repairable_detail else R.string.stopped_damaged_detail
            Stop.DELETE_ASKED -> R.string.stopped_delete_detail
            Stop.FORGOTTEN -> if (state.recoverable) R.string.stopped_forgotten_code_detail else R.string.stopped_forgotten_detail
            Stop.COUNTER_LOST -> R.string.stopped_counter_detail
        })
        sheet.more.showText(if (state.sure && state.why != Stop.DELETE_ASKED) context.getString(R.string.stopped_start_sure) else null)
        sheet.problem.showText(if (state.working) context.getString(R.string.working) else state.problem?.let(context::words))
        delete.setText(when {
            state.sure -> R.string.stopped_yes
            state.why == Stop.DELETE_ASKED -> R.string.security_delete
            else -> R.string.stopped_start
        })
        // Setting up again is what is meant, unless something could still be saved.
        val goes = state.sure || state.why == Stop.DELETE_ASKED
        delete.isThere = state.why != Stop.COUNTER_LOST
        delete.paint(filled = state.sure || state.why != Stop.DELETE_ASKED && !state.repairable && !state.recoverable, if (goes) R.color.danger else R.color.accent)
        repair.isThere = state.repairable && !state.sure
        recover.isThere = state.recoverable && !state.sure
        cancel.isThere = state.sure || state.why == Stop.DELETE_ASKED || state.why == Stop.FORGOTTEN
        for (button in listOf(again, settings)) button.isThere = state.why == Stop.COUNTER_LOST
        for (button in buttons) {
            button.isEnabled = !state.working
            button.fitWords(context.wide())
        }
    }
}

/** Fingerprints or faces of the phone were changed: on again, or off. Both are of the same size. */
internal class TurnOnAgainScreen(private val context: Context, tell: Tell) : Screen<FlowState.TurnOnAgain> {
    private val sheet = Sheet(context).apply {
        title.setText(R.string.again_title)
        detail.setText(R.string.again_detail)
        more.setText(R.string.again_question)
    }
    private val no = context.button(R.string.again_no, filled = true) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
    private val yes = context.button(R.string.again_yes, filled = true) { tell(FlowEvent.Agreed) }.apply { id = R.id.yes }

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(sheet.view, height = 0, weight = 1f)
        add(context.choice(no, yes), above = 16)
    }

    override fun show(state: FlowState.TurnOnAgain) {
        sheet.problem.showText(if (state.working) context.getString(R.string.working) else state.problem?.let(context::words))
        for (button in listOf(no, yes)) {
            button.isEnabled = !state.working
            button.fitWords(context.wide() / 2 - context.dp(6))
        }
    }
}
