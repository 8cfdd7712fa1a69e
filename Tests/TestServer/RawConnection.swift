import NIOCore
import NIOPosix
import Synchronization

/// A connection to a server of this machine, over which any bytes can be sent.
package final class RawConnection: Sendable {
    private let channel: any Channel
    private let incoming: Incoming

    /// Connects; `reads` says whether what comes in is taken from the system.
    package init(port: Int, reads: Bool = true) async throws {
        let incoming = Incoming()
        self.incoming = incoming
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(ChannelOptions.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(incoming))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Sends text, `\n` for a line end of HTTP.
    package func send(_ text: String) async throws {
        let bytes = ByteBuffer(string: text.replacing("\n", with: "\r\n"))
        try await channel.writeAndFlush(bytes)
    }

    /// Sends a byte every 10 ms until the connection ends.
    package func drip(_ byte: Character) {
        channel.eventLoop.scheduleRepeatedTask(
            initialDelay: .zero, delay: .milliseconds(10)
        ) { [channel] task in
            guard channel.isActive else { return task.cancel() }
            channel.writeAndFlush(ByteBuffer(string: String(byte)), promise: nil)
        }
    }

    /// Waits for some text and returns all that came in so far; also when the connection ends.
    package func received(until text: String) async -> String {
        if incoming.text.contains(text) { return incoming.text }
        for await _ in incoming.changes where incoming.text.contains(text) { break }
        return incoming.text
    }

    /// All that came in until the other side ended the connection.
    package func receivedToTheEnd() async -> String {
        for await _ in incoming.changes {}
        return incoming.text
    }

    package func close() async throws {
        guard channel.isActive else { return }
        try await channel.close()
    }

    private final class Incoming: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        /// One element for each change, for one reader at a time.
        let changes: AsyncStream<Void>
        private let changed: AsyncStream<Void>.Continuation

        init() {
            (changes, changed) = AsyncStream.makeStream()
        }

        var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

        func add(_ more: ByteBuffer) {
            bytes.withLock { $0 += more.readableBytesView }
            changed.yield()
        }

        func end() {
            changed.finish()
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let incoming: Incoming

        init(_ incoming: Incoming) {
            self.incoming = incoming
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            incoming.add(unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            incoming.end()
        }

        /// The other side may end a connection before it took everything.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
