import ImageCodecs

/// The images of a folder and its folders, in byte order of their paths.
///
/// Hidden files are passed over, and so are symbolic links to folders, so the walk always ends. The
/// names of the folders on the way are in memory, and no others.
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

    let folder: FilePath

    func makeIterator() -> Iterator { Iterator(folder: folder) }

    struct Iterator: IteratorProtocol {
        private struct Level {
            let folder: FilePath
            /// What is still to be visited, the next one last.
            var entries: [FileSystem.Entry]
        }

        private var levels: [Level] = []
        private var folder: FilePath?

        /// A walk that begins with the names in a folder.
        init(folder: FilePath) {
            self.folder = folder
        }

        mutating func next() -> Found? {
            while true {
                if let folder {
                    self.folder = nil
                    do {
                        let entries = try FileSystem.entries(of: folder)
                        levels.append(Level(folder: folder, entries: FolderWalk.sorted(entries)))
                    } catch {
                        return .unreadable(folder, error as? FileError ?? .system("\(error)"))
                    }
                }
                guard let last = levels.indices.last else { return nil }
                guard let entry = levels[last].entries.popLast() else {
                    levels.removeLast()
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
    }

    private static let extensions = Set(ImageFormat.allCases.flatMap(\.fileExtensions))

    /// Whether a name has the extension of a supported image format, in any case.
    static func isImage(_ name: [UInt8]) -> Bool {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        return extensions.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
    }

    /// The entries, last one first; a folder sorts as its files' paths do: with the slash behind its name.
    private static func sorted(_ entries: [FileSystem.Entry]) -> [FileSystem.Entry] {
        entries
            .map { entry in
                (key: entry.name + (entry.kind == .folder ? [UInt8(ascii: "/")] : []), entry: entry)
            }
            .sorted { $1.key.lexicographicallyPrecedes($0.key) }
            .map(\.entry)
    }
}
