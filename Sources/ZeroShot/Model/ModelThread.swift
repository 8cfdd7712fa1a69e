internal import Foundation

/// One thread that runs everything an actor does.
///
/// OpenMP keeps a team of workers per calling thread and its thread count is set per calling
/// thread, so the model must always be called from the same one; a dispatch queue hops.
final class ModelThread: SerialExecutor {
    private let jobs = Jobs()

    init() {
        let jobs = self.jobs
        let thread = Thread {
            while let job = jobs.next() {
                job()
            }
        }
        thread.name = "zeroshot-model"
        thread.start()
    }

    deinit {
        jobs.close()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedSerialExecutor()
        jobs.add { unsafe job.runSynchronously(on: executor) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}

/// A queue that the thread sleeps on.
///
/// `@unchecked Sendable`: every field is touched only while the condition is locked.
private final class Jobs: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []
    private var isClosed = false

    func add(_ job: @escaping @Sendable () -> Void) {
        condition.lock()
        defer { condition.unlock() }
        waiting.append(job)
        condition.signal()
    }

    /// The next job, waiting for one; nil once closed and empty.
    func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && !isClosed {
            condition.wait()
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.signal()
    }
}
