internal import Foundation

/// Work that waits for a thread; threads sleep on it while it is empty.
///
/// `@unchecked Sendable`: every field is touched only while the condition is locked.
package final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []
    private var isClosed = false

    package init() {}

    /// Starts a thread that does what is in the queue, until the queue is closed and empty.
    package func startThread(named name: String) {
        let thread = Thread { [self] in
            while let job = next() {
                job()
            }
        }
        thread.name = name
        thread.start()
    }

    /// Puts a job at the end.
    package func add(_ job: @escaping @Sendable () -> Void) {
        condition.lock()
        defer { condition.unlock() }
        waiting.append(job)
        condition.signal()
    }

    /// Lets the threads end once the queue is empty.
    package func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.broadcast()
    }

    /// The next job, waiting for one; nil once closed and empty.
    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && !isClosed {
            condition.wait()
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }
}
