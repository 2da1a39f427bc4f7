import Foundation
import MienCore

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends the core's requests with `URLSession`: TLS verified against the platform's roots, no redirects, no cookies, no
/// cache.
public final class URLSessionTransport: Transport {
    private let timeout: TimeInterval

    /// - Parameter timeout: how many seconds of silence an exchange survives, from 1 on.
    public init(timeout: TimeInterval = 20) {
        self.timeout = max(timeout, 1)
    }

    /// Sends the request and waits. Call it off the main thread; the core does.
    public func send(request: HttpRequest) throws -> HttpResponse {
        guard let url = URL(string: request.url), url.scheme?.lowercased() == "https" else { throw TransportError.Failed }
        var asked = URLRequest(url: url)
        switch request.method {
        case .get: asked.httpMethod = "GET"
        case .post:
            asked.httpMethod = "POST"
            asked.httpBody = request.body
        }
        for header in request.headers {
            asked.addValue(header.value, forHTTPHeaderField: header.name)
        }
        asked.timeoutInterval = timeout
        return try Exchanges.shared.begin(asked, limit: Int(clamping: request.maxResponseBytes)).wait()
    }
}

/// What happens to one request. Filled by the session's delegate queue, read by the thread that waits.
private final class Exchange: @unchecked Sendable {
    private let limit: Int
    private let lock = NSLock()
    private let ended = DispatchSemaphore(value: 0)
    private var body = Data()
    private var result: Result<HttpResponse, TransportError> = .failure(.Failed)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a piece of the body; false when the answer is too long and must be cut off.
    func take(_ piece: Data) -> Bool {
        lock.withLock {
            guard body.count + piece.count <= limit else {
                body = Data()
                result = .failure(.TooLarge)
                return false
            }
            body.append(piece)
            return true
        }
    }

    func end(response: URLResponse?, error: (any Error)?) {
        lock.withLock {
            if case .failure(.TooLarge) = result { return }
            if let error {
                result = .failure(transportError(error))
            } else if let response = response as? HTTPURLResponse, let status = UInt16(exactly: response.statusCode) {
                let headers = response.allHeaderFields.compactMap { name, value -> Header? in
                    guard let name = name as? String, let value = value as? String else { return nil }
                    return Header(name: name.lowercased(), value: value)
                }
                result = .success(HttpResponse(status: status, headers: headers, body: body))
            }
        }
        ended.signal()
    }

    func wait() throws -> HttpResponse {
        ended.wait()
        return try lock.withLock { try result.get() }
    }
}

/// The platform's errors as the core's: only what the app would say differently.
private func transportError(_ error: any Error) -> TransportError {
    switch (error as? URLError)?.code ?? URLError.Code(rawValue: (error as NSError).code) {
    case .timedOut: .TimedOut
    case .notConnectedToInternet, .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .networkConnectionLost:
        .Offline
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
        .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected:
        .Certificate
    default: .Failed
    }
}

/// The one session, and the way of its events to their exchange. It is never taken down: Foundation on Linux aborts when a
/// session goes away while its last connection is still being put aside.
private final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    static let shared = Exchanges()

    private let lock = NSLock()
    private var running: [Int: Exchange] = [:]
    private lazy var session: URLSession = {
        let settings = URLSessionConfiguration.ephemeral
        settings.httpCookieStorage = nil
        settings.httpShouldSetCookies = false
        settings.urlCache = nil
        settings.requestCachePolicy = .reloadIgnoringLocalCacheData
        settings.timeoutIntervalForResource = 60
        return URLSession(configuration: settings, delegate: self, delegateQueue: nil)
    }()

    func begin(_ request: URLRequest, limit: Int) -> Exchange {
        let exchange = Exchange(limit: limit)
        let task = lock.withLock {
            let task = session.dataTask(with: request)
            running[task.taskIdentifier] = exchange
            return task
        }
        task.resume()
        return exchange
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        // The answer with the redirect in it is what the core wants to see.
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let exchange = lock.withLock { running[dataTask.taskIdentifier] }
        if exchange?.take(data) == false {
            dataTask.cancel()
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let exchange = lock.withLock { running.removeValue(forKey: task.taskIdentifier) }
        exchange?.end(response: task.response, error: error)
    }
}
