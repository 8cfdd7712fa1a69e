internal import COneDNN

extension Engine {
    /// Splits `0..<count` into one range for each thread and calls the closure with all of them at
    /// the same time, on the threads that oneDNN's primitives use.
    ///
    /// Swift's own threads would compete with OpenMP's, which spin for a while after each
    /// primitive. No range is shorter than `minimumPart`: below some ten microseconds of work
    /// waking the others costs more than it saves.
    package func parallel(
        _ count: Int, minimumPart: Int, _ body: (_ part: Range<Int>) -> Void
    ) {
        claimThread()
        forEachPart(of: count, minimumPart: minimumPart, body)
    }
}

/// As `Engine.parallel`, with the thread count that the calling thread's last primitive had.
func forEachPart(of count: Int, minimumPart: Int, _ body: (_ part: Range<Int>) -> Void) {
    precondition(count >= 0 && minimumPart > 0, "\(count) steps in parts of \(minimumPart)")
    let parts = min(Int(omp_get_max_threads()), count / minimumPart)
    guard parts > 1 else {
        if count > 0 { body(0..<count) }
        return
    }
    withoutActuallyEscaping(body) { body in
        var loop = Loop(count: count, parts: parts, body: body)
        unsafe withUnsafeMutablePointer(to: &loop) { loop in
            // A team of another size than oneDNN's would have to be built up anew each time.
            unsafe GOMP_parallel({ unsafe Loop.runPart(ofLoopAt: $0) }, loop, 0, 0)
        }
    }
}

/// Calls the closure with parts of the rows, on all threads where the values are worth it.
func forEachPart(
    ofRows rows: Int, width: Int, _ body: (_ part: Range<Int>) -> Void
) {
    // As many values as one core copies while the others wake up.
    let worthWaking = 1 << 14
    forEachPart(of: rows, minimumPart: max(1, worthWaking / max(1, width)), body)
}

/// What the threads of a team share.
private struct Loop {
    let count: Int
    let parts: Int
    let body: (Range<Int>) -> Void

    /// Runs the calling thread's part.
    static func runPart(ofLoopAt address: UnsafeMutableRawPointer) {
        let loop = unsafe address.assumingMemoryBound(to: Loop.self)
        let (count, parts) = unsafe (loop.pointee.count, loop.pointee.parts)
        // OpenMP may give fewer threads than it promised.
        for part in stride(
            from: Int(omp_get_thread_num()), to: parts, by: Int(omp_get_num_threads()))
        {
            unsafe loop.pointee.body(count * part / parts..<count * (part + 1) / parts)
        }
    }
}
