import Synchronization

/// What the worker is doing, for heartbeats.
enum WorkerActivity: Sendable, Equatable {
    case loading
    /// Of so many items some were read, and some went through the image tower.
    case batch(id: String, items: Int, read: Int, embedded: Int)
}

/// The activity as the threads that work on it see it; nil while the worker waits for a batch.
final class WorkerProgress: Sendable {
    private let state = Mutex<WorkerActivity?>(.loading)

    var activity: WorkerActivity? { state.withLock { $0 } }

    func begin(_ request: WorkerRequest) {
        state.withLock {
            $0 = .batch(id: request.id, items: request.items.count, read: 0, embedded: 0)
        }
    }

    func add(read more: Int = 0, embedded moreEmbedded: Int = 0) {
        state.withLock {
            guard case .batch(let id, let items, let read, let embedded) = $0 else { return }
            $0 = .batch(
                id: id, items: items, read: read + more, embedded: embedded + moreEmbedded)
        }
    }

    func rest() {
        state.withLock { $0 = nil }
    }
}
