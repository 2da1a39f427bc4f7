package org.mien.app

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import org.mien.PASSCODE_LENGTH
import org.mien.flow.Change
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.PadTask

/** Six dots and twelve keys of our own: no keyboard of somebody else's sees a passcode. */
internal class PadScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Pad> {
    private val title = context.title().apply { gravity = Gravity.CENTER_HORIZONTAL }
    private val hint = context.label(size = 20, color = R.color.muted, centred = true).apply { id = R.id.hint }
    private val dots = DotsView(context).apply { id = R.id.dots; accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE }
    private val problem = context.label(size = 20, color = R.color.danger, bold = true, centred = true).live().apply { id = R.id.problem }
    private val keys = mutableListOf<View>()
    private val biometrics = quiet(R.string.use_biometrics, R.id.use_biometrics, FlowEvent.BiometricsChosen)
    private val pattern = quiet(R.string.use_pattern, R.id.use_pattern, FlowEvent.PatternChosen)

    private val forgotten = quiet(R.string.pad_forgotten, R.id.forgotten, FlowEvent.ForgottenAsked)

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(title, above = 16)
        add(hint, above = 8)
        add(dots, above = 28, height = dp(56))
        val room = context.column().apply {
            gravity = Gravity.CENTER_HORIZONTAL
            add(problem, above = 16)
        }
        add(room, height = 0, weight = 1f)
        add(LinearLayout(context).apply {
            for (way in listOf(biometrics, pattern)) addView(way, LinearLayout.LayoutParams(0, WRAP, 1f))
        })
        add(forgotten)
        for (row in KEYS) add(row(row), above = 12)
    }

    private fun row(keys: List<String>) = LinearLayout(context).apply {
        keys.forEachIndexed { at, key ->
            addView(key(key), LinearLayout.LayoutParams(0, dp(KEY_DP), 1f).apply { if (at > 0) marginStart = dp(12) })
        }
    }

    private fun key(key: String): View = when (key) {
        CANCEL -> context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no; flat(this, null); textSize = 18f }
        ERASE -> EraseKey(context).apply {
            id = R.id.key_erase
            contentDescription = context.getString(R.string.pad_erase)
            flat(this, null)
            setOnClickListener { tell(FlowEvent.Backspace) }
        }
        else -> Button(context).apply {
            id = IDS[key.toInt()]
            text = key
            textSize = 28f
            setTextColor(ColorStateList(arrayOf(intArrayOf(-android.R.attr.state_enabled), intArrayOf()), intArrayOf(context.getColor(R.color.line), context.getColor(R.color.ink))))
            flat(this, R.color.surface)
            setOnClickListener { tell(FlowEvent.Key(key.toInt())) }
        }.also { keys += it }
    }

    private fun flat(key: View, ground: Int?) {
        fun shape(color: Int) = GradientDrawable().apply { cornerRadius = key.dp(18).toFloat(); setColor(color) }
        val content = ground?.let { shape(context.getColor(it)).apply { setStroke(key.dp(1), context.getColor(R.color.line)) } }
        key.background = RippleDrawable(ColorStateList.valueOf(0x33808080), content, shape(-1))
        key.stateListAnimator = null
    }

    override fun show(state: FlowState.Pad) {
        title.setText(when (state.task) {
            PadTask.CHOOSE -> R.string.pad_choose
            PadTask.REPEAT -> R.string.pad_repeat
            PadTask.SMS_CODE -> R.string.pad_sms
            PadTask.UNLOCK, PadTask.OPEN, PadTask.REPAIR, PadTask.RENEW -> R.string.pad_unlock
            PadTask.OLD -> R.string.pad_old
        })
        hint.showText(when (state.task) {
            PadTask.CHOOSE -> context.getString(R.string.pad_choose_hint)
            PadTask.REPEAT -> context.getString(R.string.pad_repeat_hint)
            PadTask.SMS_CODE -> context.getString(R.string.pad_sms_hint)
            PadTask.UNLOCK -> state.approval?.let {
                context.getString(if (it.consent == null) R.string.pad_unlock_hint else R.string.pad_share_hint, it.prompt.serviceName ?: it.prompt.domain)
            }
            PadTask.OPEN -> context.getString(if (state.then == Change.RECOVERY_ON) R.string.pad_recovery_hint else R.string.pad_open_hint)
            PadTask.OLD -> context.getString(R.string.pad_old_hint)
            PadTask.REPAIR -> context.getString(R.string.pad_repair_hint)
            PadTask.RENEW -> context.getString(R.string.pad_renew_hint)
        })
        val length = if (state.task == PadTask.SMS_CODE) state.offer?.codeLength?.toInt() ?: PASSCODE_LENGTH else PASSCODE_LENGTH
        dots.show(state.typed, length, state.shown.takeIf { state.task == PadTask.SMS_CODE })
        dots.contentDescription = context.getString(R.string.pad_typed, state.typed, length)
        problem.setTextColor(context.getColor(if (state.working) R.color.muted else R.color.danger))
        problem.showText(when {
            state.working -> context.getString(R.string.working)
            state.problem == null && state.changed -> context.getString(R.string.pad_changed)
            else -> context.words(state.problem, state.waitMs)
        })
        biometrics.isThere = state.ways?.biometrics == true
        pattern.isThere = state.ways?.pattern == true
        forgotten.isThere = state.task == PadTask.UNLOCK || state.task == PadTask.OPEN
        for (way in listOf(biometrics, pattern, forgotten)) way.isEnabled = !state.working
        keys.forEach { it.isEnabled = !state.working && state.waitMs == 0L }
    }

    /** Another way in: beside the keys, never in their place. */
    private fun quiet(words: Int, key: Int, event: FlowEvent): Button = context.button(words, filled = false) { tell(event) }.apply {
        id = key
        flat(this, null)
        textSize = 18f
        minHeight = dp(48)
    }

    private companion object {
        const val CANCEL = "cancel"
        const val ERASE = "erase"
        const val KEY_DP = 64
        val KEYS = listOf(listOf("1", "2", "3"), listOf("4", "5", "6"), listOf("7", "8", "9"), listOf(CANCEL, "0", ERASE))
        val IDS = intArrayOf(
            R.id.key_0, R.id.key_1, R.id.key_2, R.id.key_3, R.id.key_4, R.id.key_5, R.id.key_6, R.id.key_7, R.id.key_8, R.id.key_9,
        )
    }
}

