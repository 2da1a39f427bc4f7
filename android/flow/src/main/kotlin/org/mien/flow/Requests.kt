package org.mien.flow

import org.mien.core.ApprovalPrompt
import org.mien.core.ConsentView

/** A verifier's request in the form of the approval: who, why, what. The consent view holds the rest. */
internal fun promptOf(view: ConsentView) = ApprovalPrompt(
    domain = view.domain, serviceName = view.name?.text, serviceDomain = null, purpose = view.purpose?.text, claims = view.claims.map { it.name },
    crossDevice = true, browser = null, startedAt = null, needsCheck = false,
)
