package org.mien.android

import android.content.Context
import android.media.AudioManager
import android.media.ToneGenerator
import android.os.Build
import android.os.VibrationEffect
import android.os.Vibrator
import android.os.VibratorManager
import android.speech.tts.TextToSpeech
import android.view.accessibility.AccessibilityEvent
import android.view.accessibility.AccessibilityManager
import java.util.Locale
import org.mien.Earcon
import org.mien.Haptic

/** How hints reach a person who does not look at the screen. */
interface Senses {
    /** Says the words in the language with this tag, in the place of what is being said. */
    fun say(words: String, language: String)
    fun feel(haptic: Haptic)
    fun sound(earcon: Earcon)

    /** Ends what is being said. */
    fun hush()
}

/**
 * The phone's own voice, motor and tones. While a screen reader is on, it speaks in the place of ours, so that the two
 * never talk at once. A phone without a voice for the language stays silent rather than read it in another's sounds.
 */
class PhoneSenses(private val context: Context) : Senses, AutoCloseable {
    private var isReady = false
    private var waiting: Pair<String, String>? = null
    private val voice: TextToSpeech = TextToSpeech(context) { status ->
        isReady = status == TextToSpeech.SUCCESS
        waiting?.let { (words, language) -> say(words, language) }
        waiting = null
    }
    private val tones by lazy { runCatching { ToneGenerator(AudioManager.STREAM_MUSIC, VOLUME) }.getOrNull() }

    override fun say(words: String, language: String) {
        val reader = context.getSystemService(AccessibilityManager::class.java)
        if (reader?.isEnabled == true && reader.isTouchExplorationEnabled) return announce(reader, words)
        if (!isReady) {
            waiting = words to language
            return
        }
        if (voice.setLanguage(Locale.forLanguageTag(language)) < TextToSpeech.LANG_AVAILABLE) return
        voice.speak(words, TextToSpeech.QUEUE_FLUSH, null, language)
    }

    @Suppress("DEPRECATION") // AccessibilityEvent() is of API 30.
    private fun announce(reader: AccessibilityManager, words: String) {
        val event = AccessibilityEvent.obtain(AccessibilityEvent.TYPE_ANNOUNCEMENT)
        event.packageName = context.packageName
        event.text += words
        reader.sendAccessibilityEvent(event)
    }

    override fun feel(haptic: Haptic) {
        val pattern = when (haptic) {
            Haptic.TICK -> longArrayOf(0, 20)
            Haptic.DOUBLE -> longArrayOf(0, 30, 90, 30)
            Haptic.LONG -> longArrayOf(0, 250)
            Haptic.SUCCESS -> longArrayOf(0, 30, 70, 30, 70, 120)
            Haptic.NONE -> return
        }
        motor()?.takeIf { it.hasVibrator() }?.vibrate(VibrationEffect.createWaveform(pattern, -1))
    }

    @Suppress("DEPRECATION") // The other way is of API 31.
    private fun motor(): Vibrator? =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) context.getSystemService(VibratorManager::class.java)?.defaultVibrator
        else context.getSystemService(Vibrator::class.java)

    override fun sound(earcon: Earcon) {
        val tone = when (earcon) {
            Earcon.SEARCHING -> ToneGenerator.TONE_CDMA_SOFT_ERROR_LITE
            Earcon.TASK -> ToneGenerator.TONE_PROP_PROMPT
            Earcon.STEP -> ToneGenerator.TONE_PROP_ACK
            Earcon.OPEN_EYES -> ToneGenerator.TONE_PROP_BEEP2
            Earcon.SUCCESS -> ToneGenerator.TONE_CDMA_CONFIRM
            Earcon.ENDED -> ToneGenerator.TONE_PROP_NACK
            Earcon.NONE -> return
        }
        tones?.startTone(tone, TONE_MS)
    }

    override fun hush() {
        waiting = null
        voice.stop()
    }

    override fun close() {
        voice.shutdown()
        tones?.release()
    }

    private companion object {
        const val VOLUME = 60
        const val TONE_MS = 250
    }
}
