package org.mien.flow

import org.mien.core.AccountEnrolment
import org.mien.core.AccountException
import org.mien.core.AccountPurpose
import org.mien.core.AccountStep
import org.mien.core.IdNumberCheck
import org.mien.core.Mien
import org.mien.core.NameCheck
import org.mien.core.PhoneCheck
import org.mien.core.Scan
import org.mien.core.SecretText

/** The account's journey on the core: each call answers with an event. Runs on the worker's thread. */
internal class AccountWork(private val mien: () -> Mien, private val phone: Shell) {
    /** The enrolment that is under way. */
    @Volatile var flow: AccountEnrolment? = null
        private set

    /** How much of the "not a robot" task was tried at most, 0 to 100. From any thread. */
    val solvedPercent: Int get() = flow?.solvedPercent()?.toInt() ?: 0

    fun begin(purpose: AccountPurpose): FlowEvent = told {
        val provider = checkNotNull(phone.provider()) { "no provider to begin at" }
        drop()
        flow = mien().beginAccount(provider.copy(smsHash = phone.smsHash()), purpose)
        view()
    }

    fun resume(): FlowEvent = told {
        drop()
        flow = mien().resumeAccount()
        flow?.let { view() } ?: FlowEvent.NothingBegun(phone.provider() != null)
    }

    fun view(): FlowEvent = FlowEvent.Viewed(enrolment().view(phone.language()))

    fun answer(answer: AccountAnswer, passed: Scan?): FlowEvent = told {
        val flow = enrolment()
        when (answer) {
            is AccountAnswer.SignIn -> answer.password.use { flow.signIn(answer.idNumber, it) }
            is AccountAnswer.Identify -> flow.identify(answer.idNumber, answer.name, answer.born)
            AccountAnswer.AcceptTerms -> flow.acceptTerms()
            is AccountAnswer.NewPassword -> answer.first.use { first -> answer.again.use { flow.choosePassword(first, it) } }
            is AccountAnswer.Phone -> flow.phone(answer.number, answer.again, phone.country())
            is AccountAnswer.Code -> flow.code(answer.text)
            AccountAnswer.AnotherCode -> flow.anotherCode()
            is AccountAnswer.Face -> flow.acceptScan(checkNotNull(passed) { "no scan that passed" }, answer.sendTemplate)
            AccountAnswer.Declare -> flow.declare()
            AccountAnswer.Solve -> flow.solve()
            is AccountAnswer.Returned -> flow.returned(answer.url)
            AccountAnswer.Retry -> flow.retry()
        }
        view()
    }

    fun check(field: Field, text: String): FlowEvent = FlowEvent.Checked(field, when (field) {
        Field.ID_NUMBER -> when (val check = mien().checkIdNumber(text)) {
            IdNumberCheck.Incomplete -> FieldCheck.Incomplete
            is IdNumberCheck.Complete -> FieldCheck.Right(check.masked, check.birthDate)
            is IdNumberCheck.Wrong -> FieldCheck.WrongNumber(check.problem)
        }
        Field.NAME -> when (val check = mien().checkName(text)) {
            NameCheck.Incomplete -> FieldCheck.Incomplete
            is NameCheck.Complete -> FieldCheck.Right(check.masked)
            is NameCheck.Wrong -> FieldCheck.WrongName(check.problem)
        }
        Field.PHONE -> when (val check = mien().checkPhone(text, phone.country())) {
            PhoneCheck.Incomplete -> FieldCheck.Incomplete
            is PhoneCheck.Complete -> FieldCheck.Right(check.masked)
            is PhoneCheck.Wrong -> FieldCheck.WrongPhone(check.problem)
        }
    })

    fun judge(password: SecretText): FlowEvent = password.use { FlowEvent.RulesJudged(enrolment().unmetRules(it)) }

    fun findCode(text: String): FlowEvent = FlowEvent.CodeFound(enrolment().findCode(text))

    /** What was reached is kept by the core. */
    fun drop() {
        flow?.stopSolving()
        flow?.close()
        flow = null
    }

    fun enrolment() = checkNotNull(flow) { "no enrolment" }

    /** A failed answer may have changed the step: a network that failed, an enrolment that is over. */
    private fun told(work: () -> FlowEvent): FlowEvent = try {
        work()
    } catch (error: AccountException) {
        val view = runCatching { flow?.view(phone.language()) }.getOrNull()
        FlowEvent.AnswerFailed(problemOf(error), view?.takeIf { it.step != AccountStep.Ended || error is AccountException.Ended }, checksOf(error))
    }

    /** What is wrong stands at its field. */
    private fun checksOf(error: AccountException): Map<Field, FieldCheck> = when (error) {
        is AccountException.IdNumber -> mapOf(Field.ID_NUMBER to FieldCheck.WrongNumber(error.problem))
        is AccountException.Name -> mapOf(Field.NAME to FieldCheck.WrongName(error.problem))
        is AccountException.Phone -> mapOf(Field.PHONE to FieldCheck.WrongPhone(error.problem))
        else -> emptyMap()
    }
}
