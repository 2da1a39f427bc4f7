package org.mien.app

import android.content.Context
import java.io.File
import org.mien.core.MienConfig

/**
 * What a deployment puts into the app's assets: whom to trust (`trust/verifier-roots.pem`, `trust/issuer-roots.pem`,
 * `trust/issuer-hosts.txt`) and the model files (`models/`), which the library reads from a folder and checks itself.
 */
internal object Deployment {
    fun config(context: Context): MienConfig {
        fun text(name: String) = context.assets.open("trust/$name").bufferedReader().use { it.readText() }
        return MienConfig(
            dataDir = File(context.noBackupFilesDir, "vault").apply { mkdirs() }.path,
            modelsDir = models(context).path,
            verifierRootsPem = text("verifier-roots.pem"),
            issuerRootsPem = text("issuer-roots.pem"),
            issuerHosts = text("issuer-hosts.txt").lines().map(String::trim).filter(String::isNotEmpty),
        )
    }

    /** Copied once for each version of the app, each file whole or not at all. */
    private fun models(context: Context): File {
        val version = context.packageManager.getPackageInfo(context.packageName, 0).longVersionCode
        val folder = File(context.noBackupFilesDir, "models-$version").apply { mkdirs() }
        for (name in context.assets.list("models").orEmpty()) {
            val file = File(folder, name)
            if (file.exists()) continue
            val part = File(folder, "$name.part")
            context.assets.open("models/$name").use { from -> part.outputStream().use(from::copyTo) }
            check(part.renameTo(file)) { "a model file cannot be stored" }
        }
        return folder
    }
}
