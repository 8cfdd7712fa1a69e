import Foundation
import Testing

@testable import ZeroShot

/// How the cache keeps to its limits, and what it takes from others that use its folder.
struct PrototypeRoomTests {
    private let folder: TemporaryFolder
    private let size: Int

    init() throws {
        folder = try TemporaryFolder()
        let alone = PrototypeCache(folder: folder.url.appending(path: "alone"))
        #expect(alone.keepSample() == nil)
        size = try Data(contentsOf: alone.file()).count
    }

    private func cache(entries: Int) -> PrototypeCache {
        // The samples' sizes differ by a few digits of their seeds.
        PrototypeCache(
            folder: folder.url.appending(path: "prototypes"), byteLimit: entries * (size + 8)
        )
    }

    /// Makes a file look as if it had been used or written then.
    private func date(_ file: URL, years: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -years * 31_557_600)],
            ofItemAtPath: file.path(percentEncoded: false)
        )
    }

    @Test func `the entries used longest ago make room for a new one`() throws {
        let cache = cache(entries: 3)
        for seed in 0..<3 {
            #expect(cache.keepSample(seed) == nil)
            try date(cache.file(seed), years: Double(10 - seed))
        }
        // The oldest, but used now.
        #expect(cache.sample(0) != nil)
        #expect(cache.keepSample(3) == nil)
        #expect((0..<4).map { cache.sample($0) != nil } == [true, false, true, true])
    }

    @Test func `all entries that are too many go at once`() throws {
        for seed in 0..<6 {
            #expect(cache(entries: 6).keepSample(seed) == nil)
            try date(cache(entries: 6).file(seed), years: Double(10 - seed))
        }
        let smaller = cache(entries: 2)
        #expect(smaller.keepSample(6) == nil)
        #expect(
            try smaller.names() == [5, 6].map { PrototypeSample.key($0).fileName }.sorted()
        )
    }

    @Test func `an entry larger than the limit is not kept and takes no other's place`() throws {
        let cache = cache(entries: 1)
        #expect(cache.keepSample() == nil)
        let labels = (0..<1000).map { "\($0)" }
        let large = PromptResults(
            prototypes: ClassPrototypes(
                labels: labels,
                embeddings: Embeddings([Float](repeating: 1, count: 1000), dimension: 1)
            ),
            truncated: []
        )
        #expect(cache.keep(large, for: PrototypeSample.key(1)) == nil)
        #expect(try cache.names() == [PrototypeSample.key().fileName])
        #expect(cache.sample() != nil)
    }

    @Test func `there are never more entries than can be looked at quickly`() throws {
        let cache = cache(entries: 1000)
        let made = cache.folder
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        let limit = PrototypeCache.entryLimit
        for number in 0..<limit {
            let digits = String(number, radix: 16)
            let name = String(repeating: "0", count: 64 - digits.count) + digits + ".prototypes"
            try Data().write(to: made.appending(path: name))
        }
        #expect(try cache.names().count == limit)
        #expect(cache.keepSample() == nil)
        #expect(try cache.names().count == limit)
        #expect(cache.sample() != nil)
    }

    @Test func `only what a killed process left long ago goes`() throws {
        let cache = cache(entries: 2)
        #expect(cache.keepSample() == nil)
        let partial = PrototypeSample.key(1).fileName + ".12ab" + CacheFile.partialSuffix
        let old = PrototypeSample.key(2).fileName + ".34cd" + CacheFile.partialSuffix
        let foreign = ["notes.txt", "old.partial", "my.prototypes"]
        for name in [partial, old] + foreign {
            let file = cache.folder.appending(path: name)
            try Data(repeating: 1, count: size * 5).write(to: file)
            if name != partial { try date(file, years: 1) }
        }
        let odd = cache.file(5)
        try FileManager.default.createDirectory(at: odd, withIntermediateDirectories: true)
        try date(odd, years: 2)
        #expect(cache.keepSample(3) == nil)
        #expect(cache.sample() != nil && cache.sample(3) != nil)
        let expected =
            foreign + [partial, odd.lastPathComponent]
            + [0, 3].map {
                PrototypeSample.key($0).fileName
            }
        #expect(try cache.names() == expected.sorted())
    }

    @Test func `tasks that keep, read and remove at the same time read whole entries only`()
        async throws
    {
        let cache = cache(entries: 3)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var found = 0
                    for round in 0..<150 {
                        let seed = (task * 7 + round) % 6
                        #expect(cache.keepSample(seed) == nil)
                        for other in 0..<6 {
                            guard let results = cache.sample(other) else { continue }
                            found += 1
                            #expect(results == PrototypeSample.results(other))
                        }
                    }
                    return found
                }
            }
            for try await found in group {
                #expect(found > 0)
            }
        }
        let names = try cache.names()
        #expect(names.allSatisfy(PrototypeKey.isFileName))
        #expect(names.count <= 3)
    }
}
