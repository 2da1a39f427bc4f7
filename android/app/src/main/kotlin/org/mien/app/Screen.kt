package org.mien.app

import android.view.View
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** One of the screens: draws states of one kind, and says what the person did. */
internal interface Screen<S : FlowState> {
    val view: View
    fun show(state: S)
}

/** What a screen tells. */
internal typealias Tell = (FlowEvent) -> Unit
