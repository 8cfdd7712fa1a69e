import Foundation
import Testing

@testable import ZeroShot

struct FileHashMemoryTests {
    private let folder: TemporaryFolder
    private let cache: CacheFolder

    init() throws {
        folder = try TemporaryFolder()
        cache = try #require(CacheFolder(environment: ["XDG_CACHE_HOME": folder.path("cache")]))
    }

    private var memoryFile: URL { cache.url.appending(path: "file-hashes.json") }

    /// The hash of a file as one run learns or remembers it.
    private func hash(_ name: String, in cache: CacheFolder?) throws -> String {
        var memory = FileHashMemory(in: cache)
        defer { memory.store() }
        return try memory.hash(ofFileAt: folder.path(name))
    }

    private func hash(_ name: String) throws -> String { try hash(name, in: cache) }

    /// Puts text in the memory's place that is the user's own, as the cache demands.
    private func put(_ text: String) throws {
        try Data(text.utf8).write(to: memoryFile)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: memoryFile.path(percentEncoded: false)
        )
    }

    /// Replaces a hash in the memory's file by another, which no file has.
    private func forge(_ hash: String, as other: String = Self.forged) throws {
        let text = try String(contentsOf: memoryFile, encoding: .utf8)
        #expect(text.contains(hash))
        try put(text.replacingOccurrences(of: hash, with: other))
    }

    private static let forged = String(repeating: "0", count: 64)
    private static let ofABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (9_000_001, "972bf4d339c7c8041a5994be2fe0eaa9920319efcc86d9665ec3956cd40f1f39"),
    ])
    func `the hash is the SHA-256 of all bytes`(count: Int, expected: String) throws {
        try folder.write((0..<count).map { UInt8($0 % 251) }, to: "file")
        #expect(try hash("file", in: nil) == expected)
    }

    @Test func `a file that did not change is not read again`() throws {
        try folder.write("abc", to: "file")
        #expect(try hash("file") == Self.ofABC)
        try forge(Self.ofABC)
        #expect(try hash("file") == Self.forged)
    }

    @Test func `a file of the same size that was written to is read again`() throws {
        let file = try folder.write("abc", to: "file")
        #expect(try hash("file") == Self.ofABC)
        let before = FileState(path: folder.path("file"))
        // A system may stamp what is written in the same few milliseconds with the same time.
        repeat {
            let handle = try FileHandle(forWritingTo: file)
            try handle.write(contentsOf: Data("xyz".utf8))
            try handle.close()
        } while FileState(path: folder.path("file")) == before
        #expect(try hash("file") != Self.ofABC)
    }

    @Test func `a file that took another's place, size and date is read`() throws {
        try folder.write("abc", to: "file")
        #expect(try hash("file") == Self.ofABC)
        let date = try FileManager.default.attributesOfItem(atPath: folder.path("file"))
        let other = try folder.write("xyz", to: "other")
        try FileManager.default.setAttributes(
            [.modificationDate: try #require(date[.modificationDate])],
            ofItemAtPath: folder.path("other")
        )
        try FileManager.default.removeItem(atPath: folder.path("file"))
        try FileManager.default.moveItem(at: other, to: folder.url.appending(path: "file"))
        #expect(try hash("file") != Self.ofABC)
    }

    @Test func `only the newest hash of a path is kept`() throws {
        for text in ["abc", "defg", "hijkl"] {
            try folder.write(text, to: "file")
            _ = try hash("file")
        }
        let entries = try JSONSerialization.jsonObject(with: Data(contentsOf: memoryFile))
        #expect((entries as? [Any])?.count == 1)
    }

    @Test(arguments: [
        "", "[", "{}", "[{}]", #"{"entries": []}"#, "\u{0}\u{1}\u{2}", "[1, 2]",
        #"[{"path": "/a", "state": {"file": 1, "size": 3, "times": []}, "hash": "abc"}]"#,
    ])
    func `a memory that cannot be read is none, and is written anew`(text: String) throws {
        try folder.write("abc", to: "file")
        try FileManager.default.createDirectory(at: cache.url, withIntermediateDirectories: true)
        try put(text)
        #expect(try hash("file") == Self.ofABC)
        try forge(Self.ofABC)
        #expect(try hash("file") == Self.forged)
    }

    @Test func `a remembered hash that is none is computed anew`() throws {
        try folder.write("abc", to: "file")
        _ = try hash("file")
        try forge(Self.ofABC, as: "../../etc/passwd")
        #expect(try hash("file") == Self.ofABC)
    }

    @Test func `runs at the same time keep what each of them learnt`() throws {
        let names = ["a", "b", "c"]
        var runs: [FileHashMemory] = []
        for name in names {
            try folder.write("abc" + name, to: name)
            var memory = FileHashMemory(in: cache)
            _ = try memory.hash(ofFileAt: folder.path(name))
            runs.append(memory)
        }
        runs.forEach { $0.store() }
        let text = try String(contentsOf: memoryFile, encoding: .utf8)
        for name in names {
            #expect(text.contains(try hash(name, in: nil)), "\(name)")
        }
    }

    @Test func `where nothing can be kept, hashes are computed all the same`() throws {
        try folder.write("abc", to: "file")
        let blocked = try #require(
            CacheFolder(environment: ["XDG_CACHE_HOME": folder.path("file")])
        )
        for cache in [blocked, nil] {
            #expect(try hash("file", in: cache) == Self.ofABC)
            #expect(try hash("file", in: cache) == Self.ofABC)
        }
        #expect(try String(contentsOfFile: folder.path("file"), encoding: .utf8) == "abc")
    }

    @Test func `the memory stays small, and what was learnt last stays in it`() throws {
        let names = (0...FileHashMemory.capacity).map { "file-\($0)" }
        var memory = FileHashMemory(in: cache)
        for name in names {
            try folder.write(name, to: name)
            _ = try memory.hash(ofFileAt: folder.path(name))
        }
        memory.store()
        let text = try String(contentsOf: memoryFile, encoding: .utf8)
        #expect(!text.contains(try hash(names[0], in: nil)))
        #expect(text.contains(try hash(names[names.count - 1], in: nil)))
        #expect(text.contains(try hash(names[1], in: nil)))
    }

    @Test func `a file that cannot be read is named`() throws {
        let error = try #require(throws: CheckpointError.self) { try hash("absent") }
        #expect(error.description.hasPrefix("\(folder.path("absent")): "))
    }
}
