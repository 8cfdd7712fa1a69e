internal import Synchronization

/// Lets callers that ask for the same at the same time share one computation.
///
/// It runs in the task of the caller that asked first; where that task is cancelled, the next one
/// takes over.
final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Turn: Sendable {
        /// The caller computes.
        case compute
        case done(Result<Value, any Error>)
    }

    private let waiting = Mutex<[Key: [CheckedContinuation<Turn, Never>]]>([:])

    /// The value that `compute` yields, here or for another caller that asked for this key.
    ///
    /// - Throws: what `compute` throws.
    func value(
        for key: Key, isolation: isolated (any Actor)? = #isolation,
        _ compute: () async throws -> Value
    ) async throws -> Value {
        let turn = await withCheckedContinuation { continuation in
            let computes = waiting.withLock { waiting in
                if waiting[key] == nil {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if computes { continuation.resume(returning: .compute) }
        }
        switch turn {
        case .done(let result):
            return try result.get()
        case .compute:
            do {
                let value = try await compute()
                finish(key, .success(value))
                return value
            } catch is CancellationError {
                handOver(key)
                throw CancellationError()
            } catch {
                finish(key, .failure(error))
                throw error
            }
        }
    }

    /// Callers that wait for another one's computation.
    func callersWaiting(for key: Key) -> Int {
        waiting.withLock { $0[key]?.count ?? 0 }
    }

    private func finish(_ key: Key, _ result: Result<Value, any Error>) {
        let others = waiting.withLock { $0.removeValue(forKey: key) }
        for other in others ?? [] { other.resume(returning: .done(result)) }
    }

    private func handOver(_ key: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Turn, Never>? in
            guard let first = waiting[key]?.first else {
                waiting[key] = nil
                return nil
            }
            waiting[key]?.removeFirst()
            return first
        }
        next?.resume(returning: .compute)
    }
}
