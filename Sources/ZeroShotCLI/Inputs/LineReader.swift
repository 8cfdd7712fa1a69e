/// Cuts a file into lines, one of which is in memory at a time.
struct LineReader {
    /// One line.
    struct Line: Equatable {
        /// Without the byte that ends it.
        let bytes: [UInt8]
        /// False for a last line that nothing ends.
        let isEnded: Bool
        /// Where the next line begins in the file.
        let end: Int
    }

    private static let chunkSize = 1 << 18

    private let file: OpenedFile
    private let ends: (UInt8, UInt8)
    private var chunk: [UInt8] = []
    private var position = 0
    private var chunkEnd: Int

    /// Reads from an offset on; `carriageReturns` end lines too where it says so.
    init(_ file: OpenedFile, from offset: Int = 0, carriageReturns: Bool = false) {
        self.file = file
        chunkEnd = offset
        ends = (0x0A, carriageReturns ? 0x0D : 0x0A)
    }

    /// The next line; nil at the end.
    ///
    /// - Throws: `FileError`.
    mutating func next() throws -> Line? {
        var line: [UInt8] = []
        while true {
            if position == chunk.count {
                chunk = try file.bytes(at: chunkEnd, count: Self.chunkSize)
                chunkEnd += chunk.count
                position = 0
                if chunk.isEmpty {
                    return line.isEmpty ? nil : Line(bytes: line, isEnded: false, end: chunkEnd)
                }
            }
            let end = endOfLine
            line += chunk[position..<end]
            position = end
            guard end < chunk.count else { continue }
            position += 1
            return Line(bytes: line, isEnded: true, end: chunkEnd - chunk.count + position)
        }
    }

    private var endOfLine: Int {
        var end = position
        while end < chunk.count, chunk[end] != ends.0, chunk[end] != ends.1 { end += 1 }
        return end
    }
}
