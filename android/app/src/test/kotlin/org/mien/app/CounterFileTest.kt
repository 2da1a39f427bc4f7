package org.mien.app

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.mien.android.CounterFile
import org.mien.core.DeviceException
import org.mien.fixtures.SoftwareKeys
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

/** The counter of passcode tries, with key files in the place of AndroidKeyStore. */
@RunWith(RobolectricTestRunner::class)
class CounterFileTest {
    private val folder = (RuntimeEnvironment.getApplication() as TestApp).folder
    private val keys = SoftwareKeys(File(folder, "counter-keys"))
    private val file = File(folder, "counter")

    private fun reopened() = CounterFile(folder, keys)

    @Test fun `the counter only rises and survives a restart`() {
        assertNull(reopened().read())
        for ((value, expected) in listOf(1 to 1, 9 to 9, 5 to 9, 0 to 9, 10 to 10)) {
            reopened().raiseTo(value.toULong())
            assertEquals(expected.toULong(), reopened().read())
        }
    }

    // A restored backup or a copied file must not give back the tries that were spent.
    @Test fun `an older file is refused`() {
        reopened().raiseTo(1u)
        val older = file.readBytes()
        for (value in 2..3) {
            reopened().raiseTo(value.toULong())
            val newer = file.readBytes()
            file.writeBytes(older)
            assertThrows(DeviceException::class.java) { reopened().read() }
            file.writeBytes(newer)
        }
        assertEquals(3uL, reopened().read())
    }

    @Test fun `a file that was changed, cut or deleted is refused`() {
        reopened().raiseTo(7u)
        val whole = file.readBytes()
        for (at in whole.indices) {
            file.writeBytes(whole.copyOf().also { it[at] = (it[at] + 1).toByte() })
            assertThrows("byte $at", DeviceException::class.java) { reopened().read() }
        }
        file.writeBytes(whole.copyOf(whole.size - 1))
        assertThrows(DeviceException::class.java) { reopened().read() }
        file.delete()
        assertThrows(DeviceException::class.java) { reopened().read() }
    }
}
