package org.mien

import java.io.File
import java.nio.file.Files
import org.junit.jupiter.api.Assertions.fail
import org.mien.core.Enrolment
import org.mien.core.Mien
import org.mien.core.Scan
import org.mien.core.ScanResult
import org.mien.fixtures.HostPorts
import org.mien.fixtures.RecordedPerson
import org.mien.fixtures.Sandbox

/** One sandbox for all tests of this process. */
internal val sandbox: Sandbox by lazy { Sandbox.start() }

internal fun folder(): File = Files.createTempDirectory("mien-kotlin").toFile().also { made ->
    Runtime.getRuntime().addShutdownHook(Thread { made.deleteRecursively() })
}

/** A phone: its folder, its ports and the open library. */
internal class Phone {
    private val folder = folder()
    val host = HostPorts(folder, sandbox)
    var mien: Mien = open()
        private set

    /** Ends the app and starts it again. Whatever holds the library must be closed before. */
    fun restart() {
        mien.close()
        mien = open()
    }

    private fun open() = sandbox.open(File(folder, "data"), host.ports)
}

internal fun typed(digits: String) = PasscodeEntry().apply { digits.forEach { type(it.digitToInt()) } }

/** Plays the recorded person until the scan is over. */
internal fun play(scan: Scan, seed: Long): ScanResult {
    val person = RecordedPerson(seed = seed)
    var feedback = scan.push(person.next(null))
    repeat(MAX_FRAMES) {
        scan.result()?.let { return it }
        feedback = scan.push(person.next(feedback.challenge))
    }
    return fail("the scan did not end in $MAX_FRAMES frames; it last said ${feedback.guidance} in ${feedback.stage}")
}

/** A scan that passes: the side of each turn is drawn anew, so a recording may need a second attempt. */
internal fun passedScan(enrolment: Enrolment): Scan {
    val ends = mutableListOf<ScanResult>()
    repeat(SCANS) {
        val scan = enrolment.startScan("1")
        val result = play(scan, seed = it * 1000L)
        if (result == ScanResult.Passed) return scan
        ends += result
    }
    return fail("no scan passed: $ends")
}

private const val MAX_FRAMES = 1200
private const val SCANS = 3
