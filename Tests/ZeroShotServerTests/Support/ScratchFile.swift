import Foundation

/// A file for the time of a test.
enum ScratchFile {
    @discardableResult
    static func with<Result>(
        _ text: String, _ body: (_ path: String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "file.yml")
        try Data(text.utf8).write(to: file)
        return try body(file.path)
    }
}
