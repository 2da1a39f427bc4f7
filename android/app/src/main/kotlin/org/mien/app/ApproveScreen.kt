package org.mien.app

import android.content.Context
import android.graphics.drawable.GradientDrawable
import android.text.Editable
import android.text.InputFilter
import android.text.InputType
import android.text.TextWatcher
import android.view.Gravity
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.core.ConsentView
import org.mien.flow.CHECK_LENGTH
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** Who asks for what, from where. Declining is as easy as approving: same size, same row, no passcode. */
internal class ApproveScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Approve> {
    private val service = context.label(size = 26, bold = true)
    private val domain = context.label(size = 20, color = R.color.accent, bold = true)
    private val purpose = context.label(size = 18)
    private val shares = context.label(size = 20)
    private val origin = context.label(size = 18, bold = true)
    private val detail = context.label(size = 18, color = R.color.muted)
    private val ask = context.label(size = 18, centred = true).apply { setText(R.string.approve_digits) }
    private val problem = context.label(color = R.color.danger, bold = true, centred = true).live().apply { id = R.id.problem }
    private val digits = EditText(context).apply {
        id = R.id.digits
        inputType = InputType.TYPE_CLASS_NUMBER
        filters = arrayOf(InputFilter.LengthFilter(CHECK_LENGTH))
        textSize = 34f
        typeface = MEDIUM
        letterSpacing = 0.3f
        gravity = Gravity.CENTER
        includeFontPadding = false
        setTextColor(context.getColor(R.color.ink))
        contentDescription = context.getString(R.string.approve_digits)
        background = GradientDrawable().apply {
            cornerRadius = dp(16).toFloat()
            setColor(context.getColor(R.color.surface))
            setStroke(dp(2), context.getColor(R.color.accent))
        }
        setPadding(0, 0, 0, 0)
        addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit
            override fun afterTextChanged(text: Editable?) = tell(FlowEvent.Digits(text?.toString().orEmpty()))
        })
    }
    private val no = context.button(R.string.decline, filled = true) { tell(FlowEvent.DeclinePressed) }.apply { id = R.id.no }
    private val yes = context.button(R.string.approve, filled = true) { tell(FlowEvent.ApprovePressed) }.apply { id = R.id.yes }

    private val title = context.title(R.string.approve_title)
    private val consequences = context.label(size = 18)
    private val then = context.card().apply {
        add(context.label(color = R.color.muted).apply { setText(R.string.share_then) })
        add(consequences, above = 4)
    }
    private val started = context.card(R.color.danger_soft).apply {
        add(origin)
        add(detail, above = 2)
        add(context.label(color = R.color.danger, bold = true).apply { setText(R.string.approve_warning) }, above = 4)
    }

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(title)
        val words = context.column().apply {
            add(context.card().apply {
                add(service)
                add(domain, above = 4)
                add(purpose, above = 8)
            }, above = 16)
            add(context.card().apply {
                add(context.label(color = R.color.muted).apply { setText(R.string.approve_shares) })
                add(shares, above = 4)
            }, above = 12)
            add(then, above = 12)
            add(started, above = 12)
        }
        add(ScrollView(context).apply { addView(words); isVerticalScrollBarEnabled = false }, height = 0, weight = 1f)
        add(ask, above = 12)
        add(digits, above = 8, width = dp(120), height = dp(64))
        (digits.layoutParams as LinearLayout.LayoutParams).gravity = Gravity.CENTER_HORIZONTAL
        add(problem, above = 8)
        add(context.choice(no, yes), above = 16)
    }

    override fun show(state: FlowState.Approve) {
        val prompt = state.prompt
        val consent = state.consent
        title.setText(if (consent == null) R.string.approve_title else R.string.share_title)
        then.isThere = consent != null
        // Where a verifier's request began is not known.
        started.isThere = consent == null
        consequences.showText(consent?.let { view -> view.consequences.mapNotNull(::consequence).joinToString("\n") { "•  " + context.getString(it) } })
        service.showText(prompt.serviceName?.let { context.getString(R.string.quoted, it) })
        domain.showText(context.getString(R.string.approve_verified, prompt.domain))
        // A verifier that gives no reason is said to give none.
        purpose.showText(prompt.purpose?.let { context.getString(R.string.quoted, it) } ?: context.getString(R.string.share_no_reason).takeIf { consent != null })
        shares.showText(consent?.let(::claims) ?: prompt.claims.joinToString("\n") { "•  " + context.claim(it) })
        origin.setText(if (prompt.crossDevice) R.string.approve_other_device else R.string.approve_this_device)
        val started = prompt.startedAt?.let { context.time(it.toLong() * MS) }
        detail.showText(listOfNotNull(prompt.browser, started).joinToString(", ").ifEmpty { null })
        for (view in listOf(ask, digits)) view.isThere = prompt.needsCheck
        if (digits.text.toString() != state.digits) digits.setText(state.digits)
        problem.showText(state.problem?.let(context::words))
        for (button in listOf(no, yes)) {
            button.isEnabled = !state.working
            button.alpha = if (state.working) 0.5f else 1f
        }
    }

    /** Each claim by its name, and what it says, once that can be read. */
    private fun claims(consent: ConsentView): String = consent.claims.joinToString("\n") { claim ->
        val name = if (claim.name == claim.path) context.claim(claim.path) else claim.name
        "•  " + (claim.value?.let { "$name: $it" } ?: name)
    }

    /** What happens then. A consequence of a newer core has no words here yet. */
    private fun consequence(code: String): Int? = when (code) {
        "sent_once" -> R.string.share_sent_once
        "not_recallable" -> R.string.share_not_recallable
        "recognisable" -> R.string.share_recognisable
        "issuer_not_told" -> R.string.share_issuer_not_told
        "remembered" -> R.string.share_remembered
        else -> null
    }

    private companion object {
        const val MS = 1000
    }
}
