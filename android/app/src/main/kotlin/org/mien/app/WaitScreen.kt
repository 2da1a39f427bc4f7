package org.mien.app

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.ScrollView
import org.mien.core.AccountStep
import org.mien.flow.AccountAnswer
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState

/** Steps without a question: "not a robot", the browser, a network that failed. */
internal class WaitScreen(private val context: Context, private val tell: Tell, private val follow: (String) -> Unit) : Screen<FlowState.Account> {
    private val title = context.title().apply { gravity = Gravity.CENTER_HORIZONTAL }
    private val detail = context.label(size = 20, centred = true).apply { id = R.id.detail }
    private val problem = context.label(size = 20, color = R.color.danger, bold = true, centred = true).live().apply { id = R.id.problem }
    private val bar = ProgressBar(context, null, android.R.attr.progressBarStyleHorizontal).apply {
        id = R.id.progress
        max = 100
        progressTintList = android.content.res.ColorStateList.valueOf(context.getColor(R.color.accent))
    }
    private val yes = context.button(R.string.wait_again, filled = true, ::on).apply { id = R.id.yes }
    private val no = context.button(R.string.not_now, filled = false) { tell(FlowEvent.GaveUp) }.apply { id = R.id.no }
    private var step: AccountStep? = null

    override val view: LinearLayout = context.column(padding = 24).apply {
        add(ScrollView(context).apply {
            isFillViewport = true
            addView(context.column().apply {
                gravity = Gravity.CENTER
                add(title)
                add(detail, above = 16)
                add(bar, above = 28, height = dp(16))
                add(problem, above = 16)
            })
        }, height = 0, weight = 1f)
        add(context.choice(no, yes), above = 16)
    }

    override fun show(state: FlowState.Account) {
        step = state.view.step
        val (heading, words, button) = when (state.view.step) {
            AccountStep.ProofOfWork -> Triple(R.string.robot_title, R.string.robot_detail, R.string.wait_again)
            is AccountStep.Browser -> Triple(R.string.browser_title, R.string.browser_detail, R.string.browser_open)
            else -> Triple(R.string.interrupted_title, R.string.interrupted_detail, R.string.wait_again)
        }
        title.setText(heading)
        detail.setText(words)
        yes.setText(button)
        bar.isThere = state.view.step == AccountStep.ProofOfWork && state.working
        yes.isThere = !state.working
        problem.setTextColor(context.getColor(if (state.working) R.color.muted else R.color.danger))
        problem.showText(when {
            bar.isThere -> null
            state.working -> context.getString(R.string.working)
            else -> state.problem?.let(context::words)
        })
    }

    fun progress(percent: Int) {
        bar.progress = percent
        bar.contentDescription = context.getString(R.string.robot_progress, percent)
    }

    private fun on() {
        when (val now = step) {
            AccountStep.ProofOfWork -> tell(FlowEvent.Answered(AccountAnswer.Solve))
            is AccountStep.Browser -> follow(now.url)
            else -> tell(FlowEvent.Answered(AccountAnswer.Retry))
        }
    }
}
