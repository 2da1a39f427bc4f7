package org.mien.flow

/** What only the phone's shell knows. Called on the worker's thread. */
interface Shell {
    /** The tag of the language that services are shown in, such as `zh-Hans`. */
    fun language(): String

    /** What the phone's biometric prompt says. */
    fun prompt(use: PromptFor): String

    /** Whether this phone has strong biometrics, and somebody has enrolled theirs. */
    fun hasBiometrics(): Boolean
}
