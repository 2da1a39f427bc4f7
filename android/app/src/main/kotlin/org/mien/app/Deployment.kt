package org.mien.app

import android.content.Context
import java.io.File
import java.util.Properties
import org.mien.core.AccountProvider
import org.mien.core.MienConfig
import org.mien.core.TrustListConfig

/**
 * What a deployment puts into the app's assets: whom to trust (`trust/verifier-roots.pem`, `trust/issuer-roots.pem`,
 * `trust/issuer-hosts.txt`), the provider to register at (`trust/provider.properties`) and the model files (`models/`), which the library reads from a folder and checks itself.
 */
internal object Deployment {
    fun config(context: Context): MienConfig {
        fun text(name: String) = context.assets.open("trust/$name").bufferedReader().use { it.readText() }
        val files = context.assets.list("trust").orEmpty()
        // Signed, with an address for newer ones; or else the roots as they are in the build.
        val list = if ("trust-list.jwt" in files) {
            TrustListConfig(text("trust-list-key.json"), text("trust-list.jwt").trim(), values(context)?.getProperty("trust_list_url"))
        } else null
        fun root(name: String) = if (list == null) text(name) else ""
        return MienConfig(
            dataDir = File(context.noBackupFilesDir, "vault").apply { mkdirs() }.path,
            modelsDir = models(context).path,
            verifierRootsPem = root("verifier-roots.pem"),
            issuerRootsPem = root("issuer-roots.pem"),
            issuerHosts = root("issuer-hosts.txt").lines().map(String::trim).filter(String::isNotEmpty),
            trustList = list,
        )
    }

    /** Where people register and set their phone up: `trust/provider.properties`. `null` without it: offers are followed all the same. */
    fun provider(context: Context): AccountProvider? {
        val values = values(context) ?: return null
        fun value(name: String) = requireNotNull(values.getProperty(name)) { "provider.properties has no $name" }
        return AccountProvider(
            issuer = value("issuer"), configurationId = value("configuration_id"), attestationEndpoint = value("attestation_endpoint"),
            clientId = value("client_id"), redirectUri = value("redirect_uri"),
        )
    }

    /** The provider's page with the person's devices, `devices_url`. */
    fun devicesUrl(context: Context): String? = values(context)?.getProperty("devices_url")

    /** The country of phone numbers without a country code, `country`, on a phone without a SIM card. */
    fun country(context: Context): String = values(context)?.getProperty("country") ?: "SG"

    private fun values(context: Context): Properties? {
        if ("provider.properties" !in context.assets.list("trust").orEmpty()) return null
        return Properties().apply { context.assets.open("trust/provider.properties").bufferedReader().use(::load) }
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
