/// What a `LocalServer` sends back: an HTTP answer, or something that only begins like one.
struct Answer: Sendable {
    enum End: Sendable {
        /// The connection stays open for the next request.
        case none
        case close
        /// A byte every 10 ms without end.
        case drip
    }

    let text: String
    let end: End

    /// Nothing, over a connection that stays open.
    static let silence = Answer(text: "", end: .none)

    /// Any text, with `\n` for a line end.
    static func raw(_ text: String, then end: End) -> Answer {
        Answer(text: text.replacing("\n", with: "\r\n"), end: end)
    }

    static func message(
        status: Int = 200, _ body: String = "", headers: [String] = []
    ) -> Answer {
        let lines = ["HTTP/1.1 \(status) Some", "Content-Length: \(body.utf8.count)"] + headers
        return raw(lines.joined(separator: "\n") + "\n\n" + body, then: .none)
    }

    /// Without its length: the end of the connection is the end of the body.
    static func unmeasured(_ body: String) -> Answer {
        raw("HTTP/1.1 200 OK\n\n" + body, then: .close)
    }

    /// In chunks of one byte.
    static func chunked(_ body: String) -> Answer {
        let chunks = body.map { "1\n\($0)\n" }.joined()
        return raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n\(chunks)0\n\n", then: .none)
    }

    static func redirect(_ location: String?, status: Int = 302) -> Answer {
        message(status: status, headers: location.map { ["Location: \($0)"] } ?? [])
    }
}