/** One dot for each digit; for a code that may be seen, the digits. */
internal class DotsView(context: Context) : View(context) {
    private var typed = 0
    private var length = PASSCODE_LENGTH
    private var shown: String? = null
    private val full = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.accent) }
    private val empty = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.muted)
        style = Paint.Style.STROKE
        strokeWidth = dp(2).toFloat()
    }
    private val ink = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.ink)
        textAlign = Paint.Align.CENTER
        typeface = MEDIUM
        textSize = dp(32).toFloat()
    }

    fun show(typed: Int, length: Int, shown: String?) {
        this.typed = typed
        this.length = length
        this.shown = shown
        invalidate()
    }

    override fun onDraw(canvas: Canvas) {
        val step = dp(40).toFloat()
        val middle = height / 2f
        for (at in 0 until length) {
            val x = width / 2f + (at - (length - 1) / 2f) * step
            val digit = shown?.getOrNull(at)
            when {
                digit != null -> canvas.drawText(digit.toString(), x, middle + dp(11), ink)
                shown != null -> canvas.drawLine(x - dp(12), middle + dp(16), x + dp(12), middle + dp(16), empty)
                at < typed -> canvas.drawCircle(x, middle, dp(10).toFloat(), full)
                else -> canvas.drawCircle(x, middle, dp(9).toFloat(), empty)
            }
        }
    }
}

/** The key with the arrow that takes a digit back. */
internal class EraseKey(context: Context) : View(context) {
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.ink)
        style = Paint.Style.STROKE
        strokeWidth = dp(2).toFloat() * 1.2f
        strokeJoin = Paint.Join.ROUND
        strokeCap = Paint.Cap.ROUND
    }

    override fun onDraw(canvas: Canvas) {
        val (x, y) = Pair(width / 2f, height / 2f)
        fun at(value: Int) = dp(value).toFloat()
        canvas.drawPath(Path().apply {
            moveTo(x - at(16), y)
            lineTo(x - at(7), y - at(11))
            lineTo(x + at(15), y - at(11))
            lineTo(x + at(15), y + at(11))
            lineTo(x - at(7), y + at(11))
            close()
        }, line)
        canvas.drawLine(x - at(1), y - at(4), x + at(7), y + at(4), line)
        canvas.drawLine(x - at(1), y + at(4), x + at(7), y - at(4), line)
    }
}
