import ImageCodecs

/// The images of a folder and its folders, in byte order of their paths.
///
/// Hidden files are passed over, and so are symbolic links to folders, so the walk always ends. Of
/// each folder on the way, at most a page of names is in memory.
struct FolderWalk: Sequence {
    /// What the walk meets.
    enum Found: Equatable {
        /// A file with the extension of a supported image format.
        case image(FilePath)
        /// Another file.
        case other
        /// A folder that cannot be read.
        case unreadable(FilePath, FileError)
    }

    /// Names of one folder that are in memory at once, which is a few megabytes.
    ///
    /// The folder is read again for each page, which costs little beside the images on it.
    private static let pageSize = 1 << 15

    let folder: FilePath
    var pageSize = Self.pageSize

    func makeIterator() -> Iterator { Iterator(folder: folder, pageSize: pageSize) }

    struct Iterator: IteratorProtocol {
        private struct Level {
            let folder: FilePath
            /// What is still to be visited of the page, the next one last.
            var entries: [FileSystem.Entry] = []
            /// The last entry of the page, behind which more may follow; nil at the folder's end.
            var last: FileSystem.Entry?

            /// Reads the entries behind `last`.
            mutating func turnPage(_ size: Int) throws {
                let page = try FileSystem.page(of: folder, after: last, limit: size)
                last = page.count == size ? page.last : nil
                entries = page.reversed()
            }
        }

        private let pageSize: Int
        private var levels: [Level] = []
        private var folder: FilePath?

        /// A walk that begins with the names in a folder.
        init(folder: FilePath, pageSize: Int) {
            self.folder = folder
            self.pageSize = pageSize
        }

        mutating func next() -> Found? {
            while true {
                if let folder {
                    self.folder = nil
                    levels.append(Level(folder: folder))
                    if let problem = turnPage() { return problem }
                }
                guard let last = levels.indices.last else { return nil }
                guard let entry = levels[last].entries.popLast() else {
                    if levels[last].last == nil {
                        levels.removeLast()
                    } else if let problem = turnPage() {
                        return problem
                    }
                    continue
                }
                let path = levels[last].folder.appending(entry.name)
                switch entry.kind {
                case .folder: folder = path
                case .file: return FolderWalk.isImage(entry.name) ? .image(path) : .other
                case .other: return .other
                }
            }
        }

        /// Reads the next page of the innermost folder; one that cannot be read is left.
        private mutating func turnPage() -> Found? {
            let last = levels.count - 1
            do {
                try levels[last].turnPage(pageSize)
                return nil
            } catch {
                let folder = levels.removeLast().folder
                return .unreadable(folder, error as? FileError ?? .system("\(error)"))
            }
        }
    }

    /// How many items the walk yields, folders that cannot be read included, and how many other
    /// files; counted without sorting.
    func counts() -> (items: Int, others: Int) {
        var counts = (items: 0, others: 0)
        func count(_ folder: FilePath) {
            do {
                try FileSystem.forEachEntry(of: folder) { entry in
                    switch entry.kind {
                    case .folder: count(folder.appending(entry.name))
                    case .file where Self.isImage(entry.name): counts.items += 1
                    case .file, .other: counts.others += 1
                    }
                }
            } catch {
                counts.items += 1
            }
        }
        count(folder)
        return counts
    }

    private static let extensions = Set(ImageFormat.allCases.flatMap(\.fileExtensions))

    /// Whether a name has the extension of a supported image format, in any case.
    static func isImage(_ name: [UInt8]) -> Bool {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        return extensions.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
    }
}
