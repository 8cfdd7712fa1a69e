import Foundation
import Testing

/// A `zeroshot worker` as another program sees it: frames in, frames out.
///
/// Frames are made and taken apart here as WorkerProtocol.md describes them, apart from the code
/// that is tested.
final class RunningWorker {
    /// One message of the worker.
    struct Message {
        let header: [String: Any]
        let body: Data

        var type: String? { header["type"] as? String }
        var images: [[String: Any]] { header["images"] as? [[String: Any]] ?? [] }

        /// The error codes of a result's images; nil for those without.
        var errorCodes: [String?] {
            images.map { ($0["error"] as? [String: Any])?["code"] as? String }
        }
    }

    let running: Command.Running

    /// Starts with the demo checkpoint, unless the arguments name another one.
    init(_ arguments: [String] = [], checkpoint: String = "demo") throws {
        running = try Command(["worker", "--checkpoint", checkpoint] + arguments).start()
    }

    deinit {
        running.process.terminate()
    }

    /// A worker that has said that it is ready.
    static func ready(_ arguments: [String] = []) throws -> RunningWorker {
        let worker = try RunningWorker(arguments)
        #expect(try worker.next().type == "hello")
        #expect(try worker.next().type == "ready")
        return worker
    }

    /// The bytes of a frame.
    static func frame(_ header: String, body: [UInt8] = []) -> [UInt8] {
        Array("ZSW1".utf8) + number(header.utf8.count) + number(body.count) + header.utf8 + body
    }

    /// 32 bits, most significant byte first.
    static func number(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
    }

    /// The frame of a batch of paths.
    static func batch(_ id: String, paths: [String]) throws -> [UInt8] {
        let header = try JSONSerialization.data(withJSONObject: [
            "type": "batch", "id": id, "items": paths.map { ["path": $0] },
        ])
        return frame(String(decoding: header, as: UTF8.self))
    }

    func write(_ bytes: [UInt8]) throws {
        try running.input.write(contentsOf: Data(bytes))
    }

    func endInput() throws {
        try running.input.close()
    }

    /// The next message, heartbeats included; fails at the end.
    func nextOfAny() throws -> Message {
        try #require(try message(), "the worker ended")
    }

    /// The next message that is no heartbeat.
    func next() throws -> Message {
        while true {
            let message = try nextOfAny()
            if message.type != "heartbeat" { return message }
        }
    }

    /// All messages up to the end but heartbeats, and the status; every byte of the output is part
    /// of a message.
    func finish() throws -> (messages: [Message], status: Int32, error: String) {
        var messages: [Message] = []
        while let message = try message() {
            if message.type != "heartbeat" { messages.append(message) }
        }
        let error = try running.error.readToEnd() ?? Data()
        running.process.waitUntilExit()
        #expect(running.process.terminationReason == .exit)
        return (
            messages, running.process.terminationStatus, String(decoding: error, as: UTF8.self)
        )
    }

    private func message() throws -> Message? {
        guard let prologue = try running.output.read(upToCount: 12), !prologue.isEmpty else {
            return nil
        }
        try #require(prologue.count == 12)
        #expect(prologue.prefix(4) == Data("ZSW1".utf8))
        let text = try read(length(in: prologue.dropFirst(4).prefix(4)))
        let header = try JSONSerialization.jsonObject(with: text)
        return Message(
            header: try #require(header as? [String: Any]),
            body: try read(length(in: prologue.suffix(4))))
    }

    private func length(in bytes: Data) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private func read(_ count: Int) throws -> Data {
        guard count > 0 else { return Data() }
        let data = try #require(try running.output.read(upToCount: count))
        try #require(data.count == count, "a frame is cut off")
        return data
    }
}
