package org.mien.app

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.mien.flow.End
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** How it ended, for whom, where, and the line that now stands in the history. */
internal class DoneScreen(private val context: Context, tell: Tell) : Screen<FlowState.Done> {
    private val sign = SignView(context)
    private val title = context.title().apply { gravity = Gravity.CENTER_HORIZONTAL; textSize = 30f }
    private val who = context.label(size = 20, centred = true)
    private val where = context.label(size = 20, centred = true)
    private val entry = context.card().apply { id = R.id.entry }
    private val party = context.label(size = 20, bold = true)
    private val line = context.label(size = 18)
    private val time = context.label(size = 18, color = R.color.muted)

    override val view: LinearLayout = context.column(padding = 24).apply {
        val middle = context.column().apply {
            gravity = Gravity.CENTER
            addView(sign, LinearLayout.LayoutParams(dp(112), dp(112)).apply { gravity = Gravity.CENTER_HORIZONTAL })
            add(title, above = 24)
            add(who, above = 12)
            add(where, above = 4)
        }
        add(middle, height = 0, weight = 1f)
        add(entry.apply {
            add(context.label(color = R.color.muted).apply { setText(R.string.done_history) })
            add(party, above = 6)
            add(line, above = 2)
            add(time, above = 2)
        })
        add(context.button(R.string.done_continue, filled = true) { tell(FlowEvent.Continue) }.apply { id = R.id.yes }, above = 20)
    }

    override fun show(state: FlowState.Done) {
        sign.isGood = state.end == End.ENROLLED || state.end == End.LOGGED_IN || state.end == End.SHARED
        title.setText(when (state.end) {
            End.ENROLLED -> R.string.done_enrolled
            End.LOGGED_IN -> R.string.done_logged_in
            End.SHARED -> R.string.done_shared
            End.DECLINED -> R.string.done_declined
        })
        who.showText(when (state.end) {
            End.DECLINED -> context.getString(R.string.done_declined_detail)
            else -> state.who?.let { context.getString(R.string.done_as, it) }
        })
        where.showText(state.where?.let { context.getString(R.string.done_at, context.getString(R.string.quoted, it)) })
        entry.isThere = state.entry != null
        state.entry?.let {
            party.showText(listOfNotNull(it.party, it.domain?.takeIf { domain -> domain != it.party }).joinToString("  ·  "))
            line.showText(context.line(it))
            time.showText(context.time(it.atMs.toLong()))
        }
    }
}

/** A tick, or a bar for what did not go on. */
internal class SignView(context: Context) : View(context) {
    var isGood = true
        set(value) { field = value; invalidate() }

    override fun onDraw(canvas: Canvas) {
        val (x, y) = Pair(width / 2f, height / 2f)
        fun at(value: Int) = dp(value).toFloat()
        val ground = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(if (isGood) R.color.accent_soft else R.color.danger_soft) }
        val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
            color = context.getColor(if (isGood) R.color.accent else R.color.danger)
            style = Paint.Style.STROKE
            strokeWidth = at(9)
            strokeCap = Paint.Cap.ROUND
            strokeJoin = Paint.Join.ROUND
        }
        canvas.drawCircle(x, y, at(54), ground)
        if (isGood) {
            canvas.drawPath(Path().apply { moveTo(x - at(22), y + at(2)); lineTo(x - at(6), y + at(18)); lineTo(x + at(24), y - at(16)) }, line)
        } else {
            canvas.drawLine(x - at(20), y, x + at(20), y, line)
        }
    }
}
