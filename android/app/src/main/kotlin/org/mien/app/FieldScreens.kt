package org.mien.app

import android.content.Context
import android.text.InputType
import android.view.View
import android.widget.LinearLayout
import org.mien.core.PasswordRule
import org.mien.core.AccountStep
import org.mien.core.passwordRules
import org.mien.flow.AccountAnswer
import org.mien.flow.Field
import org.mien.flow.FieldCheck
import org.mien.flow.FlowEvent
import org.mien.flow.FlowState
import org.mien.flow.dayOf
import org.mien.secretOf

private const val PLAIN = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
private const val CAPITALS = PLAIN or InputType.TYPE_TEXT_FLAG_CAP_CHARACTERS
private const val NAMES = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PERSON_NAME or InputType.TYPE_TEXT_FLAG_CAP_WORDS
private const val SECRET = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD

private fun Context.idNumber(tell: Tell) = FieldView(this, R.string.field_id_number, R.id.field_id_number, CAPITALS, getString(R.string.field_id_number_hint)) {
    tell(FlowEvent.Typed(Field.ID_NUMBER, it))
}

/** ID number and password. */
internal class SignInScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.sign_in_title, R.string.next, R.string.not_now, ::send) { tell(FlowEvent.GaveUp) }
    private val number = context.idNumber(tell).apply { edit.setAutofillHints(View.AUTOFILL_HINT_USERNAME) }
    private val password = FieldView(context, R.string.field_password, R.id.field_password, SECRET).apply { edit.setAutofillHints(View.AUTOFILL_HINT_PASSWORD) }

    init {
        form.body.add(number.view, above = 8)
        form.body.add(password.view, above = 16)
    }

    override val view: View get() = form.view

    override fun show(state: FlowState.Account) {
        number.show(context, state.checks[Field.ID_NUMBER])
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working)
    }

    private fun send() {
        view.hideKeyboard()
        val answer = AccountAnswer.SignIn(number.text, secretOf(password.edit.text))
        password.edit.text.clear()
        tell(FlowEvent.Answered(answer))
    }
}

/** ID number, name and birth date, as they stand on the card. */
internal class IdentifyScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.identify_title, R.string.next, R.string.not_now, ::send) { tell(FlowEvent.GaveUp) }
    private val number = context.idNumber(tell)
    private val name = FieldView(context, R.string.field_name, R.id.field_name, NAMES) { tell(FlowEvent.Typed(Field.NAME, it)) }
    private val day = FieldView(context, R.string.field_day, R.id.field_day, InputType.TYPE_CLASS_NUMBER, getDigits(2))
    private val month = FieldView(context, R.string.field_month, R.id.field_month, InputType.TYPE_CLASS_NUMBER, getDigits(2))
    private val year = FieldView(context, R.string.field_year, R.id.field_year, InputType.TYPE_CLASS_NUMBER, getDigits(4))

    init {
        form.body.add(number.view, above = 8)
        form.body.add(name.view, above = 16)
        form.body.add(context.label(bold = true).apply { setText(R.string.field_birth_date) }, above = 16)
        form.body.add(LinearLayout(context).apply {
            for ((at, field) in listOf(day, month, year).withIndex()) {
                addView(field.view, LinearLayout.LayoutParams(0, WRAP, if (at == 2) 1.5f else 1f).apply { if (at > 0) marginStart = dp(12) })
            }
        }, above = 4)
    }

    private fun getDigits(count: Int) = "0".repeat(count)

    override val view: View get() = form.view

    override fun show(state: FlowState.Account) {
        val check = state.checks[Field.ID_NUMBER]
        number.show(context, check)
        name.show(context, state.checks[Field.NAME])
        // A number that holds the date fills it in.
        (check as? FieldCheck.Right)?.born?.let {
            if (listOf(day, month, year).all { field -> field.text.isEmpty() }) {
                day.edit.setText(it.day.toString())
                month.edit.setText(it.month.toString())
                year.edit.setText(it.year.toString())
            }
        }
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working)
    }

    private fun send() {
        view.hideKeyboard()
        val born = dayOf(year.text, month.text, day.text) ?: return tell(FlowEvent.DayMissing)
        tell(FlowEvent.Answered(AccountAnswer.Identify(number.text, name.text, born)))
    }
}

