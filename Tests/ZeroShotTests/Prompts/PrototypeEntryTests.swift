import Crypto
import Foundation
import Testing

@testable import ZeroShot

/// What is read from entries that are whole, and from files that are anything else.
struct PrototypeEntryTests {
    private let folder: TemporaryFolder
    private let cache: PrototypeCache
    /// An entry as it was written.
    private let whole: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        cache = PrototypeCache(folder: folder.url)
        #expect(cache.keepSample() == nil)
        whole = [UInt8](try Data(contentsOf: cache.file()))
    }

    /// Puts bytes in the entry's place; they are the user's own, as the cache demands.
    private func put(_ bytes: some Sequence<UInt8>) throws {
        let path = cache.file().path(percentEncoded: false)
        try? FileManager.default.removeItem(atPath: path)
        let made = FileManager.default.createFile(
            atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600]
        )
        try #require(made)
    }

    /// The bytes with the checksum that belongs to them.
    private func sealed(_ bytes: [UInt8]) -> [UInt8] {
        bytes + Array(SHA256.hash(data: bytes))
    }

    @Test func `an entry is read as it was kept`() throws {
        #expect(cache.sample() == PrototypeSample.results())
        #expect(cache.keepSample(1) == nil)
        #expect(cache.sample(1) == PrototypeSample.results(1))
        #expect(cache.sample(0) == PrototypeSample.results(0))
        #expect(cache.sample(2) == nil)
    }

    @Test func `an entry larger than what is read at once is read as it was kept`() {
        let labels = (0..<3000).map { "label \($0)" }
        var values: [Float] = []
        for row in 0..<3000 {
            values += (0..<200).map { $0 == row % 200 ? 1 : 0 }
        }
        let results = PromptResults(
            prototypes: ClassPrototypes(
                labels: labels, embeddings: Embeddings(values, dimension: 200)
            ),
            truncated: []
        )
        let key = PrototypeSample.key(3)
        #expect(cache.keep(results, for: key) == nil)
        #expect(cache.results(for: key, labels: labels, dimension: 200) == results)
    }

    @Test func `an entry and its folder are the user's alone`() throws {
        let below = PrototypeCache(folder: folder.url.appending(path: "new/prototypes"))
        #expect(below.keepSample() == nil)
        for (path, mode) in [("new", 0o700), ("new/prototypes", 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(path))
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
        let entry = below.file().path(percentEncoded: false)
        let attributes = try FileManager.default.attributesOfItem(atPath: entry)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try below.names() == [PrototypeSample.key().fileName])
    }

    @Test func `an entry cut anywhere counts as absent`() throws {
        for count in 0..<whole.count {
            try put(whole.prefix(count))
            #expect(cache.sample() == nil, "\(count) bytes")
        }
        try put(whole)
        #expect(cache.sample() != nil)
    }

    @Test func `an entry with any bit changed counts as absent`() throws {
        for index in whole.indices {
            for bit in 0..<8 {
                var bytes = whole
                bytes[index] ^= 1 << bit
                try put(bytes)
                #expect(cache.sample() == nil, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test func `random bytes are read as an entry of the request, or count as absent`() throws {
        var random = RandomNumbers(seed: 20_260_101)
        for _ in 0..<3000 {
            var bytes = whole
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                bytes = (0..<Int.random(in: 0...600, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            case 1:
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = Int.random(in: start..<bytes.count, using: &random)
                bytes.removeSubrange(start...end)
            case 2:
                let place = Int.random(in: 0...bytes.count, using: &random)
                bytes.insert(contentsOf: whole.suffix(40), at: place)
            default:
                for _ in 0..<20 {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
                // With the right checksum what is read last has to stand up for itself.
                bytes = sealed(Array(bytes.dropLast(32)))
            }
            try put(bytes)
            if let found = cache.sample() {
                // What passes is in the form of an entry, whatever it says.
                #expect(found.prototypes.labels == PrototypeSample.labels)
                #expect(found.prototypes.embeddings.count == PrototypeSample.labels.count)
            }
        }
    }

    @Test(arguments: [
        [UInt64.max, 4, 0], [3, .max, 0], [3, 4, .max], [3, 4, 1 << 62], [1 << 62, 1 << 62, 0],
        [4, 3, 0], [0, 4, 0], [3, 4, 0], [2, 4, 16],
    ])
    func `numbers that do not belong to the request count as absent`(numbers: [UInt64]) throws {
        let bytes = whole.dropLast(32)
        let forged = bytes.prefix(40) + numbers.flatMap(\.littleEndianBytes) + bytes.dropFirst(64)
        try put(sealed(Array(forged)))
        #expect(cache.sample() == nil)
    }

    @Test(arguments: [Float.nan, .infinity, 0, 0.7, -3e38])
    func `prototypes that are no directions count as absent`(value: Float) throws {
        let body = whole.dropLast(32)
        let bits = UInt64(value.bitPattern).littleEndianBytes.prefix(4)
        try put(sealed(Array(body.dropLast(48) + bits + body.suffix(44))))
        #expect(cache.sample() == nil)
    }

    @Test(arguments: ["[", "{}", "[{}]", "[1e999]", String(repeating: "[", count: 100_000)])
    func `truncated prompts in another form count as absent`(json: String) throws {
        let body = whole.dropLast(32)
        let size = UInt64(json.utf8.count).littleEndianBytes
        try put(sealed(Array(body.prefix(56) + size + Array(json.utf8) + body.suffix(48))))
        #expect(cache.sample() == nil)
    }

    @Test func `an entry under another key's name counts as absent`() throws {
        try FileManager.default.copyItem(at: cache.file(0), to: cache.file(1))
        #expect(cache.sample(1) == nil)
    }

    @Test func `an entry that exceeds the limit counts as absent`() {
        let smaller = PrototypeCache(folder: folder.url, byteLimit: whole.count - 1)
        #expect(smaller.sample() == nil)
        #expect(PrototypeCache(folder: folder.url, byteLimit: whole.count).sample() != nil)
    }
}
