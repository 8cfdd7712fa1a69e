import Testing

@testable import ZeroShot

struct ProtobufReaderTests {
    private func fields(_ bytes: [UInt8]) throws -> [(number: Int, value: ProtobufReader.Value)] {
        var reader = ProtobufReader(bytes)
        var fields: [(number: Int, value: ProtobufReader.Value)] = []
        while let field = try reader.next() {
            fields.append((field.number, field.value))
        }
        return fields
    }

    @Test func `fields of every wire type are read`() throws {
        let found = try fields([
            0x08, 0x96, 0x01,  // 1: varint 150
            0x11, 1, 2, 3, 4, 5, 6, 7, 8,  // 2: fixed64
            0x1A, 2, 0xAA, 0xBB,  // 3: two bytes
            0x25, 0, 0, 0x80, 0x3F,  // 4: fixed32
            0xF8, 0xFF, 0xFF, 0xFF, 0x0F, 0,  // the largest field number: varint 0
        ])
        #expect(found.map(\.number) == [1, 2, 3, 4, 536_870_911])
        #expect(
            found.map(\.value) == [
                .varint(150), .fixed64(0x0807_0605_0403_0201), .range(14..<16),
                .fixed32(Float(1).bitPattern), .varint(0),
            ]
        )
    }

    @Test func `numbers have up to 64 bits`() throws {
        let largest = [UInt8](repeating: 0xFF, count: 9) + [0x01]
        #expect(try fields([0x08] + largest).map(\.value) == [.varint(.max)])
        // More bytes than needed are allowed.
        #expect(try fields([0x08, 0x81, 0x80, 0x00]).map(\.value) == [.varint(1)])
    }

    @Test func `groups are skipped with all they hold`() throws {
        // 1: a group with a varint, a string and a group; 2: varint 7.
        let group: [UInt8] = [0x0B, 0x10, 5, 0x1A, 1, 0x61, 0x23, 0x24, 0x0C]
        #expect(try fields(group + [0x10, 7]).map(\.number) == [2])
        let deepest = [UInt8](repeating: 0x0B, count: 100) + [UInt8](repeating: 0x0C, count: 100)
        #expect(try fields(deepest).isEmpty)
    }

    @Test func `a message inside of the file has its own end`() throws {
        let bytes: [UInt8] = [0x08, 1, 0x0A, 2, 0x08, 5, 0x08, 9]
        var outer = ProtobufReader(bytes)
        _ = try outer.next()
        let field = try #require(try outer.next())
        guard case .range(let range) = field.value else {
            Issue.record("the second field is a range")
            return
        }
        var inner = ProtobufReader(bytes, in: range)
        #expect(try inner.next()?.value == .varint(5))
        #expect(try inner.next()?.number == nil)
        #expect(try outer.next()?.value == .varint(9))
    }

    @Test(arguments: [
        ([0x08], 1, "the rest of a number"),
        ([0x08, 0x80], 2, "the rest of a number"),
        ([0x08] + [UInt8](repeating: 0x80, count: 10) + [0], 1, "a number of at most 64 bits"),
        ([0x08] + [UInt8](repeating: 0xFF, count: 9) + [2], 1, "a number of at most 64 bits"),
        ([0x11, 1, 2, 3], 4, "the rest of a number"),
        ([0x25, 1, 2, 3], 4, "the rest of a number"),
        ([0x1A, 3, 1, 2], 1, "a length of at most the 2 bytes that follow"),
        (
            [0x1A] + [UInt8](repeating: 0xFF, count: 9) + [1], 1,
            "a length of at most the 0 bytes that follow"
        ),
        ([0x08, 1, 0x00, 0], 2, "a field"),
        ([0x0E], 0, "a field"),
        ([0x0F], 0, "a field"),
        ([0x80, 0x80, 0x80, 0x80, 0x10, 0], 0, "a field"),
        ([0x0C], 0, "the end of the group that is open"),
        ([0x0B, 0x14], 1, "the end of the group that is open"),
        ([0x0B, 0x10, 1], 3, "the end of a group"),
        (
            [UInt8](repeating: 0x0B, count: 101), 100, "at most 100 groups inside one another"
        ),
    ])
    func `what is wrong is said with its place`(bytes: [UInt8], offset: Int, expected: String) {
        #expect(throws: UnexpectedBytes(offset: offset, expected: expected)) {
            try fields(bytes)
        }
    }
}
