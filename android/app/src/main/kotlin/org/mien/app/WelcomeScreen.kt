package org.mien.app

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import org.mien.core.AccountPurpose
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** Nobody is enrolled: three ways to begin, one to go on, and the code of a provider. */
internal class WelcomeScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Welcome> {
    private val problem = context.label(size = 20, color = R.color.danger, bold = true).live().apply { id = R.id.problem }
    private val goOn = way(R.string.welcome_go_on, R.string.welcome_go_on_hint, R.id.way_go_on, FlowEvent.GoOn)
    private val setUp = way(R.string.welcome_set_up, R.string.welcome_set_up_hint, R.id.way_set_up, FlowEvent.WayChosen(AccountPurpose.SET_UP))
    private val register = way(R.string.welcome_register, R.string.welcome_register_hint, R.id.way_register, FlowEvent.WayChosen(AccountPurpose.REGISTER))
    private val byPhone = way(R.string.welcome_by_phone, R.string.welcome_by_phone_hint, R.id.way_by_phone, FlowEvent.WayChosen(AccountPurpose.REGISTER_BY_PHONE))
    private val code = way(R.string.welcome_code, R.string.welcome_code_hint, R.id.way_code, FlowEvent.CodeChosen)

    override val view: View = context.column(padding = 24).apply {
        add(context.title(R.string.welcome_title))
        val ways = context.column().apply {
            for (way in listOf(goOn, setUp, register, byPhone, code)) add(way, above = 16)
            add(context.label(color = R.color.muted).apply { setText(R.string.welcome_safety) }, above = 20)
        }
        add(ScrollView(context).apply { addView(ways); isVerticalFadingEdgeEnabled = true; setFadingEdgeLength(dp(24)) }, above = 8, height = 0, weight = 1f)
        add(problem, above = 8)
    }

    private fun way(words: Int, hint: Int, key: Int, event: FlowEvent): LinearLayout = context.card().apply {
        id = key
        isClickable = true
        isFocusable = true
        setOnClickListener { if (isEnabled) tell(event) }
        add(context.label(size = 22, bold = true, color = R.color.accent).apply { setText(words) })
        add(context.label(size = 18).apply { setText(hint) }, above = 4)
    }

    override fun show(state: FlowState.Welcome) {
        goOn.isThere = state.waits
        for (way in listOf(setUp, register, byPhone)) way.isThere = state.canBegin
        for (way in listOf(goOn, setUp, register, byPhone, code)) {
            way.isEnabled = !state.working
            way.alpha = if (state.working) 0.5f else 1f
        }
        problem.setTextColor(context.getColor(if (state.working) R.color.muted else R.color.danger))
        problem.showText(if (state.working) context.getString(R.string.working) else state.problem?.let(context::words))
    }
}
