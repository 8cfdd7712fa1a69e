/// The bytes of a pickle program, read from front to back.
struct PickleInput {
    private let program: [UInt8]
    private(set) var position = 0

    init(_ program: [UInt8]) {
        self.program = program
    }

    var isAtEnd: Bool { position == program.count }

    /// - Throws: `TorchArchiveProblem.programEnds` when fewer bytes are left.
    func requireBytes(_ count: some BinaryInteger) throws {
        guard count <= program.count - position else {
            throw TorchArchiveProblem.programEnds(at: program.count)
        }
    }

    mutating func byte() throws -> UInt8 {
        try requireBytes(1)
        defer { position += 1 }
        return program[position]
    }

    mutating func bytes(_ count: some BinaryInteger) throws -> ArraySlice<UInt8> {
        try requireBytes(count)
        defer { position += Int(count) }
        return program[position..<position + Int(count)]
    }

    /// A little-endian number.
    mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws -> Value {
        try bytes(Value.bitWidth / 8).reversed()
            .reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    /// - Throws: `TorchArchiveProblem.notText` when the bytes are not UTF-8.
    mutating func text(_ count: some BinaryInteger) throws -> String {
        let start = position
        guard let text = String(validating: try bytes(count), as: UTF8.self) else {
            throw TorchArchiveProblem.notText(at: start)
        }
        return text
    }

    /// The text up to the next line feed, which is passed over.
    mutating func line() throws -> String {
        guard let end = program[position...].firstIndex(of: 0x0A) else {
            throw TorchArchiveProblem.programEnds(at: program.count)
        }
        let line = try text(end - position)
        position += 1
        return line
    }
}
