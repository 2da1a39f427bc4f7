package org.mien.app

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.FrameLayout
import android.widget.TextView
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowLooper

internal val LANGUAGES = listOf("en-rUS", "zh-rCN", "ms-rMY", "ta-rSG")

/** An empty activity in each language of the app; [draw] hears its short name. */
internal fun eachLanguage(theme: String = "notnight", draw: Activity.(String) -> Unit) {
    for (language in LANGUAGES) {
        RuntimeEnvironment.setQualifiers("+$language-$theme")
        Robolectric.buildActivity(Activity::class.java).apply { get().setTheme(R.style.Mien) }.setup().use { it.get().draw(language.take(2)) }
    }
}

/** Shows one view in the app's colours, wherever it was before. */
internal fun Activity.put(view: View) {
    (view.parent as? ViewGroup)?.removeView(view)
    setContentView(FrameLayout(this).apply { setBackgroundColor(getColor(R.color.ground)); addView(view, FrameLayout.LayoutParams(FILL, FILL)) })
    ShadowLooper.idleMainLooper()
}

/** Draws the whole window to a PNG file for people to look at, and checks what a glance at it would tell. */
internal fun Activity.shoot(name: String): File {
    val root = window.decorView
    val bitmap = drawn()
    val colours = (0 until bitmap.height step 16).flatMap { y -> (0 until bitmap.width step 16).map { x -> bitmap.getPixel(x, y) } }
    assertTrue("$name is more than one colour", colours.distinct().size > 1)
    root.each { if (it is TextView && it.isShown) whole(name, it) }
    val file = File(System.getProperty("mien.shots"), "$name.png")
    file.parentFile!!.mkdirs()
    file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    return file
}

internal fun Activity.drawn(): Bitmap = window.decorView.let { root ->
    Bitmap.createBitmap(root.width, root.height, Bitmap.Config.ARGB_8888).also { root.draw(Canvas(it)) }
}

/** Text that is cut off is text that nobody can read. */
private fun whole(name: String, view: TextView) {
    val layout = view.layout ?: return
    if (view.text.isEmpty()) return
    for (line in 0 until layout.lineCount) assertEquals("$name: ${view.text}", 0, layout.getEllipsisCount(line))
    val room = view.height - view.compoundPaddingTop - view.compoundPaddingBottom
    assertTrue("$name: '${view.text}' needs ${layout.height} pixels and has $room", layout.height <= room)
    // Who asks for twice the size gets nearly that: Android 14 and newer enlarge what is large already a little less.
    val size = view.textSize / view.resources.displayMetrics.density
    // A button's longest word is kept whole.
    val smallest = if (view.resources.configuration.fontScale < 2f) 18f else if (view is Button) 24f else 30f
    assertTrue("$name: '${view.text}' is written in $size dp", size >= smallest)
}

internal fun View.each(visit: (View) -> Unit) {
    visit(this)
    if (this is ViewGroup) for (at in 0 until childCount) getChildAt(at).each(visit)
}

internal fun <T : View> Activity.at(id: Int): T = checkNotNull(findViewById<T>(id)) { "not on this screen: ${resources.getResourceEntryName(id)}" }
internal fun Activity.text(id: Int): String = at<TextView>(id).text.toString()
internal fun Activity.press(id: Int) = assertTrue("a key that takes a press", at<View>(id).let { it.isEnabled && it.performClick() })

internal fun Activity.type(digits: String) = digits.forEach {
    press(resources.getIdentifier("key_$it", "id", packageName))
}
