internal import Foundation

/// A safetensors file: an 8-byte little-endian header length, a JSON header, then the tensors.
///
/// The file is mapped, not read; its header is checked against the file's size (bounds, overlaps,
/// sizes) before any tensor is touched. Source: the safetensors format description
/// (huggingface/safetensors).
package final class SafetensorsFile: Sendable {
    /// Where one tensor lies in the file.
    package struct Entry: Sendable, Equatable {
        package let elementType: ElementType
        package let shape: [Int]
        /// Byte offsets from the start of the data, half open.
        package let bytes: Range<Int>

        package var count: Int { bytes.count / elementType.size }
    }

    package let path: String
    package let entries: [String: Entry]
    private let mapping: MappedFile
    private let dataOffset: Int

    /// Maps the file and checks its header.
    ///
    /// - Throws: `CheckpointError`.
    package init(path: String) throws {
        self.path = path
        mapping = try MappedFile(path: path)
        do {
            dataOffset = try Self.dataOffset(of: mapping)
            let header = mapping.bytes(8..<dataOffset)
            entries = try Self.entries(header: header, dataBytes: mapping.count - dataOffset)
        } catch let problem as SafetensorsProblem {
            throw CheckpointError.malformedSafetensors(file: path, problem: problem)
        }
    }

    /// The tensor's elements as single precision, row-major.
    ///
    /// - Throws: `CheckpointError.unsupportedElementType` for anything but F32, F16 and BF16.
    package func floats(of name: String, _ entry: Entry) throws -> [Float] {
        try floats(of: name, entry, elements: 0..<entry.count)
    }

    /// Some consecutive elements of the tensor as single precision.
    ///
    /// - Throws: `CheckpointError.unsupportedElementType` for anything but F32, F16 and BF16.
    package func floats(of name: String, _ entry: Entry, elements: Range<Int>) throws -> [Float] {
        precondition(
            elements.lowerBound >= 0 && elements.upperBound <= entry.count,
            "elements \(elements) of '\(name)', which has \(entry.count)"
        )
        let size = entry.elementType.size
        let begin = dataOffset + entry.bytes.lowerBound + elements.lowerBound * size
        return try unsafe mapping.withBytes(begin..<begin + elements.count * size) { raw in
            switch entry.elementType {
            case .float32:
                unsafe Self.convert(raw, count: elements.count) { (bits: UInt32) in
                    Float(bitPattern: UInt32(littleEndian: bits))
                }
            case .float16:
                unsafe Self.convert(raw, count: elements.count) { (bits: UInt16) in
                    float(halfBits: UInt16(littleEndian: bits))
                }
            case .bfloat16:
                unsafe Self.convert(raw, count: elements.count) { (bits: UInt16) in
                    float(bfloatBits: UInt16(littleEndian: bits))
                }
            default:
                throw CheckpointError.unsupportedElementType(
                    file: path, tensor: name, found: entry.elementType.rawValue
                )
            }
        }
    }

    /// Converts `count` elements; the bytes need no alignment.
    @inline(__always)
    private static func convert<Bits>(
        _ raw: UnsafeRawBufferPointer, count: Int, _ value: (Bits) -> Float
    ) -> [Float] where Bits: BitwiseCopyable {
        unsafe [Float](unsafeUninitializedCapacity: count) { floats, initialized in
            for index in 0..<count {
                let bits = unsafe raw.loadUnaligned(
                    fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self
                )
                unsafe floats.initializeElement(at: index, to: value(bits))
            }
            initialized = count
        }
    }
}

// MARK: - Header

extension SafetensorsFile {
    /// The format's own limit on the header.
    private static let maximumHeaderLength: UInt64 = 100_000_000

    private static func dataOffset(of mapping: MappedFile) throws -> Int {
        guard mapping.count >= 8 else {
            throw SafetensorsProblem.tooShort(bytes: mapping.count)
        }
        let length = mapping.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= maximumHeaderLength, length <= UInt64(mapping.count - 8) else {
            throw SafetensorsProblem.headerLength(length, fileBytes: mapping.count)
        }
        return 8 + Int(length)
    }

