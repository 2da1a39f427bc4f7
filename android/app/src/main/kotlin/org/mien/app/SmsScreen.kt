package org.mien.app

import android.content.ClipboardManager
import android.content.Context
import android.text.InputType
import android.view.Gravity
import android.view.View
import org.mien.core.AccountStep
import org.mien.flow.AccountAnswer
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.left

/** The code from the SMS: typed, pasted with the message around it, or filled in by the system; with the time that is left. */
internal class SmsScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.pad_sms, R.string.sms_paste, R.string.not_now, ::paste) { tell(FlowEvent.GaveUp) }
    private val sentTo = context.label(size = 20)
    private val code = FieldView(context, R.string.sms_field, R.id.field_code, InputType.TYPE_CLASS_NUMBER) { tell(FlowEvent.CodeTyped(it)) }
    private val time = context.label(size = 20, bold = true).apply { id = R.id.time_left }
    private val tries = context.label(color = R.color.muted)
    private val another = context.button(R.string.sms_another, filled = false) { tell(FlowEvent.Answered(AccountAnswer.AnotherCode)) }.apply { id = R.id.another_code }

    init {
        code.edit.apply {
            textSize = 34f
            letterSpacing = 0.2f
            gravity = Gravity.CENTER
            // The name that Android and Google's services know for it (androidx HintConstants, which is not used here).
            setAutofillHints("smsOTPCode")
            importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_YES
        }
        form.body.add(sentTo, above = 8)
        form.body.add(code.view, above = 16)
        form.body.add(time, above = 12)
        form.body.add(tries, above = 4)
        form.body.add(another, above = 16)
        form.body.add(context.card(R.color.danger_soft).apply {
            add(context.label(color = R.color.danger, bold = true).apply { setText(R.string.sms_warning) })
        }, above = 20)
    }

    override val view: View get() = form.view

    override fun show(state: FlowState.Account) {
        val step = state.view.step as? AccountStep.OneTimeCode ?: return
        sentTo.text = context.getString(R.string.sms_sent_to, step.sentTo)
        if (code.text.filter { it in '0'..'9' } != state.code) {
            code.edit.setText(state.code)
            code.edit.setSelection(state.code.length)
        }
        val left = state.left(step.secondsLeft)
        time.setTextColor(context.getColor(if (left == 0L) R.color.danger else R.color.ink))
        time.text = if (left == 0L) context.getString(R.string.sms_expired) else context.getString(R.string.sms_time_left, clock(left))
        tries.text = context.resources.getQuantityString(R.plurals.sms_tries, step.triesLeft.toInt(), step.triesLeft.toInt())
        val wait = step.resendIn?.let(state::left)
        another.isEnabled = wait == 0L && !state.working
        another.alpha = if (another.isEnabled) 1f else 0.5f
        another.text = when {
            wait == null -> context.getString(R.string.sms_no_more)
            wait > 0 -> context.getString(R.string.sms_another_in, clock(wait))
            else -> context.getString(R.string.sms_another)
        }
        another.fitWords(context.resources.displayMetrics.widthPixels - context.dp(48))
        code.edit.isEnabled = !state.working
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working)
    }

    /** What was copied is looked through for this provider's code; nothing else is read from it. */
    private fun paste() {
        val board = context.getSystemService(Context.CLIPBOARD_SERVICE) as ClipboardManager
        val text = board.primaryClip?.takeIf { it.itemCount > 0 }?.getItemAt(0)?.coerceToText(context)
        tell(FlowEvent.MessageArrived(text?.toString().orEmpty()))
    }
}
