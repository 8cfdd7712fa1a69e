internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes

/// Ends connections whose other side takes too long, and answers what is no HTTP.
///
/// It stands between HTTP's parts and the requests that are made of them:
/// - a head must be complete in time, counted from its first byte; for the first head of a
///   connection from its start;
/// - a body must be complete in time, counted from the end of its head: its handler is told with an
///   error, and so answers with 408;
/// - an answer must be taken in in time;
/// - between two requests there may be a longer pause.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Reading {
        /// Nothing yet of the next request.
        case nothing
        /// Some bytes of a head.
        case head
        /// The head is complete, the body is not.
        case body
    }

    private enum Wait {
        case head, body, answerTaken, pause
    }

    private let limits: ServerLimits
    private var reading = Reading.nothing
    /// Requests whose answer is not complete.
    private var inHand = 0
    private var bodyIsLate = false
    /// What comes in is not listened to any more.
    private var isEnding = false
    private var readTimer: Scheduled<Void>?
    private var answerTimer: Scheduled<Void>?

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { awaitRequest(.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        readTimer?.cancel()
        answerTimer?.cancel()
    }

    func channelActive(context: ChannelHandlerContext) {
        awaitRequest(.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        readTimer?.cancel()
        answerTimer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            reading = .body
            awaitRequest(.body, context)
            if inHand == 0 { letBodyCome(of: head, context) }
            inHand += 1
        case .body: break
        case .end:
            reading = .nothing
            if inHand == 0 { awaitRequest(.pause, context) } else { readTimer?.cancel() }
        }
        context.fireChannelRead(data)
    }

    /// Bytes came in, also when they complete no part.
    func channelReadComplete(context: ChannelHandlerContext) {
        if reading == .nothing, inHand == 0, !isEnding {
            reading = .head
            awaitRequest(.head, context)
        }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isOfConnection = error is ChannelError || error is IOError
        // While a request is in hand, its handler learns of the error and answers.
        guard !isOfConnection, inHand == 0, !isEnding else {
            context.fireErrorCaught(error)
            return
        }
        let isTooLarge = error as? HTTPParserError == .headerOverflow
        end(with: isTooLarge ? .headTooLarge(limit: limits.headBytes) : .notHTTP, context)
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        guard case .end = unwrapOutboundIn(data) else {
            if answerTimer == nil { answerTimer = schedule(.answerTaken, context) }
            context.write(data, promise: promise)
            return
        }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            let (guarding, context) = bound.value
            guarding.answerTaken(context)
        }
        context.write(data, promise: written)
    }

    func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        if mode == .output { linger(context) }
        context.close(mode: mode, promise: promise)
    }

    /// The last byte of an answer was handed to the system.
    private func answerTaken(_ context: ChannelHandlerContext) {
        answerTimer?.cancel()
        answerTimer = nil
        inHand = max(0, inHand - 1)
        guard context.channel.isActive, !isEnding else { return }
        if bodyIsLate {
            linger(context)
            context.close(mode: .output, promise: nil)
        } else if reading == .body {
            // It was answered before its end; what is left of it only shows that somebody is there.
            linger(context)
        } else if inHand == 0 {
            awaitRequest(.pause, context)
        }
    }

    /// Clients of large bodies wait to be asked for them.
    private func letBodyCome(of head: HTTPRequest, _ context: ChannelHandlerContext) {
        guard head.headerFields[.expect]?.lowercased() == "100-continue",
            let length = head.headerFields[.contentLength].flatMap({ Int($0) }),
            length <= limits.bodyBytes
        else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func awaitRequest(_ wait: Wait, _ context: ChannelHandlerContext) {
        readTimer?.cancel()
        readTimer = schedule(wait, context)
    }

    private func schedule(_ wait: Wait, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let time =
            switch wait {
            case .head: limits.headTimeout
            case .body: limits.bodyTimeout
            case .answerTaken, .pause: limits.idleTimeout
            }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: TimeAmount(time)) {
            let (guarding, context) = bound.value
            guarding.end(wait, context)
        }
    }

    private func end(_ wait: Wait, _ context: ChannelHandlerContext) {
        switch wait {
        case .head where reading == .head && inHand == 0:
            end(with: .headLate(after: limits.headTimeout), context)
        case .body where inHand > 0 && !bodyIsLate:
            bodyIsLate = true
            context.fireErrorCaught(APIError.bodyLate(after: limits.bodyTimeout))
        case .head, .body, .answerTaken, .pause:
            context.close(promise: nil)
        }
    }

    /// Answers what is no request, and ends the connection.
    private func end(with error: APIError, _ context: ChannelHandlerContext) {
        isEnding = true
        readTimer?.cancel()
        guard
            let answer = try? ErrorStyle.api.bytes(of: error, requestID: RequestIDMiddleware.made())
        else {
            context.close(promise: nil)
            return
        }
        var head = HTTPResponse(status: error.status, headerFields: answer.headers)
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        linger(context)
        context.close(mode: .output, promise: nil)
    }

    /// Gives the other side a moment to read the answer: a connection that is closed while bytes
    /// come in takes back what it sent.
    private func linger(_ context: ChannelHandlerContext) {
        readTimer?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        readTimer = context.eventLoop.scheduleTask(in: Self.lingering) {
            bound.value.close(promise: nil)
        }
    }

    private static let lingering = TimeAmount.seconds(2)
}

extension APIError {
    fileprivate static let notHTTP = invalidRequest("This is no valid HTTP request.")

    fileprivate static func headTooLarge(limit: Int) -> APIError {
        APIError(
            .requestHeaderFieldsTooLarge, code: "too-large",
            message: "The request's head is larger than the \(limit) bytes that this server takes.")
    }

    fileprivate static func headLate(after limit: Duration) -> APIError {
        APIError(
            .requestTimeout, code: "timeout",
            message: "The request's head was not complete after \(limit).")
    }

    fileprivate static func bodyLate(after limit: Duration) -> APIError {
        APIError(
            .requestTimeout, code: "timeout",
            message: "The request's body was not complete after \(limit).")
    }
}
