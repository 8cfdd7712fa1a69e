/// The lines of a list of inputs that are not blank.
///
/// The file is held as its bytes; lines are cut from it one at a time. They need not be UTF-8, as
/// paths need not.
struct TextLines: Sequence, Sendable {
    /// The file's path as it was given.
    let path: FilePath
    private let bytes: [UInt8]

    /// Reads a file, or a pipe as in `@<(find . -name '*.jpg')`; a byte order mark is passed over.
    ///
    /// - Throws: `UsageError` for a file that cannot be read, is UTF-16, or holds no line.
    init(contentsOf path: FilePath) throws {
        self.path = path
        let all: [UInt8]
        do {
            all = try FileSystem.contents(ofStream: path)
        } catch {
            throw UsageError.unreadableList(path: path.description)
        }
        if all.starts(with: [0xFF, 0xFE]) || all.starts(with: [0xFE, 0xFF]) {
            throw UsageError.listInUTF16(path: path.description)
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        bytes = all.starts(with: mark) ? Array(all.dropFirst(mark.count)) : all
        if first(where: { _ in true }) == nil {
            throw UsageError.emptyList(path: path.description)
        }
    }

    func makeIterator() -> AnyIterator<[UInt8]> {
        var rest = bytes[...]
        return AnyIterator {
            while !rest.isEmpty {
                let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
                rest = rest[line.endIndex...].dropFirst()
                let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t")]
                if !line.allSatisfy(blanks.contains) { return Array(line) }
            }
            return nil
        }
    }
}
