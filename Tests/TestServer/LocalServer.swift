import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on this machine, on a free port, that answers requests as a test says.
package final class LocalServer: Sendable {
    package struct Request: Sendable {
        /// Such as `GET`.
        package let method: String
        /// With the query.
        package let path: String
        fileprivate let headers: HTTPHeaders
        package let body: [UInt8]

        /// The values of a header.
        package func header(_ name: String) -> [String] { headers[name] }

        /// The server's port, of the `Host` header.
        package var port: String {
            String(header("host").joined().drop { $0 != ":" }.dropFirst())
        }
    }

    /// One element for each request that comes in, for one reader.
    package let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation
    private let log = Mutex<[Request]>([])
    private let connections = Mutex<[any Channel]>([])
    private let answer: @Sendable (Request) -> Answer

    /// Runs `body` with a server's port; every connection is closed at the end.
    ///
    /// - Parameters:
    ///   - host: an address of this machine.
    ///   - answer: what each request is answered with.
    ///   - body: what to do while the server runs.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    package static func run<Result>(
        on host: String = "127.0.0.1", answer: @escaping @Sendable (Request) -> Answer,
        _ body: (_ server: LocalServer, _ port: Int) async throws -> Result
    ) async throws -> Result {
        let server = LocalServer(answer: answer)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                server.connections.withLock { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(Handler(server))
                }
            }
            .bind(host: host, port: 0).get()
        do {
            guard let port = listener.localAddress?.port else { throw NoPort() }
            let result = try await body(server, port)
            try await server.close(listener)
            return result
        } catch {
            try await server.close(listener)
            throw error
        }
    }

    /// A port of this machine where nobody listens: one that was given out and taken back.
    package static func unusedPort() async throws -> Int {
        try await run(answer: { _ in .silence }) { _, port in port }
    }

    /// All requests so far.
    package var requests: [Request] { log.withLock { $0 } }

    /// How many connections were made so far.
    package var connectionCount: Int { connections.withLock { $0.count } }

    /// Returns when the other side has closed all connections.
    package func connectionsClosed() async throws {
        for connection in connections.withLock({ $0 }) {
            try await connection.closeFuture.get()
        }
    }

    private struct NoPort: Error {}

    private init(answer: @escaping @Sendable (Request) -> Answer) {
        self.answer = answer
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    private func answer(to request: Request) -> Answer {
        log.withLock { $0.append(request) }
        arrived.yield()
        return answer(request)
    }

    private func close(_ listener: any Channel) async throws {
        try await listener.close()
        for connection in connections.withLock({ $0 }) {
            connection.close(promise: nil)
        }
        try await connectionsClosed()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = ByteBuffer

        private let server: LocalServer
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ server: LocalServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let part):
                body += part.readableBytesView
            case .end:
                guard let head else { return }
                let request = Request(
                    method: head.method.rawValue, path: head.uri, headers: head.headers,
                    body: body
                )
                send(server.answer(to: request), over: context.channel)
            }
        }

        /// What is no HTTP request, such as the start of an encrypted connection.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func send(_ answer: Answer, over channel: any Channel) {
            let written = channel.writeAndFlush(ByteBuffer(bytes: answer.bytes))
            switch answer.end {
            case .none:
                break
            case .close:
                // Closing at once would take back what the system has not taken yet.
                written.whenComplete { _ in channel.close(promise: nil) }
            case .drip:
                channel.eventLoop.scheduleRepeatedTask(
                    initialDelay: .zero, delay: .milliseconds(10)
                ) { task in
                    guard channel.isActive else { return task.cancel() }
                    channel.writeAndFlush(ByteBuffer(string: "."), promise: nil)
                }
            }
        }
    }
}
