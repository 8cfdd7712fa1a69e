import Testing

@testable import ZeroShotCLI

struct WorkerProtocolErrorTests {
    @Test func `an answer that no frame holds says what to ask for instead`() {
        let error = WorkerProtocolError.answerTooLarge(bytes: 1 << 33)
        #expect(
            "\(error)" == """
                An answer of 8589934592 bytes does not fit into a frame; send smaller batches, or \
                ask for fewer labels with --top.
                """)
        #expect(error.code == "answer-too-large")
        #expect(error.frame == nil)
        #expect(ExitStatus(reporting: error) == .usage)
    }
}
