internal import Foundation

/// A safetensors file: an 8-byte little-endian header length, a JSON header, then the tensors.
///
/// The file is mapped, not read; its header is checked against the file's size (bounds, overlaps,
/// sizes) before any tensor is touched. Source: the safetensors format description
/// (huggingface/safetensors).
package struct SafetensorsFile: TensorFile {
    package let entries: [String: TensorEntry]
    package let mapping: MappedFile

    /// Maps the file and checks its header.
    ///
    /// - Throws: `CheckpointError`.
    package init(path: String) throws {
        try self.init(MappedFile(path: path))
    }

    /// Checks the header of a mapped file.
    ///
    /// - Throws: `CheckpointError.malformedSafetensors`.
    init(_ mapping: MappedFile) throws {
        self.mapping = mapping
        do {
            let dataOffset = try Self.dataOffset(of: mapping)
            entries = try Self.entries(
                header: mapping.bytes(8..<dataOffset), data: dataOffset..<mapping.count
            )
        } catch let problem as SafetensorsProblem {
            throw CheckpointError.malformedSafetensors(file: mapping.path, problem: problem)
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

    private static func entries(
        header: [UInt8], data: Range<Int>
    ) throws -> [String: TensorEntry] {
        let tensors: [String: HeaderEntry]
        do {
            tensors = try JSONDecoder().decode(Header.self, from: Data(header)).tensors
        } catch {
            throw SafetensorsProblem.header(
                reason: "not a JSON object of tensors with dtype, shape and data_offsets"
            )
        }
        var places: [(name: String, bytes: Range<Int>)] = []
        var entries: [String: TensorEntry] = [:]
        entries.reserveCapacity(tensors.count)
        for (name, tensor) in tensors {
            let (elementType, bytes) = try place(of: tensor, name, dataBytes: data.count)
            places.append((name, bytes))
            entries[name] = TensorEntry(
                elementType: elementType, shape: tensor.shape,
                offset: data.lowerBound + bytes.lowerBound
            )
        }
        try checkLayout(places, dataBytes: data.count)
        return entries
    }

    /// The tensor's element type and its bytes, counted from the start of the data.
    private static func place(
        of tensor: HeaderEntry, _ name: String, dataBytes: Int
    ) throws -> (ElementType, Range<Int>) {
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
        return (elementType, begin..<end)
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
    private static func checkLayout(
        _ places: [(name: String, bytes: Range<Int>)], dataBytes: Int
    ) throws {
        let ordered = places.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name)
                < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
        }
        var end = 0
        var previous = ""
        for (name, bytes) in ordered {
            guard bytes.lowerBound >= end else {
                throw SafetensorsProblem.overlap(tensor: name, other: previous)
            }
            guard bytes.lowerBound == end else {
                throw SafetensorsProblem.gap(at: end, bytes: bytes.lowerBound - end)
            }
            end = bytes.upperBound
            previous = name
        }
        guard end == dataBytes else {
            throw SafetensorsProblem.gap(at: end, bytes: dataBytes - end)
        }
    }
}
