internal import Crypto
public import Foundation

extension LabelSet {
    /// Reads a label set from a file, and makes sure that it is whole.
    ///
    /// What the file says is not trusted: the classes are judged again whenever they are used. No
    /// more memory is taken than a small multiple of the file's size.
    ///
    /// - Throws: ``LabelSetError`` for a file that cannot be read, is something else, is of a later
    ///   version, or is damaged.
    public init(contentsOf file: URL) throws {
        let name = file.relativePath
        self = try Self.read(name) {
            try LabelSetReader(path: file.path(percentEncoded: false), name: name)
        }
    }

    /// Reads the bytes of a label set's file, as ``init(contentsOf:)`` does.
    ///
    /// - Parameters:
    ///   - bytes: all of them.
    ///   - name: what reports and errors call the file.
    /// - Throws: ``LabelSetError``.
    package init(_ bytes: [UInt8], name: String) throws {
        self = try Self.read(name) { LabelSetReader(bytes: bytes, name: name) }
    }

    private static func read(
        _ name: String, with makeReader: () throws -> LabelSetReader
    ) throws -> LabelSet {
        do {
            var reader = try makeReader()
            return try reader.read()
        } catch let damage as LabelSetDamage {
            throw LabelSetError.damaged(file: name, damage)
        } catch let unexpected as UnexpectedBytes {
            throw LabelSetError.damaged(
                file: name,
                .header(offset: unexpected.offset, expected: unexpected.expected)
            )
        } catch let mismatch as HeaderMembers.Mismatch {
            throw LabelSetError.damaged(
                file: name, .member(mismatch.name, problem: mismatch.problem)
            )
        } catch let error as NSError where error.domain == NSPOSIXErrorDomain {
            throw LabelSetError.unreadable(file: name, reason: error.systemReason)
        }
    }
}

extension LabelSetDamage: Error {}

/// Reads a label set's file from its first byte to its last.
private struct LabelSetReader {
    private enum Source {
        case file(FileHandle)
        case memory(ArraySlice<UInt8>)
    }

    private let name: String
    private var source: Source
    private let size: Int
    private var hash = SHA256()

    /// Opens a regular file.
    ///
    /// - Throws: the system's error, `LabelSetError.unreadable`.
    init(path: String, name: String) throws {
        // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw WholeFile.systemError(errno) }
        source = .file(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw WholeFile.systemError(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw LabelSetError.unreadable(file: name, reason: "it is a folder")
        default: throw LabelSetError.unreadable(file: name, reason: "it is no regular file")
        }
        self.name = name
        size = Int(status.st_size)
    }

    init(bytes: [UInt8], name: String) {
        source = .memory(bytes[...])
        self.name = name
        size = bytes.count
    }

    mutating func read() throws -> LabelSet {
        let (firstLine, headerSize) = try readFirstLine()
        let before = firstLine.count + headerSize
        guard headerSize <= LabelSetForm.largestHeader else { throw LabelSetDamage.firstLine }
        guard before + LabelSetForm.checksumSize <= size else {
            throw LabelSetDamage.size(found: size, expected: before + LabelSetForm.checksumSize)
        }
        let header = try LabelSetHeader(try next(headerSize))
        let (count, overflows) = header.count.multipliedReportingOverflow(by: header.dimension)
        guard !overflows, count <= LabelSetForm.mostValues else {
            throw LabelSetDamage.member(
                "prototypes", problem: "has more than \(LabelSetForm.mostValues) values"
            )
        }
        let expected = before + count * 4 + LabelSetForm.checksumSize
        guard size == expected else {
            throw LabelSetDamage.size(found: size, expected: expected)
        }
        var values: [Float] = []
        values.reserveCapacity(count)
        for start in stride(from: 0, to: count * 4, by: LabelSetForm.chunk) {
            values.append(littleEndian: try next(min(LabelSetForm.chunk, count * 4 - start)))
        }
        let sum = Array(hash.finalize())
        guard try next(LabelSetForm.checksumSize) == sum else { throw LabelSetDamage.checksum }
        let labelSet = header.labelSet(
            values, from: LabelSet.File(path: name, sha256: Hexadecimal.text(hash.finalize()))
        )
        if let row = labelSet.prototypes.embeddings.firstRowOfOtherLength {
            throw LabelSetDamage.prototype(label: header.labels[row])
        }
        return labelSet
    }

    /// The first line with its end, and the bytes of the header that it speaks of.
    private mutating func readFirstLine() throws -> (line: [UInt8], headerSize: Int) {
        let start = try peek(LabelSetForm.longestFirstLine)
        let name = Array(LabelSetForm.name.utf8)
        guard start.starts(with: name) else {
            throw LabelSetError.notALabelSet(file: self.name, LabelSetLookalike(start))
        }
        let line = Array(start.prefix { $0 != UInt8(ascii: "\n") })
        let words = line.dropFirst(name.count).split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false
        )
        let numbers = words.map(Self.number)
        guard let version = numbers.first ?? nil else { throw LabelSetDamage.firstLine }
        guard version == LabelSetForm.version else {
            throw LabelSetError.newerVersion(
                file: self.name, version: version, known: LabelSetForm.version
            )
        }
        guard line.count < start.count, numbers.count == 2, let headerSize = numbers[1] else {
            throw LabelSetDamage.firstLine
        }
        return (try next(line.count + 1), headerSize)
    }

    /// A number of at least 1 as `write` puts it: digits alone, and no zero in front.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        let text = String(decoding: digits, as: UTF8.self)
        guard let number = Int(text), number >= 1, String(number) == text else { return nil }
        return number
    }

    /// The first bytes, fewer where the file is shorter; the place in the file stays.
    private func peek(_ count: Int) throws -> [UInt8] {
        switch source {
        case .memory(let bytes):
            return Array(bytes.prefix(count))
        case .file(let file):
            var bytes = [UInt8](repeating: 0, count: count)
            let found = unsafe pread(file.fileDescriptor, &bytes, count, 0)
            guard found >= 0 else { throw WholeFile.systemError(errno) }
            return Array(bytes.prefix(found))
        }
    }

    /// The next bytes, which go into the hash.
    private mutating func next(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let piece = try take(count - bytes.count)
            // Somebody cut the file since its size was asked for.
            guard !piece.isEmpty else { throw LabelSetDamage.checksum }
            bytes.append(contentsOf: piece)
        }
        hash.update(data: bytes)
        return bytes
    }

    /// Some of the next bytes; none at the end.
    private mutating func take(_ count: Int) throws -> [UInt8] {
        switch source {
        case .memory(let bytes):
            source = .memory(bytes.dropFirst(count))
            return Array(bytes.prefix(count))
        case .file(let file):
            return try file.read(upToCount: count).map { [UInt8]($0) } ?? []
        }
    }
}

extension LabelSetLookalike {
    fileprivate init(_ start: [UInt8]) {
        let first = start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let isText = start.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }
        if start.isEmpty {
            self = .empty
        } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            self = .json
        } else {
            self = isText ? .text : .other
        }
    }
}
