import Foundation
import Testing

/// A frame that is none: answered with an error that names it, then status 2.
struct WrongFrameTests {
    private static let cat = Workspace.photos.appending(path: "cat.jpg").path()

    struct Wrong: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let code: String
        let message: String

        init(_ name: String, _ bytes: [UInt8], _ code: String, _ message: String) {
            self.name = name
            self.bytes = bytes
            self.code = code
            self.message = message
        }

        /// A frame with a header that is JSON, but no request.
        init(message: String, body: [UInt8] = [], _ sentence: String) {
            self.init(
                String(message.prefix(80)), RunningWorker.frame(message, body: body), "bad-message",
                sentence)
        }

        var testDescription: String { name }
    }

    private static let mark = Array("ZSW1".utf8)
    private static let number = RunningWorker.number

    static let wrong = [
        Wrong(
            "text", Array("hello\n".utf8), "not-a-frame",
            """
            begins with the bytes 68 65 6c 6c; a frame begins with 5a 53 57 31 (ZSW1). Only frames \
            may go to the worker's standard input.
            """),
        Wrong("two bytes of text", Array("hi".utf8), "not-a-frame", "begins with the bytes 68 69;"),
        Wrong(
            "a mark cut off", [0x5A, 0x53], "frame-cut-off",
            """
            ends within its prologue: 10 of 12 bytes are missing. The input may end only behind a \
            whole frame.
            """),
        Wrong(
            "lengths cut off", mark + [0, 0, 0], "frame-cut-off",
            "ends within its prologue: 5 of 12 bytes are missing."),
        Wrong(
            "a header cut off", mark + number(20) + number(0) + Array("{\"type\"".utf8),
            "frame-cut-off", "ends within its header: 13 of 20 bytes are missing."),
        Wrong(
            "a body cut off", mark + number(2) + number(9) + Array("{}abc".utf8), "frame-cut-off",
            "ends within its body: 6 of 9 bytes are missing."),
        Wrong(
            "a header of 4 GiB", mark + [0xFF, 0xFF, 0xFF, 0xFF] + number(0), "frame-too-large",
            """
            announces a header of 4294967295 bytes; at most 16777216 are taken. Send smaller \
            batches, and large pictures as paths.
            """),
        Wrong(
            "a body over the limit", mark + number(2) + number((256 << 20) + 1) + Array("{}".utf8),
            "frame-too-large", "announces a body of 268435457 bytes; at most 268435456 are taken."),
        Wrong(
            "no UTF-8", mark + number(3) + number(0) + [0x22, 0xFF, 0x22], "bad-header",
            "has a header that is not UTF-8; write it as JSON in UTF-8."),
        Wrong(
            "no JSON", RunningWorker.frame("{\"type\": }"), "bad-header",
            "has a header that is not JSON (character 10: "),
        Wrong(
            "a list", RunningWorker.frame("[]"), "bad-header",
            "has a header that is no JSON object; write {\"type\": \"batch\", ...}."),
        Wrong(message: "{}", "has nothing as 'type'; it needs a text."),
        Wrong(
            message: #"{"type": "query"}"#,
            "is of type 'query'; the worker takes messages of type 'batch'."),
        Wrong(
            message: #"{"type": "batch", "id": 7, "items": []}"#,
            "has a number as 'id'; it needs a text."),
        Wrong(
            message: #"{"type": "batch", "id": "1"}"#, "has nothing as 'items'; it needs a list."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": ["a.jpg"]}"#,
            "has nothing as 'items[0].path'; it needs one of path, url and bytes."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": [{"path": "a", "url": "b"}]}"#,
            "has 2 places as 'items[0].path'; it needs one of path, url and bytes."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": [{"path": null}]}"#,
            "has null as 'items[0].path'; it needs a text."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": [{"bytes": 0}]}"#,
            "has nothing as 'items[0].source'; it needs a text, to go with bytes."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": [{"source": "a", "bytes": -1}]}"#,
            "has a number as 'items[0].bytes'; it needs a number of bytes."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": [{"source": "a", "bytes": 4}]}"#,
            body: [1, 2, 3],
            "has 4 as 'items[0].bytes'; it needs at most the 3 bytes that the body still holds."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": [{"source": "a", "bytes": 2}]}"#,
            body: [1, 2, 3],
            "has a body of 3 bytes, and its items announce 2; both must be equal."),
        Wrong(
            message: #"{"type": "batch", "id": "1", "items": ["#
                + Array(repeating: #"{"path": "a"}"#, count: 1025).joined(separator: ",") + "]}",
            "has 1025 items; at most 1024 are taken. Send smaller batches."),
    ]

    @Test(arguments: wrong)
    func `is answered with an error that names it`(wrong: Wrong) throws {
        let worker = try RunningWorker()
        try worker.write(wrong.bytes)
        try worker.endInput()
        let (messages, status, standardError) = try worker.finish()
        #expect(status == 2)
        #expect(messages.map(\.type) == ["hello", "ready", "error"])
        let error = try #require(messages.last).header
        #expect(error["code"] as? String == wrong.code)
        #expect(error["frame"] as? Int == 1)
        #expect(error["status"] as? Int == 2)
        let message = try #require(error["message"] as? String)
        let subject = wrong.code == "bad-message" ? "The message in frame 1 " : "Frame 1 "
        #expect(message.hasPrefix(subject + wrong.message), "\(message)")
        #expect(standardError == "error: \(message)\n")
    }

    @Test func `batches before it are answered`() throws {
        let worker = try RunningWorker()
        try worker.write(RunningWorker.batch("good", paths: [Self.cat]))
        try worker.write(Array("ZSW1".utf8))
        try worker.endInput()
        let (messages, status, _) = try worker.finish()
        #expect(status == 2)
        #expect(messages.map(\.type) == ["hello", "ready", "result", "error"])
        #expect(messages[2].errorCodes == [nil])
        #expect(messages[3].header["frame"] as? Int == 2)
    }

    @Test func `text is found while its writer waits for an answer`() throws {
        let worker = try RunningWorker.ready()
        try worker.write(Array("help".utf8))
        #expect(try worker.next().header["code"] as? String == "not-a-frame")
        #expect(try worker.finish().status == 2)
    }

    @Test func `a body that is announced too large is not waited for`() throws {
        let worker = try RunningWorker.ready()
        try worker.write(
            Array("ZSW1".utf8) + RunningWorker.number(2) + RunningWorker.number(1 << 30) + [
                0x7B, 0x7D,
            ])
        #expect(try worker.next().header["code"] as? String == "frame-too-large")
        #expect(try worker.finish().status == 2)
    }
}
