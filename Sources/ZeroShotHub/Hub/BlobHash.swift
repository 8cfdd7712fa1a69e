internal import Crypto
internal import Foundation
internal import ZeroShot

/// How a file's name in the cache, which is the Hub's entity tag, follows from its bytes.
enum BlobHash: Sendable, Equatable {
    /// Of large files, which git keeps beside itself.
    case sha256(String)
    /// Of small files: SHA-1 over `blob`, the size and the bytes.
    case gitBlob(String)

    /// - Returns: nil for a tag of another kind, by which nothing can be checked.
    init?(entityTag: String) {
        guard entityTag.utf8.allSatisfy(Hexadecimal.isDigit) else { return nil }
        switch entityTag.utf8.count {
        case 64: self = .sha256(entityTag)
        case 40: self = .gitBlob(entityTag)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .sha256(let text), .gitBlob(let text): text
        }
    }

    /// What this kind of hash is for a file's bytes.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - progress: is told how many bytes were read.
    /// - Returns: lower-case hexadecimal digits.
    /// - Throws: `SystemProblem`, `CancellationError`.
    func ofFile(at path: String, progress: (Int) -> Void = { _ in }) throws -> String {
        switch self {
        case .sha256:
            return try Self.digest(SHA256(), ofFile: path, progress: progress) { _ in [] }
        case .gitBlob:
            return try Self.digest(Insecure.SHA1(), ofFile: path, progress: progress) { size in
                Array("blob \(size)\0".utf8)
            }
        }
    }

    /// Large enough to cost nothing, small enough to be cancelled in between.
    private static let partSize = 1 << 20

    private static func digest(
        _ function: some HashFunction, ofFile path: String, progress: (Int) -> Void,
        prefix: (_ size: UInt64) -> [UInt8]
    ) throws -> String {
        var function = function
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            let size = try file.seekToEnd()
            try file.seek(toOffset: 0)
            function.update(data: prefix(size))
            while let part = try file.read(upToCount: partSize), !part.isEmpty {
                try Task.checkCancellation()
                function.update(data: part)
                progress(part.count)
            }
            try file.close()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SystemProblem(error)
        }
        return Hexadecimal.text(function.finalize())
    }
}
