/// The lines of a list of inputs that are not blank.
///
/// They are read one at a time, and need not be UTF-8, as paths need not. The last one counts
/// whether or not a line end is behind it.
struct TextLines: Sequence, Sendable {
    /// The file's path as it was given.
    let path: FilePath
    private let file: OpenedFile
    private let start: Int

    /// Opens a file, or a pipe as in `@<(find . -name '*.jpg')`; a byte order mark is passed over.
    ///
    /// - Throws: `UsageError` for a file that cannot be read, is UTF-16, or holds no line.
    init(contentsOf path: FilePath) throws {
        self.path = path
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let beginning: [UInt8]
        do {
            file = try OpenedFile(reading: path)
            beginning = try file.bytes(at: 0, count: mark.count)
        } catch {
            throw UsageError.unreadableList(path: path.description)
        }
        if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
            throw UsageError.listInUTF16(path: path.description)
        }
        start = beginning == mark ? mark.count : 0
        switch first(where: { _ in true }) {
        case .success: break
        case .failure: throw UsageError.unreadableList(path: path.description)
        case nil: throw UsageError.emptyList(path: path.description)
        }
    }

    /// Lines, and a failure in place of those that cannot be read any more.
    func makeIterator() -> AnyIterator<Result<[UInt8], FileError>> {
        var lines: LineReader? = LineReader(file, from: start, carriageReturns: true)
        return AnyIterator {
            do {
                while let line = try lines?.next() {
                    let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t")]
                    if !line.bytes.allSatisfy(blanks.contains) { return .success(line.bytes) }
                }
                return nil
            } catch {
                lines = nil
                return .failure(error as? FileError ?? .system("\(error)"))
            }
        }
    }
}
