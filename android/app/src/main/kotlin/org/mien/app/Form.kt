package org.mien.app

import android.content.Context
import android.graphics.drawable.GradientDrawable
import android.text.Editable
import android.text.InputFilter
import android.text.TextWatcher
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView

/** What all steps of the account's journey look like: a title, whose provider it is, what is asked, and two buttons below. */
internal class Form(private val context: Context, title: Int, yes: Int, no: Int, onYes: () -> Unit, onNo: () -> Unit) {
    val title = context.title(title)
    val provider = context.label(color = R.color.accent, bold = true)
    val body = context.column()
    val problem = context.label(size = 20, color = R.color.danger, bold = true).live().apply { id = R.id.problem }
    val no: Button = context.button(no, filled = false, onNo).apply { id = R.id.no }
    val yes: Button = context.button(yes, filled = true, onYes).apply { id = R.id.yes }
    private val half = (context.resources.displayMetrics.widthPixels - context.dp(48)) / 2 - context.dp(6)

    val view: LinearLayout = context.column(padding = 24).apply {
        add(this@Form.title)
        add(provider, above = 4)
        add(ScrollView(context).apply {
            addView(body)
            isVerticalFadingEdgeEnabled = true
            setFadingEdgeLength(dp(24))
        }, above = 12, height = 0, weight = 1f)
        add(problem, above = 8)
        add(context.choice(this@Form.no, this@Form.yes), above = 12)
    }

    /** [ready]: whether the step can be answered as it is. */
    fun show(domain: String, words: CharSequence?, isWorking: Boolean, ready: Boolean = true) {
        provider.showText(context.getString(R.string.approve_verified, domain))
        problem.setTextColor(context.getColor(if (isWorking) R.color.muted else R.color.danger))
        problem.showText(if (isWorking) context.getString(R.string.working) else words)
        yes.isEnabled = ready && !isWorking
        yes.alpha = if (yes.isEnabled) 1f else FAINT
        for (button in listOf(yes, no)) button.fitWords(half)
    }

    private companion object {
        const val FAINT = 0.5f
    }
}

/** A field with its name above and what is right or wrong about it below. */
internal class FieldView(context: Context, words: Int, key: Int, input: Int, hint: String? = null, private val onText: (String) -> Unit = {}) {
    private val name = context.label(size = 18, bold = true).apply { setText(words) }
    private val said = context.label(size = 18).live()
    val edit: EditText = EditText(context).apply {
        id = key
        inputType = input
        textSize = 22f
        isSingleLine = true
        setTextColor(context.getColor(R.color.ink))
        setHintTextColor(context.getColor(R.color.muted))
        this.hint = hint
        // Some keyboards learn what is typed.
        imeOptions = EditorInfo.IME_ACTION_NEXT or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        minimumHeight = dp(60)
        setPadding(dp(16), dp(8), dp(16), dp(8))
        filters = arrayOf(InputFilter.LengthFilter(MOST))
        addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit
            override fun afterTextChanged(text: Editable?) = onText(text?.toString().orEmpty())
        })
    }
    val view: LinearLayout = context.column().apply {
        add(name)
        add(edit, above = 6)
        add(said, above = 4)
    }
    val text: String get() = edit.text.toString()

    init {
        name.labelFor = key
        frame(R.color.line)
        said.isThere = false
    }

    /** [isGood] is `null` while nothing can be said. */
    fun say(words: String?, isGood: Boolean?) {
        val colour = when (isGood) {
            true -> R.color.accent
            false -> R.color.danger
            null -> R.color.muted
        }
        said.setTextColor(said.context.getColor(colour))
        said.showText(words?.let { if (isGood == true) "✓  $it" else it })
        frame(if (isGood == null) R.color.line else colour)
    }

    private fun frame(colour: Int) {
        edit.background = GradientDrawable().apply {
            cornerRadius = edit.dp(14).toFloat()
            setColor(edit.context.getColor(R.color.surface))
            setStroke(edit.dp(2), edit.context.getColor(colour))
        }
    }

    private companion object {
        const val MOST = 1600
    }
}

/** A tick that the person sets: never set beforehand. */
internal fun Context.tick(words: Int, key: Int, onChange: (Boolean) -> Unit): CheckBox = CheckBox(this).apply {
    id = key
    setText(words)
    textSize = 20f
    setTextColor(getColor(R.color.ink))
    minHeight = dp(60)
    buttonTintList = android.content.res.ColorStateList.valueOf(getColor(R.color.accent))
    setPadding(dp(12), dp(8), 0, dp(8))
    setOnCheckedChangeListener { _, isOn -> onChange(isOn) }
}

/** A text of somebody else's, as a quotation in a card. */
internal fun Context.quotation(): Pair<LinearLayout, TextView> = label(size = 20).let { text -> card().apply { add(text) } to text }

internal fun View.hideKeyboard() {
    (context.getSystemService(Context.INPUT_METHOD_SERVICE) as android.view.inputmethod.InputMethodManager).hideSoftInputFromWindow(windowToken, 0)
}
