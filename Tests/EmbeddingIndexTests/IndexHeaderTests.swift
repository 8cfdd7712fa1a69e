import Testing
import ZeroShot

@testable import EmbeddingIndex

/// The header at the start of a file of embeddings.
struct IndexHeaderTests {
    @Test(arguments: [
        IndexHeader.Origin.built(decoding: .fast, code: "zeroshot 9"), .imported,
    ])
    func `a header is read as it was written`(origin: IndexHeader.Origin) throws {
        let header = try TestIndex.header(origin: origin, store: .fp16)
        let bytes = try header.bytes()
        #expect(bytes.count == IndexHeader.byteCount)
        #expect(IndexHeader(bytes: bytes) == header)
    }

    @Test func `any changed byte of a header is noticed`() throws {
        let bytes = try TestIndex.header().bytes()
        for position in [0, 16, 40, 200, 5000, bytes.count - 33, bytes.count - 1] {
            var changed = bytes
            changed[position] ^= 1
            #expect(IndexHeader(bytes: changed) == nil, "byte \(position)")
        }
        #expect(IndexHeader(bytes: Array(bytes.dropLast())) == nil)
    }
}
