import Foundation

/// The lines of a list of inputs that are not blank.
///
/// The file is held as its bytes; lines become strings one at a time.
struct TextLines: Sequence, Sendable {
    /// The file's path as it was given.
    let path: String
    private let bytes: Data

    /// Reads a UTF-8 file, with or without byte order mark.
    ///
    /// - Throws: `UsageError.unreadableList`.
    init(contentsOf path: String) throws {
        self.path = path
        do {
            // Unlike Data(contentsOf:) this reads pipes too: `@<(find . -name '*.jpg')`.
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            let all = try file.readToEnd() ?? Data()
            let mark = Data([0xEF, 0xBB, 0xBF])
            bytes = all.starts(with: mark) ? Data(all.dropFirst(mark.count)) : all
        } catch {
            throw UsageError.unreadableList(path: path)
        }
    }

    func makeIterator() -> AnyIterator<String> {
        var rest = bytes[...]
        return AnyIterator {
            while !rest.isEmpty {
                let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = end == rest.endIndex ? Data() : rest[(end + 1)...]
                if !line.allSatisfy(\.isWhitespace) { return line }
            }
            return nil
        }
    }
}
