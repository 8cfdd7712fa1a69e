internal import Foundation

/// The folder of an index, and the names of the files in it.
package struct IndexFolder: Sendable, Equatable {
    /// Hidden, so that a walk through the photos passes it over.
    package static let defaultName = ".zeroshot-index"

    /// As it was given or found.
    package let path: String

    /// The folder at a path.
    package init(path: String) {
        self.path = path
    }

    /// The index at a path, or in the folder of photos at that path.
    ///
    /// - Throws: `IndexError.missing`.
    package init(finding path: String) throws {
        for folder in [IndexFolder(path: path), IndexFolder(beside: path)]
        where FileManager.default.fileExists(atPath: folder.database) {
            self = folder
            return
        }
        throw IndexError.missing(path: path)
    }

    /// The default place of the index of a folder of photos.
    package init(beside photos: String) {
        path = photos.hasSuffix("/") ? photos + Self.defaultName : "\(photos)/\(Self.defaultName)"
    }

    var database: String { "\(path)/index.sqlite" }
    var lock: String { "\(path)/lock" }

    /// The file of embeddings; pruning makes a new one with the next number.
    func embeddings(_ generation: Int) -> String { "\(path)/\(Self.name(generation))" }

    static func name(_ generation: Int) -> String { "embeddings-\(generation)" }

    /// The folder that the index lies in, as the index's own path says it.
    package var parent: [UInt8] {
        let trimmed = Array(path.utf8).trimmingSlashes
        guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else {
            return [.init(ascii: ".")]
        }
        return slash == 0 ? [.init(ascii: "/")] : Array(trimmed[..<slash])
    }

    /// Whether there is nothing in the folder but what belongs to an index.
    var hasOnlyOwnFiles: Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.allSatisfy {
            $0 == "lock" || $0.hasPrefix("index.sqlite") || $0.hasPrefix("embeddings-")
        }
    }

    /// Removes files of embeddings that no longer count: a pruning was killed.
    func removeOthers(than generation: Int) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names where name.hasPrefix("embeddings-") && name != Self.name(generation) {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }
}

extension [UInt8] {
    /// The path without slashes at its end, unless it is the root.
    package var trimmingSlashes: [UInt8] {
        var path = self
        while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}
