package org.mien.app

import android.content.Context
import android.os.Build
import android.view.MotionEvent
import android.widget.FrameLayout

/** The ground of every screen: takes no touch that came through somebody else's window, also a partly covering one. */
internal class GuardedRoot(context: Context) : FrameLayout(context) {
    init {
        filterTouchesWhenObscured = true
    }

    override fun onFilterTouchEventForSecurity(event: MotionEvent): Boolean {
        val partly = Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q && event.flags and MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED != 0
        return !partly && super.onFilterTouchEventForSecurity(event)
    }
}
