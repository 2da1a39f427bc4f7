package org.mien.flow

import java.util.Locale

/** A language that the scan speaks; the rest of the app is in English where it has no words of its own. */
enum class Language(val tag: String) {
    ENGLISH("en"), SIMPLIFIED_CHINESE("zh-Hans"), MALAY("ms"), TAMIL("ta");

    companion object {
        /** The first of a person's languages that the scan speaks, else English. Traditional script is not taken for simplified. */
        fun of(preferred: List<Locale>): Language = preferred.firstNotNullOfOrNull(::of) ?: ENGLISH

        private fun of(locale: Locale): Language? = when (locale.language) {
            "en" -> ENGLISH
            "ms" -> MALAY.takeIf { locale.script != "Arab" }
            "ta" -> TAMIL
            "zh" -> SIMPLIFIED_CHINESE.takeIf { locale.script == "Hans" || locale.script.isEmpty() && locale.country in SIMPLIFIED }
            else -> null
        }

        private val SIMPLIFIED = setOf("", "CN", "SG")
    }
}
