package org.mien.android

import android.content.res.AssetManager
import org.json.JSONArray
import org.json.JSONObject
import org.mien.Channel
import org.mien.Channels
import org.mien.Earcon
import org.mien.Guidance
import org.mien.GuidanceWords
import org.mien.Haptic
import org.mien.ScanOutcome
import org.mien.Part
import org.mien.Pictures
import org.mien.Said
import org.mien.ScanLabel
import org.mien.Stroke

/**
 * Reads the files of `core/face/guidance`, which the build puts into the assets.
 *
 * Strict: an id that this app does not know, a missing one, or a wrong shape is an `IllegalArgumentException` or a
 * `JSONException`. The files belong to the app, so either means that it was put together from different versions.
 */
class GuidanceFiles(private val open: (String) -> String) {
    constructor(assets: AssetManager) : this({ assets.open("guidance/$it").bufferedReader().use { file -> file.readText() } })

    /** The words in the language with this tag: `en`, `zh-Hans`, `ms` or `ta`. */
    fun words(language: String): GuidanceWords {
        val file = JSONObject(open("$language.json"))
        require(file.getString("language") == language) { "the file of $language is another one's" }
        return GuidanceWords(
            language = language,
            isDraft = file.getString("review") != "reviewed",
            hints = file.hints(::said),
            outcomes = file.outcomes(::said),
            reasons = file.getJSONObject("reasons").let { reasons -> reasons.keys().asSequence().associateWith(reasons::getString) },
            labels = file.getJSONObject("screen").byId(ScanLabel.entries.associateBy { it.id }, JSONObject::getString),
        )
    }

    fun channels(): Channels = JSONObject(open("channels.json")).let { Channels(it.hints(::channel), it.outcomes(::channel)) }

    fun pictures(): Pictures {
        val file = JSONObject(open("pictures.json"))
        val parts = file.getJSONObject("parts").let { all -> all.keys().asSequence().associateWith { part(all.getJSONObject(it)) } }
        fun picture(from: JSONObject, id: String) = from.getJSONArray(id).strings().map { name ->
            requireNotNull(parts[name]) { "$id is drawn with $name, which does not exist" }
        }
        return Pictures(file.hints(::picture), file.outcomes(::picture))
    }

    private fun said(from: JSONObject, id: String) = from.getJSONObject(id).let { Said(it.getString("text"), it.getString("speech")) }

    private fun channel(from: JSONObject, id: String): Channel {
        val channel = from.getJSONObject(id)
        return Channel(
            haptic = Haptic.valueOf(channel.getString("haptic").uppercase()),
            earcon = Earcon.valueOf(channel.getString("earcon").uppercase()),
            repeatMs = if (channel.isNull("repeat_seconds")) null else channel.getLong("repeat_seconds") * SECOND,
        )
    }

    private fun part(from: JSONObject): Part {
        val strokes = from.getJSONArray("strokes")
        return Part((0 until strokes.length()).map { stroke(strokes.getJSONObject(it)) }, from.getBoolean("accent"))
    }

    private fun stroke(from: JSONObject): Stroke =
        if (from.has("oval")) from.getJSONArray("oval").floats().let { (x, y, wide, high) -> Stroke.Oval(x, y, wide, high) }
        else Stroke.Line(from.getJSONArray("line").floats())

    private fun <T> JSONObject.hints(read: (JSONObject, String) -> T) =
        getJSONObject("hints").byId(Guidance.entries.associateBy { it.id }, read)

    private fun <T> JSONObject.outcomes(read: (JSONObject, String) -> T) =
        getJSONObject("outcomes").byId(ScanOutcome.entries.associateBy { it.id }, read)

    private fun <K, T> JSONObject.byId(known: Map<String, K>, read: (JSONObject, String) -> T): Map<K, T> =
        keys().asSequence().associate { id -> requireNotNull(known[id]) { "$id is unknown to this app" } to read(this, id) }

    private fun JSONArray.strings() = (0 until length()).map(::getString)
    private fun JSONArray.floats() = (0 until length()).map { getDouble(it).toFloat() }

    private companion object {
        const val SECOND = 1000L
    }
}
