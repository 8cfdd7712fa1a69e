internal import Crypto
internal import Foundation
internal import ZeroShot

/// The prompts file that a run makes; under its name is a whole one, or none.
struct PromptsOutput {
    let path: String

    init(path: String) {
        // A link is followed, so that it stays a link, even where it leads to nothing yet; any other
        // path stays as it was given.
        var found = path
        for _ in 0..<Self.mostLinks {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: found)
            guard let target else { break }
            let folder = URL(filePath: found).deletingLastPathComponent()
            found = URL(filePath: target, relativeTo: folder).path(percentEncoded: false)
        }
        self.path = found
    }

    /// As many as the system itself follows.
    private static let mostLinks = 40

    /// SHA-256 of the file that is there; nil when there is none.
    ///
    /// - Throws: `GenerationError.unreadable`.
    func hash() throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return Self.hash(of: Array(try Data(contentsOf: URL(filePath: path))))
        } catch {
            throw GenerationError.unreadable(path: path, reason: SystemProblem(error).reason)
        }
    }

    static func hash(of bytes: [UInt8]) -> String {
        Hexadecimal.text(SHA256.hash(data: bytes))
    }

    /// The file's content, as `PromptFile` reads it.
    static func bytes(of classes: [GeneratedClass]) -> [UInt8] {
        let members = classes.map { found in
            OrderedJSON.Member(name: found.label, value: .texts(found.sentences))
        }
        return Array((OrderedJSON.object(members).indented() + "\n").utf8)
    }

    /// Puts the bytes in the file's place, all at once, and safe against a loss of power.
    ///
    /// - Throws: `GenerationError.unwritable`; what was there before is there still.
    func write(_ bytes: [UInt8]) throws {
        // One name, so that killed runs leave one such file at most, which the next run uses up.
        let partial = path + ".new"
        do {
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
            let descriptor = unsafe open(partial, flags, 0o666)
            guard descriptor >= 0 else { throw SystemProblem(errno: errno) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            try handle.close()
            guard unsafe rename(partial, path) == 0 else { throw SystemProblem(errno: errno) }
        } catch {
            unsafe unlink(partial)
            throw GenerationError.unwritable(path: path, reason: SystemProblem(error).reason)
        }
    }
}
