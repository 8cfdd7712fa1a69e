import Synchronization
import ZeroShot

/// The inputs that have no row in the output yet, in order; they can be gone through once.
///
/// Inputs and rows are compared by their sources, so that files may have come or gone since: a row
/// accounts for one input of its source, an input without a row is done, and a row without an
/// input stays. While both run alike nothing is kept in memory; behind the first difference 20
/// bytes for each row are.
final class PendingInputs: Sequence, Sendable {
    private struct State {
        var rest: AnyIterator<InputItem>
        let name: @Sendable (String) -> String
        /// Rows behind the first difference.
        var written = SourceCounts()
        /// The next input, already taken from the rest.
        var next: InputItem?

        /// Goes on to the next input without a row.
        mutating func advance() {
            next = rest.next()
            skipWritten()
        }

        mutating func skipWritten() {
            while let item = next, written.take(name(item.source)) { next = rest.next() }
        }
    }

    private let state: Mutex<State>
    /// How many there are.
    let count: Int

    /// All inputs.
    convenience init(_ inputs: InputExpansion) {
        self.init(inputs, behind: { nil })
    }

    /// The inputs that no row accounts for.
    ///
    /// - Parameters:
    ///   - inputs: all of them.
    ///   - name: what the output calls the input with a source.
    ///   - row: the next row's name; nil behind the last.
    /// - Throws: what `row` throws.
    init(
        _ inputs: InputExpansion, named name: @escaping @Sendable (String) -> String = { $0 },
        behind row: () throws -> String?
    ) rethrows {
        var state = State(rest: inputs.makeIterator(), name: name)
        var matched = 0
        var source = try row()
        state.next = state.rest.next()
        // Not by `==`, which calls two ways to write a character equal.
        while let written = source, let item = state.next,
            written.utf8.elementsEqual(name(item.source).utf8)
        {
            matched += 1
            source = try row()
            state.next = state.rest.next()
        }
        var count = inputs.count - matched
        if let source {
            state.written = try SourceCounts(source, row)
            // A walk of its own, since the inputs are not kept.
            var written = state.written
            count = inputs.lazy.dropFirst(matched).count { !written.take(name($0.source)) }
            state.skipWritten()
        }
        self.count = count
        self.state = Mutex(state)
    }

    func makeIterator() -> AnyIterator<InputItem> {
        AnyIterator {
            self.state.withLock { state in
                guard let item = state.next else { return nil }
                state.advance()
                return item
            }
        }
    }

    /// Whether nothing is left to do.
    var isEmpty: Bool { state.withLock { $0.next == nil } }
}