/** A mobile number, twice where the provider asks for that. */
internal class PhoneScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.phone_title, R.string.next, R.string.not_now, ::send) { tell(FlowEvent.GaveUp) }
    private val number = FieldView(context, R.string.field_phone, R.id.field_phone, InputType.TYPE_CLASS_PHONE) { tell(FlowEvent.Typed(Field.PHONE, it)) }
    private val again = FieldView(context, R.string.field_phone_again, R.id.field_again, InputType.TYPE_CLASS_PHONE)

    init {
        number.edit.setAutofillHints(View.AUTOFILL_HINT_PHONE)
        form.body.add(context.label(size = 20).apply { setText(R.string.phone_hint) })
        form.body.add(number.view, above = 16)
        form.body.add(again.view, above = 16)
    }

    override val view: View get() = form.view
    private var isTwice = true

    override fun show(state: FlowState.Account) {
        isTwice = (state.view.step as? AccountStep.Phone)?.twice != false
        again.view.isThere = isTwice
        number.show(context, state.checks[Field.PHONE])
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working)
    }

    private fun send() {
        view.hideKeyboard()
        tell(FlowEvent.Answered(AccountAnswer.Phone(number.text, again.text.takeIf { isTwice })))
    }
}

/** A new password, twice, with its rules ticked off while it is typed. */
internal class PasswordScreen(private val context: Context, private val tell: Tell) : Screen<FlowState.Account> {
    private val form = Form(context, R.string.password_title, R.string.next, R.string.not_now, ::send) { tell(FlowEvent.GaveUp) }
    private val first: FieldView = FieldView(context, R.string.field_new_password, R.id.field_password, SECRET) { judge() }
    private val again = FieldView(context, R.string.field_password_again, R.id.field_again, SECRET)
    private val rules = passwordRules().associateWith { context.label(size = 18) }

    init {
        for (field in listOf(first, again)) field.edit.setAutofillHints("newPassword")
        form.body.add(first.view, above = 8)
        for (label in rules.values) form.body.add(label, above = 8)
        form.body.add(again.view, above = 16)
    }

    override val view: View get() = form.view

    private fun judge() {
        tell(FlowEvent.PasswordTyped(secretOf(first.edit.text)))
    }

    override fun show(state: FlowState.Account) {
        for ((rule, label) in rules) {
            val isMet = state.unmet?.let { rule !in it } == true
            label.setTextColor(context.getColor(if (isMet) R.color.accent else R.color.muted))
            label.text = (if (isMet) "✓  " else "○  ") + context.getString(words(rule))
        }
        form.show(state.view.providerDomain, state.problem?.let(context::words), state.working, ready = state.unmet?.isEmpty() == true)
    }

    private fun send() {
        view.hideKeyboard()
        val answer = AccountAnswer.NewPassword(secretOf(first.edit.text), secretOf(again.edit.text))
        again.edit.text.clear()
        tell(FlowEvent.Answered(answer))
    }
}

/** What a password must be. */
internal fun words(rule: PasswordRule): Int = when (rule) {
    PasswordRule.LONG_ENOUGH -> R.string.rule_long_enough
    PasswordRule.NOT_TOO_LONG -> R.string.rule_not_too_long
    PasswordRule.TYPABLE -> R.string.rule_typable
    PasswordRule.VARIED -> R.string.rule_varied
    PasswordRule.NO_SEQUENCE -> R.string.rule_no_sequence
    PasswordRule.NOT_COMMON -> R.string.rule_not_common
    PasswordRule.NOT_PERSONAL -> R.string.rule_not_personal
}
