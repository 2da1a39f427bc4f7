package org.mien.app

import android.animation.ValueAnimator
import android.content.Context
import android.os.SystemClock
import org.mien.Channels
import org.mien.GuidanceWords
import org.mien.Pictures
import org.mien.android.GuidanceFiles
import org.mien.android.Senses
import org.mien.flow.Language

/** What a face scan is shown, said and felt with. */
internal class ScanKit(
    val words: GuidanceWords,
    val channels: Channels,
    val pictures: Pictures,
    val senses: Senses,
    val isMotionReduced: () -> Boolean,
    val nowMs: () -> Long,
) {
    companion object {
        fun of(context: Context, senses: Senses): ScanKit {
            val files = GuidanceFiles(context.assets)
            // The person's setting "remove animations" turns all animators off.
            return ScanKit(
                files.words(context.language().tag), files.channels(), files.pictures(), senses,
                isMotionReduced = { !ValueAnimator.areAnimatorsEnabled() }, nowMs = SystemClock::elapsedRealtime,
            )
        }
    }
}

/** The first of the person's languages that the scan speaks. */
internal fun Context.language(): Language = resources.configuration.locales.let { all -> Language.of((0 until all.size()).map(all::get)) }
