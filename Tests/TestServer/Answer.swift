/// What a `LocalServer` sends back: an HTTP answer, or something that only begins like one.
package struct Answer: Sendable {
    package enum End: Sendable {
        /// The connection stays open for the next request.
        case none
        case close
        /// A byte every 10 ms without end.
        case drip
    }

    let bytes: [UInt8]
    let end: End

    /// Nothing, over a connection that stays open.
    package static let silence = Answer(bytes: [], end: .none)

    /// Any text, with `\n` for a line end.
    package static func raw(_ text: String, then end: End) -> Answer {
        Answer(bytes: Array(text.replacing("\n", with: "\r\n").utf8), end: end)
    }

    package static func message(
        status: Int = 200, _ body: String = "", headers: [String] = []
    ) -> Answer {
        message(status: status, Array(body.utf8), headers: headers)
    }

    package static func message(
        status: Int = 200, _ body: [UInt8], headers: [String] = []
    ) -> Answer {
        let head = head(status: status, length: body.count, headers: headers)
        return Answer(bytes: head.bytes + body, end: head.end)
    }

    /// What is said of a body of some length, which does not follow.
    package static func head(status: Int = 200, length: Int, headers: [String] = []) -> Answer {
        let lines = ["HTTP/1.1 \(status) Some", "Content-Length: \(length)"] + headers
        return raw(lines.joined(separator: "\n") + "\n\n", then: .none)
    }

    /// With bytes after it, line ends in them as they are.
    package func appending(_ body: String, then end: End = .none) -> Answer {
        Answer(bytes: bytes + body.utf8, end: end)
    }

    /// Without its length: the end of the connection is the end of the body.
    package static func unmeasured(_ body: String) -> Answer {
        raw("HTTP/1.1 200 OK\n\n", then: .close).appending(body, then: .close)
    }

    /// In chunks of one byte.
    package static func chunked(_ body: String) -> Answer {
        let chunks = body.map { "1\n\($0)\n" }.joined()
        return raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n\(chunks)0\n\n", then: .none)
    }

    package static func redirect(
        _ location: String?, status: Int = 302, headers: [String] = []
    ) -> Answer {
        message(status: status, headers: (location.map { ["Location: \($0)"] } ?? []) + headers)
    }
}
