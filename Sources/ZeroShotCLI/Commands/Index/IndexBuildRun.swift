import EmbeddingIndex
import Foundation
import ZeroShot

/// Brings an index up to date with some folders.
struct IndexBuildRun {
    /// What was done.
    struct Summary: Equatable {
        var embedded = 0
        /// Files whose bytes the index had already: moved, copied or only touched.
        var known = 0
        var returned = 0
        var gone = 0
        /// How many files failed, by code.
        var failures: [String: Int] = [:]

        var failed: Int { failures.values.reduce(0, +) }
    }

    let builder: IndexBuilder
    let classifier: ZeroShotClassifier
    let reader: ImageReader
    let hasPolicy: Bool
    let batchSize: Int
    let progress: ProgressLine

    /// Images that were read and wait for the tower hold at most this much memory.
    private static let queueBytes = 256 << 20
    /// Images that are being decoded hold at most this much memory; one alone may hold more.
    private static let decodingBytes = 256 << 20

    /// A folder that is looked through.
    func scan(_ folder: FilePath) throws -> IndexScan {
        IndexScan(
            folder: folder, scope: try builder.scope(of: folder.bytes), catalog: builder.catalog,
            hasPolicy: hasPolicy)
    }

    /// Goes through one folder; what was done until an error is committed.
    ///
    /// - Throws: `IndexError`, `CheckpointError`, `RankingError`, `CancellationError`.
    func update(
        _ scan: IndexScan, summary: inout Summary, advance: (_ files: Int) -> Void
    ) async throws {
        do {
            try await read(scan, summary: &summary, advance: advance)
            try builder.commit()
        } catch is CancellationError {
            try builder.commit()
            throw CancellationError()
        }
    }

    private func read(
        _ scan: IndexScan, summary: inout Summary, advance: (_ files: Int) -> Void
    ) async throws {
        let processors = ProcessorCount.current.count
        let turns = DecodingTurns(
            bytes: Self.decodingBytes, besideTowers: max(0, processors - classifier.encoder.threads)
        )
        let files = IndexFileReader(
            images: reader, catalog: builder.catalog, turns: turns, hasPolicy: hasPolicy)
        let ahead = ReadAhead(
            workers: processors, bytes: Self.queueBytes, resultBytes: reader.pixelBytes)
        var batch: [Read] = []
        func finishBatch() async throws {
            try await turns.compute { try await embed(batch, summary: &summary) }
            advance(batch.count)
            batch.removeAll(keepingCapacity: true)
            try builder.commitIfDue()
        }
        try await ahead.forEach(scan, work: { await files.read($0) }) { result in
            switch result {
            case .read(let file, let hash, let image):
                batch.append(Read(file: file, hash: hash, image: image))
                if batch.count == batchSize { try await finishBatch() }
                return
            case .known(let file, let hash):
                builder.add(file, knownHash: hash)
                summary.known += 1
                advance(1)
            case .unreadable(let file, let source, let failure):
                if let file {
                    builder.add(file, failure: failure)
                    advance(1)
                }
                report(failure, of: source, in: &summary)
            case .returned(let id):
                builder.markReturned(id)
                summary.returned += 1
            case .gone(let id):
                builder.markGone(id)
                summary.gone += 1
            case .failed(let error):
                throw error
            }
            try builder.commitIfDue()
        }
        if !batch.isEmpty { try await finishBatch() }
    }

    /// A file whose bytes were not known when it was read.
    private struct Read {
        let file: FileToIndex
        let hash: [UInt8]
        let image: ReadImage
    }

    /// Embeds what is still new: since it was read, another file may have brought the same bytes.
    private func embed(_ batch: [Read], summary: inout Summary) async throws {
        var seen: Set<[UInt8]> = []
        var (new, repeated): ([Read], [Read]) = ([], [])
        for read in batch {
            let isKnown =
                try builder.isPending(hash: read.hash)
                || builder.catalog.known(hash: read.hash) == .embedded
            if isKnown || !seen.insert(read.hash).inserted {
                repeated.append(read)
            } else {
                new.append(read)
            }
        }
        for (read, image) in zip(new, try await classifier.embed(new.map(\.image))) {
            builder.add(read.file, hash: read.hash, image)
            if let failure = image.failure {
                report(failure, of: image.source, in: &summary)
            } else {
                summary.embedded += 1
            }
        }
        for read in repeated {
            builder.add(read.file, knownHash: read.hash)
            summary.known += 1
        }
    }

    private func report(
        _ failure: ImageReport.Failure, of source: String, in summary: inout Summary
    ) {
        summary.failures[failure.code, default: 0] += 1
        progress.clear()
        StandardError.write(TerminalText.safe("error: \(source): \(failure.message)"))
    }
}

/// Reads a file that an index does not have as it is: its bytes, and unless they are known their
/// picture.
private struct IndexFileReader: Sendable {
    enum Result: Sendable {
        case read(FileToIndex, hash: [UInt8], ReadImage)
        case known(FileToIndex, hash: [UInt8])
        case unreadable(FileToIndex?, source: String, ImageReport.Failure)
        case returned(id: Int64)
        case gone(id: Int64)
        case failed(any Error)
    }

    let images: ImageReader
    let catalog: IndexCatalog
    let turns: DecodingTurns
    let hasPolicy: Bool

    func read(_ found: IndexScan.Found) async -> Result {
        switch found {
        case .toRead(let path, let file): read(path, file)
        case .returned(let id): .returned(id: id)
        case .gone(let id): .gone(id: id)
        case .unreadable(let folder, let error):
            .unreadable(
                nil, source: folder.description,
                ImageReport.Failure(
                    code: "unreadable", message: "The images in this folder are missing. \(error)"))
        case .failed(let error): .failed(error)
        }
    }

    private func read(_ path: FilePath, _ file: FileToIndex) -> Result {
        do {
            let bytes = try FileSystem.contents(of: path, limit: InputReader.maximumFileBytes)
            let hash = ContentHash.of(bytes)
            switch try catalog.known(hash: hash) {
            case .embedded:
                return .known(file, hash: hash)
            case .failed(Refusal.Code.peopleWithoutPolicy.rawValue) where !hasPolicy:
                return .known(file, hash: hash)
            case .failed, nil:
                let opened = images.open(bytes, source: path.description)
                let image = turns.decode(holding: opened.workingBytes) { opened.read() }
                return .read(file, hash: hash, image)
            }
        } catch let error as FileError {
            return .unreadable(
                file, source: path.description, ImageReport.Failure(reading: error))
        } catch {
            return .failed(error)
        }
    }
}
