package org.mien

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.ConnectException
import java.net.NoRouteToHostException
import java.net.SocketTimeoutException
import java.net.URL
import java.net.UnknownHostException
import javax.net.ssl.HttpsURLConnection
import javax.net.ssl.SSLException
import javax.net.ssl.SSLSocketFactory
import org.mien.core.Header
import org.mien.core.HttpMethod
import org.mien.core.HttpRequest
import org.mien.core.HttpResponse
import org.mien.core.Transport
import org.mien.core.TransportException

/**
 * One HTTPS exchange over the platform's own client: no redirects, no cookies, no cache, a limit on the answer.
 *
 * @param sockets whose certificates are trusted; the platform's roots when it is `null`
 * @param timeoutMs limit for connecting, and for each wait for bytes
 */
class HttpsTransport(
    private val sockets: SSLSocketFactory? = null,
    private val timeoutMs: Int = 15_000,
) : Transport {
    override fun send(request: HttpRequest): HttpResponse = try {
        exchange(request)
    } catch (error: TransportException) {
        throw error
    } catch (error: IOException) {
        throw named(error)
    } catch (@Suppress("TooGenericExceptionCaught") error: Throwable) {
        // Nothing but the error of the port may cross the boundary; the text could hold personal data.
        throw TransportException.Failed()
    }

    private fun exchange(request: HttpRequest): HttpResponse {
        val connection = URL(request.url).openConnection() as? HttpsURLConnection ?: throw TransportException.Failed()
        try {
            sockets?.let { connection.sslSocketFactory = it }
            connection.connectTimeout = timeoutMs
            connection.readTimeout = timeoutMs
            connection.instanceFollowRedirects = false
            connection.useCaches = false
            // Unless told otherwise the platform adds these; the core says all that it means to say.
            connection.setRequestProperty("User-Agent", "mien")
            request.headers.forEach { connection.setRequestProperty(it.name, it.value) }
            if (request.method == HttpMethod.POST) {
                connection.requestMethod = "POST"
                connection.doOutput = true
                connection.setFixedLengthStreamingMode(request.body.size)
                connection.outputStream.use { it.write(request.body) }
            }
            val status = connection.responseCode
            val body = if (status >= FIRST_ERROR) connection.errorStream else connection.inputStream
            return HttpResponse(
                status = status.toUShort(),
                headers = connection.headerFields.flatMap { (name, values) ->
                    // The status line comes as a header without a name.
                    if (name == null) emptyList() else values.map { Header(name.lowercase(), it) }
                },
                body = body?.use { capped(it, request.maxResponseBytes.toLong()) } ?: ByteArray(0),
            )
        } finally {
            connection.disconnect()
        }
    }

    private fun capped(stream: InputStream, limit: Long): ByteArray {
        val out = ByteArrayOutputStream()
        val chunk = ByteArray(CHUNK)
        while (true) {
            val read = stream.read(chunk)
            if (read < 0) return out.toByteArray()
            if (out.size() + read > limit) throw TransportException.TooLarge()
            out.write(chunk, 0, read)
        }
    }

    private fun named(error: IOException): TransportException = when (error) {
        is SocketTimeoutException -> TransportException.TimedOut()
        is SSLException -> TransportException.Certificate()
        is UnknownHostException, is ConnectException, is NoRouteToHostException -> TransportException.Offline()
        else -> TransportException.Failed()
    }

    private companion object {
        const val FIRST_ERROR = 400
        const val CHUNK = 8192
    }
}
