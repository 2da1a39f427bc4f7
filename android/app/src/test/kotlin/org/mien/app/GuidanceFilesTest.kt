package org.mien.app

import android.content.Context
import android.content.Intent
import android.os.Vibrator
import android.speech.tts.TextToSpeech
import android.view.accessibility.AccessibilityEvent
import android.view.accessibility.AccessibilityManager
import org.json.JSONException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.Guidance
import org.mien.Haptic
import org.mien.ScanOutcome
import org.mien.ScanLabel
import org.mien.android.GuidanceFiles
import org.mien.android.PhoneSenses
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowLooper
import org.robolectric.shadows.ShadowTextToSpeech

/** The words out of the app's own assets, and the phone's own voice and motor. */
@RunWith(RobolectricTestRunner::class)
class GuidanceFilesTest {
    private val context: Context get() = RuntimeEnvironment.getApplication()

    @Test fun `the assets hold every word in four languages`() {
        val files = GuidanceFiles(context.assets)
        val texts = listOf("en", "zh-Hans", "ms", "ta").map { language ->
            val words = files.words(language)
            assertEquals(language in listOf("ms", "ta"), words.isDraft)
            assertTrue(words.finder(40, "Hint").let { "40" in it && "Hint" in it && '{' !in it })
            assertNull("neutral outcomes give no reason away", words.advice("no_match"))
            Guidance.entries.map { words[it].text } + ScanOutcome.entries.map { words[it].text } + ScanLabel.entries.map { words[it] }
        }
        assertEquals("no text is the same in two languages", texts.sumOf { it.size }, texts.flatten().toSet().size)
        assertEquals(Haptic.DOUBLE, files.channels()[Guidance.TURN_LEFT].haptic)
        assertTrue(Guidance.entries.all { files.pictures().of(it).isNotEmpty() })
    }

    // A file from another version must not leave a hint without words, nor bring one that nobody shows.
    @Test fun `unknown and missing ids are refused`() {
        fun changed(from: String, to: String) = GuidanceFiles { guidance(it).also { text -> check(from in text) }.replace(from, to) }
        assertThrows(IllegalArgumentException::class.java) { changed("\"nod\"", "\"hop\"").words("en") }
        assertThrows(IllegalArgumentException::class.java) { changed("\"nod\"", "\"hop\"").channels() }
        assertThrows(IllegalArgumentException::class.java) { changed("\"again\": \"", "\"once_more\": \"").words("ta") }
        assertThrows(IllegalArgumentException::class.java) { changed("\"language\": \"ms\"", "\"language\": \"id\"").words("ms") }
        assertThrows(IllegalArgumentException::class.java) { changed("\"haptic\": \"tick\"", "\"haptic\": \"tickle\"").channels() }
        assertThrows(JSONException::class.java) { changed("\"speech\"", "\"sound\"").words("en") }
        assertThrows(IllegalArgumentException::class.java) { changed("[\"tick\"]", "[\"tock\"]").pictures() }
    }

    @Test fun `the phone speaks in the language of the screen`() {
        ShadowTextToSpeech.addLanguageAvailability(java.util.Locale.forLanguageTag("ta"))
        PhoneSenses(context).use { senses ->
            senses.say("வணக்கம்", "ta")
            val voice = ShadowTextToSpeech.getLastTextToSpeechInstance()
            assertNull("not before the voice is ready", shadowOf(voice).lastSpokenText)
            shadowOf(voice).onInitListener.onInit(TextToSpeech.SUCCESS)
            assertEquals("வணக்கம்", shadowOf(voice).lastSpokenText)
            assertEquals("ta", shadowOf(voice).currentLanguage.language)
            senses.say("Selamat", "ms")
            assertEquals("no voice for Malay on this phone: silence", "வணக்கம்", shadowOf(voice).lastSpokenText)
        }
    }

    // Two voices at once are none.
    @Test fun `a screen reader speaks in the place of our voice`() {
        val reader = context.getSystemService(AccessibilityManager::class.java)
        shadowOf(reader).setEnabled(true)
        shadowOf(reader).setTouchExplorationEnabled(true)
        PhoneSenses(context).use { senses ->
            val voice = ShadowTextToSpeech.getLastTextToSpeechInstance()
            shadowOf(voice).onInitListener.onInit(TextToSpeech.SUCCESS)
            senses.say("Hold still", "en")
            assertNull(shadowOf(voice).lastSpokenText)
            val events = shadowOf(reader).sentAccessibilityEvents
            assertEquals(listOf("Hold still"), events.filter { it.eventType == AccessibilityEvent.TYPE_ANNOUNCEMENT }.flatMap { it.text.map(CharSequence::toString) })
        }
        shadowOf(reader).setTouchExplorationEnabled(false)
        shadowOf(reader).setEnabled(false)
    }

    @Test fun `each feel has a pattern of its own`() {
        val motor = shadowOf(context.getSystemService(Vibrator::class.java))
        motor.setHasVibrator(true)
        PhoneSenses(context).use { senses ->
            val patterns = (Haptic.entries - Haptic.NONE).map { haptic ->
                senses.feel(haptic)
                motor.pattern?.toList() ?: listOf(motor.milliseconds)
            }
            assertEquals(patterns.size, patterns.toSet().size)
        }
    }
}
