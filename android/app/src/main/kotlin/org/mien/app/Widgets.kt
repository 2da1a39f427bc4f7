package org.mien.app

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView

/** The few pieces that all screens are made of. */

internal const val FILL = ViewGroup.LayoutParams.MATCH_PARENT
internal const val WRAP = ViewGroup.LayoutParams.WRAP_CONTENT

internal fun Context.dp(value: Int): Int = (value * resources.displayMetrics.density + 0.5f).toInt()
internal fun View.dp(value: Int): Int = context.dp(value)

internal fun Context.column(padding: Int = 0): LinearLayout = LinearLayout(this).apply {
    orientation = LinearLayout.VERTICAL
    setPadding(dp(padding), dp(padding), dp(padding), dp(padding))
}

/** Text in scaled pixels, so that it grows with the person's setting; 18 is the smallest. */
internal fun Context.label(size: Int = 18, color: Int = R.color.ink, bold: Boolean = false, centred: Boolean = false) =
    TextView(this).apply {
        textSize = size.toFloat()
        setTextColor(getColor(color))
        if (bold) typeface = MEDIUM
        if (centred) gravity = Gravity.CENTER_HORIZONTAL
        setLineSpacing(dp(2).toFloat(), 1f)
    }

internal fun Context.title(text: Int = 0): TextView = label(size = 28, bold = true).apply {
    id = R.id.title
    if (text != 0) setText(text)
    isAccessibilityHeading = true
}

/** One line that changes: screen readers say it when it does. */
internal fun TextView.live(): TextView = apply { accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE }

/** A button; [filled] or with a border, but always of the same size. */
internal fun Context.button(text: Int, filled: Boolean, onClick: () -> Unit): Button = button(getString(text), filled, onClick)

internal fun Context.button(words: String, filled: Boolean, onClick: () -> Unit): Button = Button(this).apply {
    text = words
    isAllCaps = false
    textSize = BUTTON
    typeface = MEDIUM
    stateListAnimator = null
    minHeight = dp(60)
    setPadding(dp(8), dp(4), dp(8), dp(4))
    paint(filled)
    setOnClickListener { onClick() }
}

/** Filled for what is meant, with a border for what is there beside it; in the colour of danger for what cannot be undone. */
internal fun Button.paint(filled: Boolean, color: Int = R.color.accent) {
    setTextColor(context.getColor(if (filled) R.color.on_accent else color))
    val shape = GradientDrawable().apply {
        cornerRadius = dp(16).toFloat()
        setColor(context.getColor(if (filled) color else R.color.surface))
        if (!filled) setStroke(dp(2), context.getColor(color))
    }
    val mask = GradientDrawable().apply { cornerRadius = dp(16).toFloat(); setColor(-1) }
    background = RippleDrawable(ColorStateList.valueOf(0x33808080), shape, mask)
}

/** Two choices of the same size, side by side. */
internal fun Context.choice(left: View, right: View): LinearLayout = LinearLayout(this).apply {
    orientation = LinearLayout.HORIZONTAL
    isBaselineAligned = false
    addView(left, LinearLayout.LayoutParams(0, FILL, 1f).apply { marginEnd = dp(6) })
    addView(right, LinearLayout.LayoutParams(0, FILL, 1f).apply { marginStart = dp(6) })
}

/** Makes the text smaller until its longest word stands on one line of this width: a broken word is hard to read. */
internal fun Button.fitWords(width: Int) {
    textSize = BUTTON
    val longest = text.split(' ').maxOfOrNull(paint::measureText) ?: return
    val room = (width - paddingLeft - paddingRight).toFloat()
    if (longest > room) setTextSize(TypedValue.COMPLEX_UNIT_PX, textSize * room / longest)
}

internal fun Context.card(color: Int = R.color.surface): LinearLayout = column(padding = 20).apply {
    background = GradientDrawable().apply {
        cornerRadius = dp(20).toFloat()
        setColor(getColor(color))
        if (color == R.color.surface) setStroke(dp(1), getColor(R.color.line))
    }
}

internal fun LinearLayout.add(view: View, above: Int = 0, width: Int = FILL, height: Int = WRAP, weight: Float = 0f) {
    addView(view, LinearLayout.LayoutParams(width, height, weight).apply { topMargin = dp(above) })
}

internal var View.isThere: Boolean
    get() = visibility == View.VISIBLE
    set(value) { visibility = if (value) View.VISIBLE else View.GONE }

/** Shows the text, or nothing at all. */
internal fun TextView.showText(text: CharSequence?) {
    if (this.text?.toString() != text?.toString()) this.text = text
    isThere = !text.isNullOrEmpty()
}

private const val BUTTON = 20f
internal val MEDIUM: Typeface = Typeface.create("sans-serif-medium", Typeface.NORMAL)
