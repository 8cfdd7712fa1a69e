import Testing

@testable import OneDNN

struct OneDNNErrorTests {
    private static let library = "oneDNN \(Engine.version) (\(Engine.instructionSet))"

    @Test(arguments: [
        (
            OneDNNError.threadCount(0),
            "0 threads were asked for; oneDNN needs at least 1. Name a count of 1 or more."
        ),
        (
            .missingInstructions(.bfloat16),
            "bfloat16 needs a processor with AVX-512 BF16 or AMX, and oneDNN \(Engine.version) finds "
                + "\(Engine.instructionSet) here. Use float32."
        ),
        (
            .outOfMemory(during: .running(.matrixProduct, [32, 50, 768])),
            "oneDNN ran out of memory while running a matrix product of [32, 50, 768]. "
                + "Use a smaller batch, or free memory on this machine."
        ),
        (
            .notImplemented(during: .preparing(.convolution, [1, 7, 7, 3])),
            "\(library) found no implementation for this processor while preparing a convolution "
                + "of [1, 7, 7, 3]. Versions from 2.6 on x86-64 have one."
        ),
        (
            .failed(during: .startingEngine, status: 5),
            "\(library) failed while starting its engine, with status 5. "
                + "`zeroshot doctor` tests this machine's oneDNN."
        ),
    ])
    func `an error says what happened and what to do`(error: OneDNNError, message: String) {
        #expect(error.description == message)
    }

    @Test func `a status becomes the error that it means`() {
        let activity = OneDNNError.Activity.running(.softmax, [3, 5])
        #expect(OneDNNError(status: 0, during: activity) == nil)
        #expect(OneDNNError(status: 1, during: activity) == .outOfMemory(during: activity))
        #expect(OneDNNError(status: 3, during: activity) == .notImplemented(during: activity))
        #expect(OneDNNError(status: 2, during: activity) == .failed(during: activity, status: 2))
    }

    @Test func `a call that oneDNN refuses throws what it was about`() {
        let activity = OneDNNError.Activity.preparing(.softmax, [3, 5])
        let invalidArguments: UInt32 = 2
        #expect(throws: OneDNNError.failed(during: activity, status: invalidArguments)) {
            _ = try Layout([-3, 5], strides: [5, 1], during: activity)
        }
    }
}
