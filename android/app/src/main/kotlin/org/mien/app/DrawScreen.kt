package org.mien.app

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.view.Gravity
import android.view.MotionEvent
import android.view.View
import android.widget.LinearLayout
import kotlin.math.hypot
import kotlin.math.min
import org.mien.flow.DrawTask
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** The grid of nine dots; the passcode is one touch away. */
internal class DrawScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Draw> {
    private val title = context.title().apply { gravity = Gravity.CENTER_HORIZONTAL }
    private val hint = context.label(size = 20, color = R.color.muted, centred = true).apply { id = R.id.hint }
    private val problem = context.label(size = 20, color = R.color.danger, bold = true, centred = true).live().apply { id = R.id.problem }
    private val grid = GridView(context, tell).apply { id = R.id.grid; contentDescription = context.getString(R.string.draw_grid) }
    private val passcode = context.button(R.string.use_passcode, filled = false) { tell(FlowEvent.PasscodeChosen) }.apply { id = R.id.use_passcode }
    private val cancel = context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(title, above = 16)
        add(hint, above = 8)
        val room = context.column().apply {
            gravity = Gravity.CENTER
            add(problem)
        }
        add(room, height = 0, weight = 1f)
        add(grid, height = dp(GRID_DP))
        add(passcode, above = 16)
        add(cancel, above = 16)
    }

    override fun show(state: FlowState.Draw) {
        title.setText(when (state.task) {
            DrawTask.CHOOSE -> R.string.draw_choose
            DrawTask.REPEAT -> R.string.pad_repeat
            DrawTask.UNLOCK, DrawTask.OPEN -> R.string.draw_unlock
        })
        hint.showText(when (state.task) {
            DrawTask.CHOOSE -> context.getString(R.string.draw_choose_hint)
            DrawTask.REPEAT -> context.getString(R.string.draw_repeat_hint)
            DrawTask.UNLOCK -> state.approval?.prompt?.let { context.getString(R.string.pad_unlock_hint, it.serviceName ?: it.domain) }
            DrawTask.OPEN -> context.getString(R.string.pad_open_hint)
        })
        problem.setTextColor(context.getColor(if (state.working) R.color.muted else R.color.danger))
        problem.showText(if (state.working) context.getString(R.string.working) else context.words(state.problem, state.waitMs))
        passcode.isThere = state.pad != null
        cancel.isThere = state.pad == null
        grid.isEnabled = !state.working && state.waitMs == 0L
        // What was drawn stands no longer than the finger is down.
        if (!grid.isDrawing) grid.forget()
    }

    private companion object {
        const val GRID_DP = 330
    }
}

/** Nine dots, and the line that the finger draws through them while it is down. */
internal class GridView(context: Context, private val tell: Tell) : View(context) {
    private val touched = mutableListOf<Int>()
    private var finger: Pair<Float, Float>? = null
    val isDrawing: Boolean get() = finger != null
    private val dot = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.muted) }
    private val full = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.accent) }
    private val ring = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.accent_soft) }
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.accent)
        style = Paint.Style.STROKE
        strokeWidth = dp(6).toFloat()
        strokeCap = Paint.Cap.ROUND
    }

    fun forget() {
        touched.fill(0)
        touched.clear()
        finger = null
        invalidate()
    }

    private val cell get() = min(width, height) / SIDE.toFloat()
    private fun x(at: Int) = width / 2f + (at % SIDE - 1) * cell
    private fun y(at: Int) = height / 2f + (at / SIDE - 1) * cell

    @SuppressLint("ClickableViewAccessibility") // A drawing has no click; the passcode is the other way.
    override fun onTouchEvent(event: MotionEvent): Boolean {
        if (!isEnabled) return false
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> {
                forget()
                parent?.requestDisallowInterceptTouchEvent(true)
                reach(event.x, event.y)
            }
            MotionEvent.ACTION_MOVE -> {
                // A fast finger passes dots between two events.
                for (at in 0 until event.historySize) reach(event.getHistoricalX(at), event.getHistoricalY(at))
                reach(event.x, event.y)
            }
            MotionEvent.ACTION_UP, MotionEvent.ACTION_CANCEL -> {
                forget()
                tell(FlowEvent.FingerUp)
            }
            else -> return false
        }
        return true
    }

    private fun reach(x: Float, y: Float) {
        finger = x to y
        val at = (0 until SIDE * SIDE).firstOrNull { hypot(x(it) - x, y(it) - y) < cell * REACH }
        if (at != null && at !in touched) {
            touched += at
            performHapticFeedback(android.view.HapticFeedbackConstants.KEYBOARD_TAP)
            tell(FlowEvent.Dot(at))
        }
        invalidate()
    }

    override fun onDraw(canvas: Canvas) {
        for (pair in touched.zipWithNext()) canvas.drawLine(x(pair.first), y(pair.first), x(pair.second), y(pair.second), line)
        val last = touched.lastOrNull()
        finger?.let { (x, y) -> if (last != null) canvas.drawLine(x(last), y(last), x, y, line) }
        for (at in 0 until SIDE * SIDE) {
            if (at in touched) canvas.drawCircle(x(at), y(at), dp(26).toFloat(), ring)
            canvas.drawCircle(x(at), y(at), dp(if (at in touched) 12 else 9).toFloat(), if (at in touched) full else dot)
        }
    }

    private companion object {
        const val SIDE = 3
        const val REACH = 0.36f
    }
}
