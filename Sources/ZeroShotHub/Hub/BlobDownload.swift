internal import Fetch
internal import Foundation

/// Fetches one file of a commit into the cache.
struct BlobDownload: Sendable {
    let server: HubServer
    let file: RemoteFile
    let commit: String
    let cache: RepositoryCache
    let tally: ProgressTally

    /// Ends with the file in its place, whoever has fetched it.
    ///
    /// - Throws: `HubError`, `CancellationError`.
    func run() async throws {
        let blob = cache.blob(file.entityTag)
        if isWhole(blob) {
            tally.add(bytes: file.size, kept: file.size, files: 1)
        } else {
            try await writing(blob) {
                let lock = try await CacheLock(path: cache.lock(file.entityTag)) {
                    tally.notice(.waitingForAnotherProcess(file: file.name))
                }
                // Who held the lock before may have fetched it.
                if isWhole(blob) {
                    tally.add(bytes: file.size, kept: file.size, files: 1)
                } else {
                    try await fetch(to: blob)
                }
                _ = consume lock
            }
        }
        try cache.link(file.name, at: commit, to: file.entityTag)
    }

    private var repository: HubRepository { server.repository }
    private var limits: HubLimits { server.configuration.limits }

    /// The hash was checked when the file was put there; a size costs nothing to check again.
    private func isWhole(_ blob: String) -> Bool {
        RepositoryCache.size(of: blob) == file.size
    }

    private func fetch(to blob: String) async throws {
        let path = cache.partialBlob(file.entityTag)
        var partial = try PartialFile(path: path)
        let found = partial.size
        tally.add(bytes: found, kept: found)
        do {
            do {
                try await complete(&partial)
            } catch let error as HubError where error.isOfBytes && found > 0 {
                // What lay there may have been anything.
                tally.notice(.startedOver(file: file.name))
                try startOver(&partial)
                try await complete(&partial)
            }
        } catch let error as HubError where error.isOfBytes {
            try partial.delete()
            throw error
        }
        try partial.publish(as: blob)
        tally.add(bytes: 0, files: 1)
    }

    /// Fetches until all bytes are there, again and again as long as new ones come, and checks them.
    private func complete(_ partial: inout PartialFile) async throws {
        var failures = 0
        var most = partial.size
        while partial.size != file.size {
            do {
                try await fetchRest(of: &partial)
            } catch let error as HubError where error.isPassing {
                failures = partial.size > most ? 1 : failures + 1
                most = max(most, partial.size)
                try await limits.pauseAfter(error, failures: failures) { pause in
                    tally.notice(
                        .tryingAgain(file.name, reason: error.reason, pause: pause)
                    )
                }
            }
        }
        try check(partial)
    }

    private func fetchRest(of partial: inout PartialFile) async throws {
        if partial.size > file.size { try startOver(&partial) }
        let answer = try await server.bytes(of: file, at: commit, from: partial.size)
        switch answer.status {
        case 206 where answer.header("content-range") == contentRange(from: partial.size): break
        case 200: try startOver(&partial)
        default:
            // Not the rest of this file: the next request is for all of it.
            try startOver(&partial)
            throw HubError.unreachable(
                repository, address: answer.address.description,
                reason: "the server sent another part than was asked for"
            )
        }
        let rest = file.size - partial.size
        if let announced = answer.announcedLength, announced != rest {
            throw wrongSize(partial.size + announced)
        }
        do {
            try await answer.read(atMost: rest) { part in
                try partial.append(part)
                tally.add(bytes: part.count)
            }
        } catch FetchError.tooLarge {
            throw wrongSize(nil)
        } catch let error as FetchError {
            throw server.error(error)
        }
        guard partial.size == file.size else {
            throw server.error(
                FetchError.cutShort(answer.address, received: partial.size, announced: file.size)
            )
        }
    }

    private func contentRange(from first: Int) -> String {
        "bytes \(first)-\(file.size - 1)/\(file.size)"
    }

    private func startOver(_ partial: inout PartialFile) throws {
        tally.add(bytes: -partial.size)
        try partial.startOver()
    }

    private func check(_ partial: borrowing PartialFile) throws {
        guard let hash = BlobHash(entityTag: file.entityTag) else { return }
        let found = try hash.ofFile(at: partial.path)
        guard found == hash.text else {
            throw HubError.checksum(
                repository, file: file.name, found: found, expected: hash.text
            )
        }
    }

    private func wrongSize(_ found: Int?) -> HubError {
        .wrongSize(repository, file: file.name, found: found, expected: file.size)
    }

    private func writing(_ blob: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let problem as SystemProblem {
            throw HubError(writing: blob, problem)
        }
    }
}

extension HubError {
    /// Whether the bytes that came are not those of the file.
    fileprivate var isOfBytes: Bool {
        switch self {
        case .checksum, .wrongSize: true
        default: false
        }
    }
}
