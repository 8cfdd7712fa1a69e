import EmbeddingIndex
import ZeroShot

/// What is new in a folder since its images were put into an index.
///
/// The walk and the index list their paths in the same order, so both are gone through side by side:
/// memory does not grow with the number of files. What is as it was is passed over.
struct IndexScan: Sequence, Sendable {
    /// One difference.
    enum Found: Sendable {
        /// A file that is new, was changed, or failed before.
        case toRead(FilePath, FileToIndex)
        /// A file that is there again as it was.
        case returned(id: Int64)
        /// A file that is no longer there.
        case gone(id: Int64)
        /// A folder that cannot be read; what the index has of it stays as it is.
        case unreadable(FilePath, FileError)
        /// The index cannot be read.
        case failed(any Error)
    }

    let folder: FilePath
    let scope: IndexScope
    let catalog: IndexCatalog
    /// Whether pictures of people are embedded, and so read again where they were not.
    let hasPolicy: Bool

    func makeIterator() -> Iterator { Iterator(scan: self) }

    struct Iterator: IteratorProtocol {
        private let scan: IndexScan
        private var walk: FolderWalk.Iterator
        /// The next file of the walk, with its path in the index.
        private var walked: (file: FilePath, path: [UInt8])?
        private var walkIsOver = false
        private var known: ArraySlice<IndexedFile> = []
        private var lastKnown: [UInt8] = []
        private var knownIsOver = false
        private var unreadable: [[UInt8]] = []
        private var hasFailed = false

        init(scan: IndexScan) {
            self.scan = scan
            walk = FolderWalk(folder: scan.folder).makeIterator()
        }

        mutating func next() -> Found? {
            guard !hasFailed else { return nil }
            do {
                return try step()
            } catch {
                hasFailed = true
                return .failed(error)
            }
        }

        private mutating func step() throws -> Found? {
            while true {
                if walked == nil, !walkIsOver, let problem = advanceWalk() { return problem }
                try fetchKnown()
                switch (walked, known.first) {
                case (nil, nil):
                    return nil
                case (let walked?, nil):
                    self.walked = nil
                    return .toRead(walked.file, file(walked))
                case (nil, let known?):
                    self.known.removeFirst()
                    if let found = missing(known) { return found }
                case (let walked?, let known?):
                    if known.path == walked.path {
                        self.walked = nil
                        self.known.removeFirst()
                        if let found = compare(walked, known) { return found }
                    } else if known.path.lexicographicallyPrecedes(walked.path) {
                        self.known.removeFirst()
                        if let found = missing(known) { return found }
                    } else {
                        self.walked = nil
                        return .toRead(walked.file, file(walked))
                    }
                }
            }
        }

        /// Goes on to the next image; a folder that cannot be read is given back.
        private mutating func advanceWalk() -> Found? {
            while let found = walk.next() {
                switch found {
                case .image(let file):
                    walked = (file, path(of: file))
                    return nil
                case .unreadable(let folder, let error):
                    unreadable.append(path(of: folder) + [UInt8(ascii: "/")])
                    return .unreadable(folder, error)
                case .other:
                    continue
                }
            }
            walkIsOver = true
            return nil
        }

        /// A path of the walk as the index has it.
        private func path(of file: FilePath) -> [UInt8] {
            let folder = scan.folder.bytes
            let start = folder.last == UInt8(ascii: "/") ? folder.count : folder.count + 1
            return scan.scope.prefix + file.bytes.dropFirst(start)
        }

        private mutating func fetchKnown() throws {
            guard known.isEmpty, !knownIsOver else { return }
            known = try scan.catalog.files(in: scan.scope, after: lastKnown)[...]
            if let last = known.last { lastKnown = last.path } else { knownIsOver = true }
        }

        private func file(_ walked: (file: FilePath, path: [UInt8])) -> FileToIndex {
            FileToIndex(
                scan.scope, path: walked.path, stamp: FileSystem.stamp(of: walked.file))
        }

        /// What becomes of a file that the walk has not met.
        private func missing(_ known: IndexedFile) -> Found? {
            guard known.isPresent, !unreadable.contains(where: known.path.starts(with:)) else {
                return nil
            }
            return .gone(id: known.id)
        }

        /// What becomes of a file that the walk has met.
        private func compare(
            _ walked: (file: FilePath, path: [UInt8]), _ known: IndexedFile
        ) -> Found? {
            let file = file(walked)
            if file.stamp == nil || file.stamp != known.stamp { return .toRead(walked.file, file) }
            switch known.failure {
            case nil:
                return known.isPresent ? nil : .returned(id: known.id)
            case Refusal.Code.peopleWithoutPolicy.rawValue where !scan.hasPolicy:
                return known.isPresent ? nil : .returned(id: known.id)
            case _?:
                return .toRead(walked.file, file)
            }
        }
    }
}
