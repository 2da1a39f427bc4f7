package org.mien.flow

import org.mien.core.AccountProvider
import org.mien.core.ScanOptions

/** What only the phone's shell knows. Called on the worker's thread. */
interface Shell {
    /** The tag of the language that services are shown in, such as `zh-Hans`. */
    fun language(): String

    /** What the phone's biometric prompt says. */
    fun prompt(use: PromptFor): String

    /** The provider to register and to set this phone up at; `null` when the deployment names none. */
    fun provider(): AccountProvider?

    /** The provider's page on which the person's devices are; `null` when there is none. */
    fun devicesUrl(): String?

    /** The country of phone numbers without a country code, ISO 3166. */
    fun country(): String

    /** 11 characters for the SMS to end in, so that the system hands it to this app; `null` where it cannot. */
    fun smsHash(): String?

    /** How a face is scanned here: whether the screen may show colours, whether app and phone are vouched for. */
    fun scanOptions(): ScanOptions

    /** Whether this phone has strong biometrics, and somebody has enrolled theirs. */
    fun hasBiometrics(): Boolean
}
