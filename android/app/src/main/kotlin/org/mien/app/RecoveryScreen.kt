package org.mien.app

import android.content.Context
import android.graphics.Typeface
import android.text.InputType
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import org.mien.core.RecoveryCodeForm
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.secretOf

/** No keyboard learns it, and it is seen while it is typed: it has to be compared with a paper. */
private const val CODE = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD or
    InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS or InputType.TYPE_TEXT_FLAG_CAP_CHARACTERS

/** A title, a page that scrolls, what is wrong, and two buttons. */
private class Page(context: Context, words: Int, no: View, yes: View) {
    val body = context.column()
    val problem = context.label(size = 20, color = R.color.danger, bold = true).live().apply { id = R.id.problem }
    val title: TextView = context.title(words)
    val view: LinearLayout = context.column(padding = 24).apply {
        add(title)
        add(ScrollView(context).apply { addView(body); isVerticalScrollBarEnabled = false }, above = 12, height = 0, weight = 1f)
        add(problem, above = 8)
        add(context.choice(no, yes), above = 12)
    }
}

private fun Context.half(): Int = (resources.displayMetrics.widthPixels - dp(48)) / 2 - dp(6)

/** A new recovery code in seven groups, to be written down by hand: nothing can be marked or copied. Then its last group is asked for. */
internal class RecoveryScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Recovery> {
    private val no = context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
    private val yes = context.button(R.string.recovery_written, filled = true, ::go).apply { id = R.id.yes }
    private val page = Page(context, R.string.recovery, no, yes)
    private val hint = context.label(size = 20)
    private val groups = context.card().apply { id = R.id.recovery_groups }
    private val lines = List(GROUPS) { context.label(size = 26, bold = true, centred = true).apply { typeface = Typeface.MONOSPACE } }
    private val field = FieldView(context, R.string.recovery_last_group, R.id.field_group, CODE)
    private var isConfirming = false

    init {
        page.body.add(hint)
        lines.forEach { groups.add(it, above = 2) }
        page.body.add(groups, above = 16)
        page.body.add(field.view, above = 16)
        // Writing takes longer than a screen stays on.
        page.view.keepScreenOn = true
    }

    override val view: View get() = page.view

    override fun show(state: FlowState.Recovery) {
        isConfirming = state.confirming
        hint.setText(if (isConfirming) R.string.recovery_confirm_hint else R.string.recovery_hint)
        groups.isThere = !isConfirming
        field.view.isThere = isConfirming
        if (!isConfirming) field.edit.text.clear()
        lines.zip(state.code.groups) { line, group ->
            line.text = group
            // Letter by letter: it is no word.
            line.contentDescription = group.toList().joinToString(" ")
        }
        page.problem.setTextColor(context.getColor(if (state.working) R.color.muted else R.color.danger))
        page.problem.showText(if (state.working) context.getString(R.string.working) else state.problem?.let(context::words))
        yes.setText(if (isConfirming) R.string.recovery_confirm else R.string.recovery_written)
        for (button in listOf(no, yes)) {
            button.isEnabled = !state.working
            button.fitWords(context.half())
        }
    }

    /** The groups go with the screen. */
    fun forget() {
        field.edit.text.clear()
        for (line in lines) {
            line.text = ""
            line.contentDescription = null
        }
    }

    private fun go() {
        view.hideKeyboard()
        tell(if (isConfirming) FlowEvent.GroupTyped(field.text) else FlowEvent.GoOn)
    }

    private companion object {
        const val GROUPS = 7
    }
}

/** The code from the paper; its form is judged as it is typed. */
internal class RecoverScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Recover> {
    private val no = context.button(R.string.cancel, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
    private val yes = context.button(R.string.next, filled = true) { view.hideKeyboard(); tell(FlowEvent.GoOn) }.apply { id = R.id.yes }
    private val page = Page(context, R.string.recover_title, no, yes)
    private val field = FieldView(context, R.string.recover_field, R.id.field_recovery, CODE, "XXXX-XXXX-…") { tell(FlowEvent.RecoveryTyped(secretOf(it))) }

    init {
        page.body.add(context.label(size = 20).apply { setText(R.string.recover_hint) })
        page.body.add(field.view, above = 16)
        // Seven groups are longer than a line.
        field.edit.isSingleLine = false
        field.edit.inputType = CODE or InputType.TYPE_TEXT_FLAG_MULTI_LINE
        field.edit.typeface = Typeface.MONOSPACE
        page.view.keepScreenOn = true
    }

    override val view: View get() = page.view

    override fun show(state: FlowState.Recover) {
        when (state.form) {
            RecoveryCodeForm.INCOMPLETE -> field.say(null, null)
            RecoveryCodeForm.WHOLE -> field.say(context.getString(R.string.recover_whole), true)
            RecoveryCodeForm.WRONG -> field.say(context.getString(R.string.recover_wrong), false)
        }
        page.problem.showText(state.problem?.let(context::words))
        yes.isEnabled = state.form == RecoveryCodeForm.WHOLE
        yes.alpha = if (yes.isEnabled) 1f else 0.5f
        for (button in listOf(no, yes)) button.fitWords(context.half())
    }

    /** What was typed goes with the screen. */
    fun forget() {
        if (field.text.isNotEmpty()) field.edit.text.clear()
    }
}
