import Testing

/// Lets only a few tests of its suites run at once.
///
/// Each has a server and a client with files of its own; all of them at once would make the tests
/// of time limits, here and elsewhere, wait for a processor instead of for a server.
struct FewAtOnce: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    private static let gate = Gate(places: 2)

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Self.gate.enter()
        do {
            try await function()
        } catch {
            await Self.gate.leave()
            throw error
        }
        await Self.gate.leave()
    }

    private actor Gate {
        private var places: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(places: Int) {
            self.places = places
        }

        func enter() async {
            guard places == 0 else {
                places -= 1
                return
            }
            await withCheckedContinuation { waiting.append($0) }
        }

        /// The place goes to who waits, or becomes free.
        func leave() {
            if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
        }
    }
}

extension Trait where Self == FewAtOnce {
    static var fewAtOnce: FewAtOnce { FewAtOnce() }
}
