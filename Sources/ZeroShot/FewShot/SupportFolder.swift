internal import Foundation
internal import ImageCodecs

/// The images of a folder whose folders are named after labels.
struct SupportFolder {
    /// One image and its label.
    struct Member: Equatable {
        let file: URL
        /// The place of its label, of equal labels the first.
        let label: Int
    }

    /// In byte order of their paths.
    let members: [Member]

    /// Looks at the names in the folder and its folders.
    ///
    /// A name that differs from one label only in case, or has underscores for blanks, stands for
    /// that label. Hidden files are passed over, and so are files without the extension of an
    /// image.
    ///
    /// - Throws: ``SupportError``.
    init(_ folder: URL, labels: [String]) throws {
        var members: [Member] = []
        for name in try Self.names(in: folder) {
            let entry = folder.appending(path: name)
            guard Self.isFolder(entry) else {
                if Self.isImage(name) { throw SupportError.misplaced(path: entry.relativePath) }
                continue
            }
            guard let label = Self.label(named: name, among: labels) else {
                throw SupportError.notALabel(folder: entry.relativePath, labels: labels)
            }
            let files = try Self.images(in: entry)
            guard !files.isEmpty else { throw SupportError.noImages(folder: entry.relativePath) }
            members += files.map { Member(file: $0, label: label) }
        }
        guard !members.isEmpty else { throw SupportError.noImages(folder: folder.relativePath) }
        guard members.count <= SupportRequest.mostImages else {
            throw SupportError.tooMany(
                folder: folder.relativePath, found: members.count,
                limit: SupportRequest.mostImages)
        }
        self.members = members
    }

    private static func images(in folder: URL) throws -> [URL] {
        try names(in: folder).compactMap { name in
            let entry = folder.appending(path: name)
            guard !isFolder(entry) else {
                throw SupportError.misplaced(path: entry.relativePath)
            }
            return isImage(name) ? entry : nil
        }
    }

    /// The names that are not hidden, in byte order.
    private static func names(in folder: URL) throws -> [String] {
        do {
            return try FileManager.default
                .contentsOfDirectory(atPath: folder.path(percentEncoded: false))
                .filter { !$0.hasPrefix(".") }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        } catch {
            throw SupportError.unreadable(
                folder: folder.relativePath, reason: error.systemReason)
        }
    }

    private static func isFolder(_ entry: URL) -> Bool {
        let file = entry.resolvingSymlinksInPath().path(percentEncoded: false)
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    private static let extensions = Set(ImageFormat.allCases.flatMap(\.fileExtensions))

    private static func isImage(_ name: String) -> Bool {
        extensions.contains(URL(filePath: name).pathExtension.lowercased())
    }

    private static func label(named name: String, among labels: [String]) -> Int? {
        if let exact = labels.firstIndex(of: name) { return exact }
        let meant = labels.indices.filter { folded(labels[$0]) == folded(name) }
        return Set(meant.map { labels[$0] }).count == 1 ? meant.first : nil
    }

    private static func folded(_ name: String) -> String {
        name.replacing("_", with: " ").trimmingCharacters(in: .whitespaces).lowercased()
    }
}
