import Foundation
import ImageCodecs

/// The images of a folder and its folders, in byte order of their paths.
///
/// Hidden files are passed over, and so are symbolic links to folders, so the walk always ends. One
/// folder's names at a time are in memory.
struct FolderWalk: Sequence {
    /// What the walk meets.
    enum Found: Equatable {
        /// A file with the extension of a supported image format.
        case image(path: String)
        /// Another file.
        case other
    }

    let folder: String

    func makeIterator() -> AnyIterator<Found> {
        // The names that are still to be visited, the next one last, of each folder on the way.
        var pending = [Self.entries(of: folder)]
        return AnyIterator {
            while !pending.isEmpty {
                switch pending[pending.count - 1].popLast() {
                case .folder(let path): pending.append(Self.entries(of: path))
                case .file(let path): return Self.isImage(path) ? .image(path: path) : .other
                case nil: pending.removeLast()
                }
            }
            return nil
        }
    }

    private enum Entry {
        case file(String)
        case folder(String)
    }

    private static let extensions = Set(ImageFormat.allCases.flatMap(\.fileExtensions))

    private static func isImage(_ path: String) -> Bool {
        let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
        return extensions.contains(name[name.index(after: dot)...].lowercased())
    }

    /// The entries of a folder, last one first; nothing for a folder that cannot be read.
    private static func entries(of folder: String) -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return
            names
            .filter { !$0.hasPrefix(".") }
            .map { entry(base + $0) }
            .sorted { sortKey($1).lexicographicallyPrecedes(sortKey($0)) }
    }

    private static func entry(_ path: String) -> Entry {
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type]
        return type as? FileAttributeType == .typeDirectory ? .folder(path) : .file(path)
    }

    /// A folder sorts as its files' paths do: with the slash behind its name.
    private static func sortKey(_ entry: Entry) -> [UInt8] {
        switch entry {
        case .file(let path): Array(path.utf8)
        case .folder(let path): Array(path.utf8) + [UInt8(ascii: "/")]
        }
    }
}
