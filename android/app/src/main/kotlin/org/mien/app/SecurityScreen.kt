package org.mien.app

import android.content.Context
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import org.mien.core.SecurityLevel
import org.mien.core.Standing
import org.mien.flow.Change
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** What opens the app: the passcode always, the others on or off; and where the keys live, as it is. */
internal class SecurityScreen(private val context: Context, private val follow: (String) -> Unit = {}, private val tell: Tell) : Screen<FlowState.Security> {
    /** One way in: its name, whether it is on, and the button that changes that. */
    private inner class Way(words: Int, key: Int) {
        val state: TextView = context.label(size = 18, color = R.color.muted)
        val button: Button = context.button(R.string.security_change, filled = false) { change?.let { tell(FlowEvent.ChangeAsked(it)) } }.apply { id = key }
        var change: Change? = null
        val card: LinearLayout = context.card().apply {
            add(context.label(size = 20, bold = true).apply { setText(words) })
            add(state, above = 2)
            add(button, above = 12)
        }

        fun show(isOn: Boolean, turnOn: Change?, turnOff: Change, enabled: Boolean) {
            change = if (isOn) turnOff else turnOn
            state.setText(if (isOn) R.string.security_on else if (turnOn == null) R.string.security_none else R.string.security_off)
            button.setText(if (isOn) R.string.security_turn_off else R.string.security_turn_on)
            button.isThere = change != null
            button.isEnabled = enabled
            button.alpha = if (enabled) 1f else 0.5f
        }
    }

    private val passcode = Way(R.string.security_passcode, R.id.change_passcode).apply { change = Change.PASSCODE; state.isThere = false }
    private val pattern = Way(R.string.use_pattern, R.id.change_pattern)
    private val biometrics = Way(R.string.use_biometrics, R.id.change_biometrics)
    private val recovery = Way(R.string.recovery, R.id.change_recovery)
    private val another = context.button(R.string.recovery_another, filled = false) { tell(FlowEvent.ChangeAsked(Change.RECOVERY_ON)) }.apply { id = R.id.another_recovery }
    private val renew = context.button(R.string.keys_renew, filled = false) { tell(FlowEvent.ChangeAsked(Change.KEYS)) }.apply { id = R.id.renew_keys }
    private val keys = context.card().apply {
        add(context.label(size = 20, bold = true).apply { setText(R.string.keys) })
        add(context.label(size = 18, color = R.color.muted).apply { setText(R.string.keys_detail) }, above = 2)
        add(renew, above = 12)
    }
    private val said = context.label(size = 20, bold = true).live().apply { id = R.id.problem }
    private val level = context.label(size = 18, color = R.color.muted).apply { id = R.id.level }
    private val delete = context.button(R.string.security_delete, filled = false) { tell(FlowEvent.DeleteAsked) }.apply {
        id = R.id.delete
        paint(filled = false, R.color.danger)
    }

    private val since = context.label(size = 18, color = R.color.muted).apply { id = R.id.this_phone }
    private val others = context.button(R.string.devices_others, filled = false) { devicesUrl?.let(follow) }.apply { id = R.id.open_link }
    private val standing = context.label(size = 18).live().apply { id = R.id.standing }
    private var devicesUrl: String? = null
    private val devices = context.card().apply {
        add(context.label(size = 20, bold = true).apply { setText(R.string.devices_this) })
        add(since, above = 2)
        add(standing, above = 2)
        add(others, above = 12)
    }

    override val view: View = context.column(padding = 24).apply {
        add(context.title(R.string.security))
        val ways = context.column().apply {
            add(said, above = 16)
            recovery.card.add(another, above = 12)
            for (way in listOf(passcode, biometrics, pattern, recovery)) add(way.card, above = 16)
            add(keys, above = 16)
            add(level, above = 16)
            add(devices, above = 16)
            add(delete, above = 24)
        }
        add(ScrollView(context).apply { addView(ways); isVerticalScrollBarEnabled = false }, height = 0, weight = 1f)
        add(context.button(R.string.done_continue, filled = true) { tell(FlowEvent.GaveUp) }.apply { id = R.id.yes }, above = 16)
    }

    override fun show(state: FlowState.Security) {
        val free = state.working == null
        pattern.show(state.ways.pattern, Change.PATTERN_ON, Change.PATTERN_OFF, free)
        biometrics.show(state.ways.biometrics, Change.BIOMETRICS_ON.takeIf { state.canBiometrics }, Change.BIOMETRICS_OFF, free)
        recovery.show(state.ways.recovery, Change.RECOVERY_ON, Change.RECOVERY_OFF, free)
        recovery.state.setText(if (state.ways.recovery) R.string.recovery_is_on else R.string.recovery_is_off)
        another.isThere = state.ways.recovery
        for (button in listOf(passcode.button, another, renew)) button.isEnabled = free
        delete.isEnabled = free
        level.setText(when (state.level) {
            SecurityLevel.SECURE_ELEMENT -> R.string.security_element
            SecurityLevel.TRUSTED_ENVIRONMENT -> R.string.security_environment
            SecurityLevel.SOFTWARE -> R.string.security_software
        })
        val phone = state.phone
        devices.isThere = phone != null
        since.showText(phone?.sinceMs?.let { context.getString(R.string.devices_since, context.time(it)) })
        val known = phone?.standing
        standing.showText(known?.let(context::standing))
        standing.setTextColor(context.getColor(if (known?.standing == Standing.REVOKED || known?.standing == Standing.SUSPENDED) R.color.danger else R.color.muted))
        devicesUrl = phone?.devicesUrl
        others.isThere = devicesUrl != null
        said.setTextColor(context.getColor(if (state.problem != null) R.color.danger else R.color.accent))
        said.showText(when {
            state.working != null -> context.getString(R.string.working)
            state.problem != null -> context.words(state.problem)
            else -> state.done?.let { context.getString(doneWords(it)) }
        })
    }

    private fun doneWords(change: Change) = when (change) {
        Change.PASSCODE -> R.string.security_done_passcode
        Change.PATTERN_ON, Change.BIOMETRICS_ON -> R.string.security_done_on
        Change.PATTERN_OFF, Change.BIOMETRICS_OFF -> R.string.security_done_off
        Change.RECOVERY_ON -> R.string.recovery_done_on
        Change.RECOVERY_OFF -> R.string.recovery_done_off
        Change.KEYS -> R.string.keys_done
    }
}
