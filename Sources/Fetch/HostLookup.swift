import Foundation
import NIOPosix

/// Finds the addresses that a name stands for.
enum HostLookup {
    /// All addresses of a host, as text; none for a name that nobody knows.
    ///
    /// A lookup that is cancelled goes on unheard: the system has no way to stop one.
    static func addresses(of host: String) async -> [String] {
        let (answers, answer) = AsyncStream.makeStream(of: [String].self)
        // The system's lookup blocks its thread.
        NIOThreadPool.singleton.submit { state in
            if state == .active { answer.yield(Host(name: host).addresses) }
            answer.finish()
        }
        for await addresses in answers { return addresses }
        return []
    }
}
