/// Threads for tasks that keep a thread busy, as decoding does.
///
/// Neither Swift's pool nor a dispatch queue will do: both have as many threads as there are
/// processors, and the task that takes the results would wait for one of them.
package final class WorkerThreads: TaskExecutor {
    private let jobs = JobQueue()

    /// Starts the threads; they end with the last reference to this executor.
    package init(count: Int) {
        for number in 0..<count {
            jobs.startThread(named: "zeroshot-worker-\(number)")
        }
    }

    deinit {
        jobs.close()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedTaskExecutor()
        jobs.add { unsafe job.runSynchronously(on: executor) }
    }
}