    private static func entries(header: [UInt8], dataBytes: Int) throws -> [String: Entry] {
        let tensors: [String: HeaderEntry]
        do {
            tensors = try JSONDecoder().decode(Header.self, from: Data(header)).tensors
        } catch {
            throw SafetensorsProblem.header(
                reason: "not a JSON object of tensors with dtype, shape and data_offsets"
            )
        }
        var entries: [String: Entry] = [:]
        entries.reserveCapacity(tensors.count)
        for (name, tensor) in tensors {
            entries[name] = try entry(name: name, tensor, dataBytes: dataBytes)
        }
        try checkLayout(entries, dataBytes: dataBytes)
        return entries
    }

    private static func entry(
        name: String, _ tensor: HeaderEntry, dataBytes: Int
    ) throws -> Entry {
        let (shape, offsets) = (tensor.shape, tensor.dataOffsets)
        guard offsets.count == 2 else {
            throw SafetensorsProblem.header(reason: "tensor '\(name)' has offsets \(offsets)")
        }
        guard let elementType = ElementType(rawValue: tensor.elementType) else {
            throw SafetensorsProblem.header(
                reason: "tensor '\(name)' has dtype \(tensor.elementType)"
            )
        }
        let (begin, end) = (offsets[0], offsets[1])
        guard begin >= 0, begin <= end, end <= dataBytes else {
            throw SafetensorsProblem.outOfBounds(
                tensor: name, begin: begin, end: end, dataBytes: dataBytes
            )
        }
        var expected = elementType.size
        for dimension in shape {
            let (product, overflow) = expected.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else {
                throw SafetensorsProblem.header(reason: "tensor '\(name)' has shape \(shape)")
            }
            expected = product
        }
        guard end - begin == expected else {
            throw SafetensorsProblem.wrongSize(tensor: name, bytes: end - begin, expected: expected)
        }
        return Entry(elementType: elementType, shape: shape, bytes: begin..<end)
    }

    /// The header: tensors by name, and `__metadata__`, which nothing here depends on.
    private struct Header: Decodable {
        let tensors: [String: HeaderEntry]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: TensorName.self)
            var tensors: [String: HeaderEntry] = [:]
            for name in container.allKeys where name.stringValue != "__metadata__" {
                tensors[name.stringValue] = try container.decode(HeaderEntry.self, forKey: name)
            }
            self.tensors = tensors
        }
    }

    private struct HeaderEntry: Decodable {
        let elementType: String
        let shape: [Int]
        let dataOffsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case elementType = "dtype"
            case shape
            case dataOffsets = "data_offsets"
        }
    }

    private struct TensorName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The tensors must cover the data exactly, in some order, without sharing a byte.
    private static func checkLayout(_ entries: [String: Entry], dataBytes: Int) throws {
        let ordered = entries.sorted {
            ($0.value.bytes.lowerBound, $0.value.bytes.upperBound, $0.key)
                < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound, $1.key)
        }
        var end = 0
        var previous = ""
        for (name, entry) in ordered {
            guard entry.bytes.lowerBound >= end else {
                throw SafetensorsProblem.overlap(tensor: name, other: previous)
            }
            guard entry.bytes.lowerBound == end else {
                throw SafetensorsProblem.gap(at: end, bytes: entry.bytes.lowerBound - end)
            }
            end = entry.bytes.upperBound
            previous = name
        }
        guard end == dataBytes else {
            throw SafetensorsProblem.gap(at: end, bytes: dataBytes - end)
        }
    }
}

// MARK: - Mapping

/// A file mapped read-only into memory for as long as this object lives.
///
/// `@unchecked Sendable`: the mapping is never written and its address never changes.
@safe
private final class MappedFile: @unchecked Sendable {
    let count: Int
    private let base: UnsafeRawBufferPointer

    init(path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CheckpointError.unreadable(file: path, reason: "not a regular file")
        }
        count = Int(status.st_size)
        guard count > 0 else {
            unsafe base = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            unsafe address != MAP_FAILED
        else { throw Self.unreadable(path) }
        unsafe base = UnsafeRawBufferPointer(start: address, count: count)
    }

    deinit {
        if let address = unsafe base.baseAddress {
            unsafe munmap(UnsafeMutableRawPointer(mutating: address), count)
        }
    }

    func bytes(_ range: Range<Int>) -> [UInt8] {
        unsafe Array(base[range])
    }

    func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows
        -> R
    {
        try unsafe body(UnsafeRawBufferPointer(rebasing: base[range]))
    }

    private static func unreadable(_ path: String) -> CheckpointError {
        .unreadable(file: path, reason: unsafe String(cString: strerror(errno)))
    }
}
