import Foundation
import Testing

@testable import ZeroShot

struct SafetensorsFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
        try folder.write(bytes, to: "weights.safetensors")
        return try SafetensorsFile(path: folder.path("weights.safetensors"))
    }

    @Test func `values come back as they were stored`() throws {
        let file = try open(
            SafetensorsWriter.file([("a", [2, 3], [1, -2, 3.5, 0, 1e-30, -0.1]), ("b", [], [7])])
        )
        let a = try #require(file.entries["a"])
        let b = try #require(file.entries["b"])
        #expect(a.shape == [2, 3])
        #expect(try file.floats(of: "a", a) == [1, -2, 3.5, 0, 1e-30, -0.1])
        #expect(try file.floats(of: "a", a, elements: 2..<4) == [3.5, 0])
        #expect(try file.floats(of: "b", b) == [7])
    }

    @Test func `every half precision pattern has the value Float16 gives it`() throws {
        let patterns = (0...UInt16.max).filter { !Float16(bitPattern: $0).isNaN }
        let data = patterns.flatMap(SafetensorsWriter.bytes)
        let header = SafetensorsWriter.field("h", "F16", [patterns.count], 0, data.count)
        let file = try open(SafetensorsWriter.file(header: "{\(header)}", data: data))
        let values = try file.floats(of: "h", try #require(file.entries["h"]))
        for (pattern, value) in zip(patterns, values) {
            #expect(value == Float(Float16(bitPattern: pattern)))
        }
        #expect(float(halfBits: 0x7E00).isNaN)
    }

    @Test func `bfloat16 is the upper half of a single`() throws {
        let values: [Float] = [0, -0.0, 1, -1.5, 3.0e38, .leastNonzeroMagnitude, .infinity]
        let data = values.flatMap { SafetensorsWriter.bytes(of: UInt16($0.bitPattern >> 16)) }
        let header = SafetensorsWriter.field("b", "BF16", [values.count], 0, data.count)
        let file = try open(SafetensorsWriter.file(header: "{\(header)}", data: data))
        let expected = values.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) }
        #expect(try file.floats(of: "b", try #require(file.entries["b"])) == expected)
    }

    @Test func `metadata is no tensor`() throws {
        let header =
            "{\"__metadata__\":{\"format\":\"pt\"},"
            + SafetensorsWriter.field("a", "F32", [1], 0, 4) + "}"
        let file = try open(SafetensorsWriter.file(header: header, data: [0, 0, 0, 0]))
        #expect(Array(file.entries.keys) == ["a"])
    }

    @Test func `an empty tensor may have sides whose product is no number`() throws {
        let header = SafetensorsWriter.field("e", "F32", [0, 1 << 62, 8], 0, 0)
        let file = try open(SafetensorsWriter.file(header: "{\(header)}", data: []))
        #expect(try file.floats(of: "e", try #require(file.entries["e"])) == [])
    }

    /// A broken file and what is wrong with it.
    struct BrokenFile: Sendable {
        let bytes: [UInt8]
        let problem: String

        init(_ bytes: [UInt8], _ problem: String) {
            self.bytes = bytes
            self.problem = problem
        }

        /// A file with one tensor `a` of type F32.
        init(
            shape: [Int], _ begin: Int, _ end: Int, dataBytes: Int, type: String = "F32",
            _ problem: String
        ) {
            let field = SafetensorsWriter.field("a", type, shape, begin, end)
            let data = [UInt8](repeating: 0, count: dataBytes)
            self.init(SafetensorsWriter.file(header: "{\(field)}", data: data), problem)
        }

        static let noTensors = """
            its header cannot be read (not a JSON object of tensors with dtype, shape and \
            data_offsets).
            """

        static let all: [BrokenFile] = [
            BrokenFile([1, 2, 3], "it has 3 bytes, too few for a header."),
            BrokenFile(
                SafetensorsWriter.bytes(of: UInt64(1) << 63) + [123, 125],
                "it claims a header of 9223372036854775808 bytes, but the whole file has 10."
            ),
            BrokenFile(
                SafetensorsWriter.bytes(of: UInt64(100)) + [123, 125],
                "it claims a header of 100 bytes, but the whole file has 10."
            ),
            BrokenFile(SafetensorsWriter.file(header: "[]", data: []), noTensors),
            BrokenFile(
                SafetensorsWriter.file(header: "{\"a\":{\"dtype\":\"F32\"}}", data: []), noTensors
            ),
            BrokenFile(
                shape: [1], 0, 4, dataBytes: 4, type: "F33",
                "its header cannot be read (tensor 'a' has dtype F33)."
            ),
            BrokenFile(
                shape: [-1], 0, 4, dataBytes: 4,
                "its header cannot be read (tensor 'a' has shape [-1])."
            ),
            BrokenFile(
                shape: [1 << 40, 1 << 40], 0, 4, dataBytes: 4,
                """
                its header cannot be read (tensor 'a' has shape [1099511627776, 1099511627776]).
                """
            ),
            BrokenFile(
                shape: [4], 0, 16, dataBytes: 12,
                """
                tensor 'a' lies at bytes 0..<16, but there are 12 bytes of data; the file is \
                truncated or damaged.
                """
            ),
            BrokenFile(
                shape: [1], 8, 4, dataBytes: 12,
                """
                tensor 'a' lies at bytes 8..<4, but there are 12 bytes of data; the file is \
                truncated or damaged.
                """
            ),
            BrokenFile(
                shape: [1], -4, 0, dataBytes: 12,
                """
                tensor 'a' lies at bytes -4..<0, but there are 12 bytes of data; the file is \
                truncated or damaged.
                """
            ),
            BrokenFile(
                shape: [2], 0, 4, dataBytes: 4,
                "tensor 'a' has 4 bytes, its shape and type need 8."
            ),
            BrokenFile(
                SafetensorsWriter.file(
                    header: "{" + SafetensorsWriter.field("a", "F32", [2], 0, 8) + ","
                        + SafetensorsWriter.field("b", "F32", [2], 4, 12) + "}",
                    data: [UInt8](repeating: 0, count: 12)
                ),
                "tensors 'b' and 'a' overlap."
            ),
            BrokenFile(shape: [1], 4, 8, dataBytes: 8, "4 bytes at 0 belong to no tensor."),
            BrokenFile(shape: [1], 0, 4, dataBytes: 9, "5 bytes at 4 belong to no tensor."),
        ]
    }

    @Test(arguments: BrokenFile.all)
    func `a broken file is refused and the message says how it is broken`(
        file: BrokenFile
    ) throws {
        let error = try #require(throws: CheckpointError.self) { try open(file.bytes) }
        let path = folder.path("weights.safetensors")
        #expect(
            error.description == "\(path): is not a valid safetensors file: \(file.problem) "
                + "Download the file again."
        )
    }

    @Test func `an absent file and a folder are unreadable`() {
        let absent = folder.path("absent")
        #expect(
            throws: CheckpointError.unreadable(file: absent, reason: "No such file or directory")
        ) {
            try SafetensorsFile(path: absent)
        }
        let path = folder.url.path(percentEncoded: false)
        #expect(throws: CheckpointError.unreadable(file: path, reason: "not a regular file")) {
            try SafetensorsFile(path: path)
        }
    }

    @Test func `an element type without arithmetic is refused by name`() throws {
        let header = SafetensorsWriter.field("w", "F8_E4M3", [1], 0, 1)
        let file = try open(SafetensorsWriter.file(header: "{\(header)}", data: [0]))
        let error = try #require(throws: CheckpointError.self) {
            try file.floats(of: "w", try #require(file.entries["w"]))
        }
        #expect(error.description.contains("tensor 'w' is stored as F8_E4M3; supported: F64, F32"))
    }
}
