/// One thread that runs everything an actor does.
///
/// OpenMP keeps a team of workers per calling thread and its thread count is set per calling
/// thread, so the model must always be called from the same one; a dispatch queue hops.
final class ModelThread: SerialExecutor {
    private let jobs = JobQueue()

    init() {
        jobs.startThread(named: "zeroshot-model")
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
