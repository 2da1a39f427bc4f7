package org.mien.flow

import org.mien.core.AccountProvider
import org.mien.core.ScanOptions

/** A phone with biometrics, in English. */
internal class TestShell : Shell {
    override fun language() = "en"
    override fun prompt(use: PromptFor) = use.name
    override fun provider(): AccountProvider? = null
    override fun devicesUrl(): String? = null
    override fun country() = "SG"
    override fun smsHash(): String? = null
    override fun scanOptions() = ScanOptions()
    override fun hasBiometrics() = true
}
