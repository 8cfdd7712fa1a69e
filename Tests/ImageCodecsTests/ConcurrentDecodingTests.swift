import ImageCodecs
import Testing

struct ConcurrentDecodingTests {
    @Test func `eight tasks that decode everything at once get the same pixels`() async throws {
        let decoder = ImageDecoder()
        let fixtures = ImageFixture.all
        let files = try fixtures.map { try $0.bytes() }
        let alone = try files.map { try decoder.decode($0).pixels }
        await withTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for step in files.indices {
                        let index = (step * 7 + worker * 31) % files.count
                        let pixels = try? decoder.decode(files[index]).pixels
                        if pixels != alone[index] {
                            Issue.record("\(fixtures[index].file) came out differently")
                        }
                    }
                }
            }
        }
    }

    @Test func `failing beside succeeding decodes leaves both what they are`() async throws {
        let decoder = ImageDecoder()
        let good = try ImageFixture.bytes("baseline-420.jpg")
        let expected = try decoder.decode(good).pixels
        let cut = Array(good[..<(good.count - 40)])
        await withTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for _ in 0..<100 {
                        if worker % 2 == 0 {
                            #expect((try? decoder.decode(good).pixels) == expected)
                        } else {
                            #expect(throws: ImageCodecError.truncated(format: .jpeg)) {
                                try decoder.decode(cut)
                            }
                        }
                    }
                }
            }
        }
    }
}
