package org.mien.app

import android.graphics.Bitmap
import android.view.View
import java.io.File
import org.json.JSONArray
import org.mien.Guidance
import org.mien.ScreenSide

/** The files of the core, as they lie in the repository. */
internal fun guidance(name: String): String = File(System.getProperty("mien.root"), "core/face/guidance/$name").readText()

/** A sided hint in a kind of preview, and where its arrow belongs. */
internal data class SideVector(val hint: Guidance, val mirrored: Boolean, val side: ScreenSide)

internal fun sides(): List<SideVector> = JSONArray(guidance("sides.json")).let { all ->
    (0 until all.length()).map(all::getJSONObject).map {
        SideVector(Guidance.of(it.getString("id"))!!, it.getBoolean("mirrored"), ScreenSide.valueOf(it.getString("screen").uppercase()))
    }
}

/** On which side of the finder's middle line the picture shows the colour of the arrows, at their height. */
internal fun Bitmap.accentSide(finder: View): ScreenSide {
    val accent = finder.context.getColor(R.color.accent)
    val at = IntArray(2).also(finder::getLocationInWindow)
    val y = at[1] + finder.height / 2
    fun count(columns: IntRange) = columns.sumOf { x -> (y - 40..y + 40).count { getPixel(x, it) == accent } }
    // The strip beside the oval on either side.
    val strip = finder.width / 8
    val (left, right) = Pair(count(at[0] until at[0] + strip), count(at[0] + finder.width - strip until at[0] + finder.width))
    check(left != right) { "no arrow: $left and $right" }
    return if (left > right) ScreenSide.LEFT else ScreenSide.RIGHT
}
