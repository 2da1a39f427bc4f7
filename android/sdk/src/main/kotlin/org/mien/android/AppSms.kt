package org.mien.android

import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.os.Build
import android.provider.Telephony
import android.telephony.SmsManager

/**
 * One SMS that is meant for this app: the system hands a message over that holds a token of 11 characters, and asks for no
 * permission to read others. Part of Android itself; nothing of Google's is needed. The token is good for one message, which
 * does not show up among the person's messages: send the next ones without it.
 */
class AppSms(private val context: Context, private val onMessage: (String) -> Unit) {
    private val receiver = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) {
            textOf(intent)?.let(onMessage)
        }
    }
    private var isListening = false

    /** A token for the next message; `null` on a phone that cannot receive any. */
    fun token(): String? = try {
        listen()
        val intent = Intent(action()).setPackage(context.packageName)
        // The system writes the message into it.
        val mutable = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) PendingIntent.FLAG_MUTABLE else 0
        val waiting = PendingIntent.getBroadcast(context, 0, intent, PendingIntent.FLAG_UPDATE_CURRENT or mutable)
        manager()?.createAppSpecificSmsToken(waiting)?.takeIf { it.length == TOKEN }
    } catch (@Suppress("TooGenericExceptionCaught") _: RuntimeException) {
        // No telephony, or a phone's own idea of it: the code is typed.
        null
    }

    private fun manager(): SmsManager? =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) context.getSystemService(SmsManager::class.java)
        else @Suppress("DEPRECATION") SmsManager.getDefault()

    private fun action() = "${context.packageName}.SMS"

    private fun listen() {
        if (isListening) return
        isListening = true
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            context.registerReceiver(receiver, IntentFilter(action()), Context.RECEIVER_NOT_EXPORTED)
        } else {
            // Before Android 13 nothing says that only this app may send it: the token in the message is what is trusted.
            @Suppress("UnspecifiedRegisterReceiverFlag")
            context.registerReceiver(receiver, IntentFilter(action()))
        }
    }

    companion object {
        private const val TOKEN = 11

        /** The text of the message that the system put into the intent. */
        fun textOf(intent: Intent): String? = try {
            Telephony.Sms.Intents.getMessagesFromIntent(intent).joinToString("") { it?.messageBody.orEmpty() }.ifEmpty { null }
        } catch (@Suppress("TooGenericExceptionCaught") _: RuntimeException) {
            null
        }
    }
}
