import Glibc

/// The time that this thread's processor spent in `work`; the wall clock would measure the load of
/// the machine too.
func processorTime(_ work: () throws -> Void) rethrows -> Duration {
    let start = now()
    try work()
    return now() - start
}

private func now() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
