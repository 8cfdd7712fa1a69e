/// What stands before the values of an NPY file: a Python dictionary of three entries.
struct NPYHeader: Equatable {
    /// As NumPy writes it, such as `<f4`.
    private(set) var elementType = ""
    private(set) var isFortranOrder = false
    private(set) var shape: [Int] = []
    /// Bytes before the first value.
    let length: Int

    /// More than NumPy itself reads without being told to.
    static let longest = 64 << 10

    /// Reads the header at the beginning of a file.
    init(_ bytes: [UInt8]) throws(NPYProblem) {
        let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)
        guard bytes.starts(with: mark), bytes.count >= 10 else { throw .notAnArray }
        let sizeBytes: Int
        switch bytes[6] {
        case 1: sizeBytes = 2
        case 2, 3: sizeBytes = 4
        default: throw .version(major: Int(bytes[6]))
        }
        let start = 8 + sizeBytes
        guard bytes.count >= start else { throw .header("it is cut") }
        let size = (0..<sizeBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << ($1 * 8) }
        guard size <= bytes.count - start else {
            throw .header(size > Self.longest - start ? "it has \(size) bytes" : "it is cut")
        }
        length = start + size
        var text = PythonLiteral(bytes[start..<length])
        try readEntries(&text)
    }

    private mutating func readEntries(_ text: inout PythonLiteral) throws(NPYProblem) {
        var seen: Set<String> = []
        try text.expect("{")
        while !text.skip("}") {
            let name = try text.string()
            guard seen.insert(name).inserted else { throw .header("'\(name)' is there twice") }
            try text.expect(":")
            switch name {
            case "descr":
                guard !text.isAtList else { throw .elementType("a structure") }
                elementType = try text.string()
            case "fortran_order": isFortranOrder = try text.bool()
            case "shape": shape = try text.integers()
            default: throw .header("'\(name)' is unknown")
            }
            if !text.skip(",") {
                try text.expect("}")
                break
            }
        }
        try text.expectEnd()
        guard seen.count == 3 else {
            throw .header("'descr', 'fortran_order' and 'shape' are not all there")
        }
    }
}

/// Reads the few forms of Python that a header consists of.
private struct PythonLiteral {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    private mutating func skipBlanks() {
        rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// Whether a list comes next.
    var isAtList: Bool {
        rest.first { $0 != 0x20 } == UInt8(ascii: "[")
    }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard let byte = rest.first, UInt32(byte) == scalar.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func expect(_ scalar: Unicode.Scalar) throws(NPYProblem) {
        guard skip(scalar) else { throw .header("'\(scalar)' was expected") }
    }

    mutating func expectEnd() throws(NPYProblem) {
        skipBlanks()
        guard rest.isEmpty else { throw .header("there is more behind '}'") }
    }

    mutating func string() throws(NPYProblem) -> String {
        skipBlanks()
        guard let quote = rest.first, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(quote) else {
            throw .header("a text in quotes was expected")
        }
        let text = rest.dropFirst().prefix { $0 != quote }
        guard text.endIndex < rest.endIndex, !text.contains(UInt8(ascii: "\\")) else {
            throw .header("a text in quotes was expected")
        }
        rest = rest[(text.endIndex + 1)...]
        return String(decoding: text, as: UTF8.self)
    }

    mutating func bool() throws(NPYProblem) -> Bool {
        skipBlanks()
        for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return value
        }
        throw .header("True or False was expected")
    }

    /// A tuple of numbers, such as `(3, 4)` or `(3,)`.
    mutating func integers() throws(NPYProblem) -> [Int] {
        var numbers: [Int] = []
        try expect("(")
        while !skip(")") {
            skipBlanks()
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
                throw .header("a number was expected")
            }
            numbers.append(number)
            rest = rest[digits.endIndex...]
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return numbers
    }
}
