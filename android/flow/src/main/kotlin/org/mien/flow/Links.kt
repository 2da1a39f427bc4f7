package org.mien.flow

import org.mien.core.AccountStep

/** What a link from a browser or another app means where the app is now; `null` while it has to wait. The core reads it. */
internal fun linkEvent(state: FlowState, link: String): FlowEvent? = when {
    state is FlowState.ScanCode && !state.working -> FlowEvent.CodeRead(link)
    state is FlowState.Account && !state.working && state.view.step is AccountStep.Browser -> FlowEvent.Answered(AccountAnswer.Returned(link))
    state is FlowState.Welcome && !state.working && OFFERS.any(link::startsWith) -> FlowEvent.CodeChosen
    // A login before there is anybody to log in: not kept, or it would come up much later.
    state is FlowState.Welcome && !state.working -> FlowEvent.Failed(Problem(Problem.Kind.NOT_SET_UP))
    state is FlowState.Done -> FlowEvent.Continue
    else -> null
}

/** What an offer's link begins with. */
private val OFFERS = listOf("openid-credential-offer:", "haip-vci:")
