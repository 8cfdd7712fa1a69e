internal import Synchronization

/// Whether the default checkpoint is loaded.
package final class Readiness: Sendable {
    private let ready = Mutex(false)

    /// Not ready.
    package init() {}

    /// Whether requests are answered without waiting for a checkpoint to load.
    package var isReady: Bool { ready.withLock { $0 } }

    /// The checkpoint was loaded.
    package func becomeReady() {
        ready.withLock { $0 = true }
    }
}
