internal import Foundation

/// Lets decoding and the towers take turns, and bounds the memory of pictures that are being
/// decoded.
///
/// The towers' threads work in step: each waits for the slowest. A decoder that takes one of their
/// processors away holds up all of them, so while the towers compute, only as many pictures are
/// begun as there are processors beside theirs.
///
/// `@unchecked Sendable`: the state is touched only while the condition is locked.
package final class DecodingTurns: @unchecked Sendable {
    private let condition = NSCondition()
    private let limit: Int
    private let besideTowers: Int
    private var computing = 0
    private var decoding = 0
    private var heldBytes = 0

    /// - Parameters:
    ///   - bytes: what pictures may hold together while they are decoded; one alone may hold more.
    ///   - besideTowers: pictures that are decoded at once while the towers compute.
    package init(bytes: Int, besideTowers: Int) {
        limit = bytes
        self.besideTowers = besideTowers
    }

    /// Runs `body`, which decodes a picture and holds so many bytes, once it is its turn; until then
    /// the calling thread sleeps.
    package func decode<Result>(holding bytes: Int, _ body: () -> Result) -> Result {
        condition.lock()
        while !mayBegin(bytes) { condition.wait() }
        decoding += 1
        heldBytes += bytes
        condition.unlock()
        defer {
            change {
                decoding -= 1
                heldBytes -= bytes
            }
        }
        return body()
    }

    /// Runs `body`, in which the towers compute.
    package func compute<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        change { computing += 1 }
        defer { change { computing -= 1 } }
        return try await body()
    }

    private func mayBegin(_ bytes: Int) -> Bool {
        if computing > 0 && decoding >= besideTowers { return false }
        return heldBytes == 0 || heldBytes + bytes <= limit
    }

    private func change(_ body: () -> Void) {
        condition.lock()
        defer { condition.unlock() }
        body()
        condition.broadcast()
    }
}
