package org.mien.android

import android.app.Application
import android.content.pm.ApplicationInfo
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.mien.core.IntegritySignals
import org.mien.core.checkIntegrity
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowBuild

/** What speaks against a phone is told, and a developer's own build is left in peace. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class IntegrityTest {
    @get:Rule val folder = TemporaryFolder()
    private val context: Application get() = RuntimeEnvironment.getApplication()

    private fun signals(verdict: Boolean? = null, isDebugged: Boolean = false) =
        AndroidIntegrity(context, folder.root, { isDebugged }) { verdict }.signals()

    @Before fun anOrdinaryPhone() {
        context.applicationInfo.flags = context.applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE.inv()
        ShadowBuild.setTags("release-keys")
    }

    @Test fun `an ordinary phone shows nothing, and the contract is kept`() {
        assertEquals(IntegritySignals(attested = null, compromised = false, debugged = false), signals())
        checkIntegrity(AndroidIntegrity(context, folder.root))
    }

    @Test fun `a test build, a program for root, a debugger and a verdict are told`() {
        assertEquals(false, signals(verdict = false)?.attested)
        assertEquals(true, signals(isDebugged = true)?.debugged)
        File(folder.root, "system/xbin").mkdirs()
        File(folder.root, "system/xbin/su").createNewFile()
        assertEquals(true, signals()?.compromised)
        File(folder.root, "system/xbin/su").delete()
        ShadowBuild.setTags("dev-keys,test-keys")
        assertEquals(true, signals()?.compromised)
    }

    @Test fun `a debuggable build says nothing`() {
        context.applicationInfo.flags = context.applicationInfo.flags or ApplicationInfo.FLAG_DEBUGGABLE
        assertNull(signals(isDebugged = true))
    }
}
