package org.mien.android

import android.app.Application
import android.content.Intent
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** The one SMS that the system hands over, as far as it can be tried without telephony. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class AppSmsTest {
    // A message as it comes over the air (3GPP TS 23.040): "How are you?" in the seven bits of TS 23.038.
    private val deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"

    private fun intent(pdu: ByteArray) = Intent().putExtra("pdus", arrayOf(pdu)).putExtra("format", "3gpp")

    @Test fun `the text is read out of the message`() {
        val pdu = deliver.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        assertEquals("How are you?", AppSms.textOf(intent(pdu)))
    }

    // Another app may send the intent on older phones: whatever is in it must not end the app.
    @Test fun `what is no message has no text`() {
        for (intent in listOf(Intent(), intent(ByteArray(0)), intent(byteArrayOf(1, 2, 3)), Intent().putExtra("pdus", "text"))) assertNull(AppSms.textOf(intent))
    }

    @Test fun `a token is eleven characters or none`() {
        val token = AppSms(RuntimeEnvironment.getApplication()) {}.token()
        assertTrue("$token", token == null || token.length == 11)
    }
}
