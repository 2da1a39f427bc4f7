package org.mien.flow

/** A phone with biometrics, in English. */
internal class TestShell : Shell {
    override fun language() = "en"
    override fun prompt(use: PromptFor) = use.name
    override fun hasBiometrics() = true
}
