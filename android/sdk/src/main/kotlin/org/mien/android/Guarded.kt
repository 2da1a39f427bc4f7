package org.mien.android

import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.IllegalBlockSizeException
import org.mien.core.DeviceException

/** Only the errors of the port may cross the boundary: the platform's texts may hold personal data. */
@Suppress("TooGenericExceptionCaught")
internal inline fun <T> guarded(work: () -> T): T = try {
    work()
} catch (error: DeviceException) {
    throw error
} catch (error: Throwable) {
    throw deviceError(error)
}

internal fun deviceError(error: Throwable): DeviceException = when (error) {
    is KeyPermanentlyInvalidatedException, is UnrecoverableKeyException -> DeviceException.KeyInvalidated()
    is UserNotAuthenticatedException -> DeviceException.NotAuthenticated()
    is AEADBadTagException -> DeviceException.OutOfContract()
    // What a cipher throws whose operation was not authorised; the reason is inside, and not the same on all phones.
    is IllegalBlockSizeException -> DeviceException.NotAuthenticated()
    is ProviderException, is GeneralSecurityException -> DeviceException.Unavailable()
    is IOException -> DeviceException.Storage()
    else -> DeviceException.Failed()
}
