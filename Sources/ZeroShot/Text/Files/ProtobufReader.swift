/// Reads the fields of a protobuf message one after another, without a schema.
///
/// Every length is checked against the message it lies in. Source: the encoding's specification,
/// protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
    struct Field {
        let number: Int
        let offset: Int  // of its value
        let value: Value
    }

    enum Value: Equatable {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// A string, bytes or a message: where it lies in the file.
        case range(Range<Int>)
    }

    private enum WireType: UInt64 {
        case varint, fixed64, range, startGroup, endGroup, fixed32
    }

    /// The most groups inside one another; as protobuf's own readers have it.
    private static let deepest = 100

    private let bytes: [UInt8]
    private let end: Int
    private(set) var offset: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, in: bytes.indices)
    }

    /// - Parameters:
    ///   - bytes: of the whole file, so that offsets are those of the file.
    ///   - range: where the message lies.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "inside of the file")
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next field, or nil at the end of the message; groups, which are out of use, are skipped.
    ///
    /// - Throws: `UnexpectedBytes`.
    mutating func next() throws -> Field? {
        var groups: [Int] = []  // numbers of those that are open
        while offset < end {
            let start = offset
            let (number, type) = try readTag()
            let valueOffset = offset
            switch type {
            case .startGroup:
                groups.append(number)
                guard groups.count <= Self.deepest else {
                    throw problem("at most \(Self.deepest) groups inside one another", at: start)
                }
            case .endGroup:
                guard groups.popLast() == number else {
                    throw problem("the end of the group that is open", at: start)
                }
            case .varint, .fixed32, .fixed64, .range:
                let value = try readValue(type)
                if groups.isEmpty {
                    return Field(number: number, offset: valueOffset, value: value)
                }
            }
        }
        guard groups.isEmpty else { throw problem("the end of a group", at: end) }
        return nil
    }

    private mutating func readTag() throws -> (number: Int, type: WireType) {
        let start = offset
        let tag = try readVarint()
        guard (1..<1 << 29).contains(tag >> 3), let type = WireType(rawValue: tag & 7) else {
            throw problem("a field", at: start)
        }
        return (Int(tag >> 3), type)
    }

    private mutating func readValue(_ type: WireType) throws -> Value {
        switch type {
        case .fixed32: return .fixed32(UInt32(try readLittleEndian(byteCount: 4)))
        case .fixed64: return .fixed64(try readLittleEndian(byteCount: 8))
        case .range:
            let start = offset
            let count = try readVarint()
            guard count <= UInt64(end - offset) else {
                throw problem(
                    "a length of at most the \(end - offset) bytes that follow", at: start
                )
            }
            defer { offset += Int(count) }
            return .range(offset..<offset + Int(count))
        case .varint, .startGroup, .endGroup: return .varint(try readVarint())
        }
    }

    private mutating func readVarint() throws -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        for index in 0..<10 {
            guard offset < end else { throw problem("the rest of a number", at: offset) }
            let byte = bytes[offset]
            offset += 1
            // The tenth byte has the last of 64 bits.
            guard index < 9 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            if byte < 0x80 { return value }
        }
        throw problem("a number of at most 64 bits", at: start)
    }

    private mutating func readLittleEndian(byteCount: Int) throws -> UInt64 {
        guard byteCount <= end - offset else {
            throw problem("the rest of a number", at: end)
        }
        defer { offset += byteCount }
        return bytes[offset..<offset + byteCount].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func problem(_ expected: String, at offset: Int) -> UnexpectedBytes {
        UnexpectedBytes(offset: offset, expected: expected)
    }
}
