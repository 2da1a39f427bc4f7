package org.mien.android

import android.util.AtomicFile
import java.io.File
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.StandardOpenOption
import java.security.MessageDigest
import org.mien.core.DeviceException
import org.mien.core.DeviceKeys
import org.mien.core.KeyPurpose
import org.mien.core.MonotonicStore

/**
 * The counter of passcode tries: a file under `noBackupFilesDir`, sealed by a key of the phone's key store that is made
 * anew with each value. The old key is destroyed, so a copy of the old file is good for nothing.
 *
 * Android gives apps no counter in hardware. What this stops: backups, restored or copied files. What it does not stop:
 * somebody with full control of the running phone.
 */
class CounterFile(folder: File, private val keys: DeviceKeys) : MonotonicStore {
    private val file = AtomicFile(File(folder, "counter"))

    @Synchronized
    override fun read(): ULong? = guarded {
        if (!file.baseFile.exists()) {
            // The file alone can be deleted from outside; the keys remain.
            if (keys.exists(ALIASES[0]) || keys.exists(ALIASES[1])) throw DeviceException.Storage()
            return@guarded null
        }
        val sealed = file.readFully()
        val value = open(sealed)
        // Left by a kill between the new file and the end of the old key: that key would still open the old file.
        val other = ALIASES[1 - slotOf(sealed)]
        if (keys.exists(other)) keys.delete(other)
        value
    }

    @Synchronized
    override fun raiseTo(value: ULong) = guarded {
        val now = read()
        if (now != null && value <= now) return@guarded
        // The key of the new value replaces the one before the current: a crash in between leaves the current pair whole.
        val slot = if (now == null) 0 else 1 - slotOf(file.readFully())
        keys.delete(ALIASES[slot])
        keys.create(ALIASES[slot], KeyPurpose.PRF)
        val plain = ByteBuffer.allocate(PLAIN).put(slot.toByte()).putLong(value.toLong()).array()
        write(plain + keys.prf(ALIASES[slot], plain))
        keys.delete(ALIASES[1 - slot])
    }

    /** The new file is on the disk, under its name, before anything that the old one needs is destroyed. */
    private fun write(sealed: ByteArray) {
        val out = file.startWrite()
        try {
            out.write(sealed)
            file.finishWrite(out)
        } catch (error: IOException) {
            file.failWrite(out)
            throw error
        }
        // A rename that failed is only logged.
        if (!file.readFully().contentEquals(sealed)) throw DeviceException.Storage()
        FileChannel.open(file.baseFile.parentFile!!.toPath(), StandardOpenOption.READ).use { it.force(true) }
    }

    private fun slotOf(sealed: ByteArray): Int =
        sealed.firstOrNull()?.toInt()?.takeIf { it in 0..1 } ?: throw DeviceException.Storage()

    private fun open(sealed: ByteArray): ULong {
        if (sealed.size != PLAIN + TAG) throw DeviceException.Storage()
        val plain = sealed.copyOf(PLAIN)
        val tag = keys.prf(ALIASES[slotOf(sealed)], plain)
        if (!MessageDigest.isEqual(tag, sealed.copyOfRange(PLAIN, PLAIN + TAG))) throw DeviceException.Storage()
        return ByteBuffer.wrap(plain, 1, Long.SIZE_BYTES).long.toULong()
    }

    private companion object {
        val ALIASES = listOf("counter.0", "counter.1")
        const val PLAIN = 9
        const val TAG = 32
    }
}
