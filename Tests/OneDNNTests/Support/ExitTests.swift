import Testing

extension ExitTest.Result {
    /// What the process said before it ended: the message of its trap.
    var errorText: String { String(decoding: standardErrorContent, as: UTF8.self) }
}
