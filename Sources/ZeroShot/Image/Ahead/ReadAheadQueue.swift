internal import Synchronization

/// What the workers and the consumer of a `ReadAhead` share: items to begin, results in order.
final class ReadAheadQueue<Item: Sendable, Result: Sendable>: Sendable {
    private enum Step<Value: Sendable> {
        case value(Value)
        case end
        /// Nothing to be had until the state changes.
        case wait
    }

    private struct State {
        var rest: AnyIterator<Item>
        var begun = 0
        /// Items whose results were given to the consumer; the last of them is being consumed.
        var handedOver = 0
        var consumed = 0
        var finished: [Int: Result] = [:]
        var isExhausted = false
        var isClosed = false
        /// Counts changes, so that none is missed between looking and waiting.
        var changes = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let window: Int
    private let state: Mutex<State>

    /// A queue in which at most `window` items are begun and not consumed.
    init(_ items: some Sequence<Item> & Sendable, window: Int) {
        self.window = window
        state = Mutex(State(rest: AnyIterator(items.makeIterator())))
    }

    /// The next item to work on and its number, once there is room; nil when there is none.
    func begin() async -> (number: Int, item: Item)? {
        await wait { state in
            guard !state.isClosed, !state.isExhausted else { return .end }
            guard state.begun - state.consumed < self.window else { return .wait }
            guard let item = state.rest.next() else {
                state.isExhausted = true
                return .end
            }
            state.begun += 1
            return .value((state.begun - 1, item))
        }
    }

    /// Takes the result of an item.
    func finish(_ number: Int, _ result: Result) {
        change { $0.finished[number] = result }
    }

    /// The next result in order, once it is there; nil at the end, or when closed.
    ///
    /// Asking for it says that the one before has been consumed.
    func next() async -> Result? {
        change { $0.consumed = $0.handedOver }
        return await wait { state in
            guard !state.isClosed else { return .end }
            if let result = state.finished.removeValue(forKey: state.handedOver) {
                state.handedOver += 1
                return .value(result)
            }
            return state.isExhausted && state.handedOver == state.begun ? .end : .wait
        }
    }

    /// Ends all waiting.
    func close() {
        change { $0.isClosed = true }
    }

    /// Takes the step as soon as it need not wait; a cancelled task closes the queue.
    private func wait<Value: Sendable>(
        for step: @Sendable (inout State) -> Step<Value>
    ) async -> Value? {
        await withTaskCancellationHandler {
            while true {
                let (taken, changes) = state.withLock { (step(&$0), $0.changes) }
                switch taken {
                case .value(let value):
                    return value
                case .end:
                    // The consumer may wait for a result that will not come any more.
                    change { _ in }
                    return nil
                case .wait:
                    await waitForChange(after: changes)
                }
            }
        } onCancel: {
            close()
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            state.changes += 1
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }

    private func waitForChange(after changes: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.changes == changes else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
