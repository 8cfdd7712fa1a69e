import Foundation
import Testing

/// Runs of the built command that share a cache of prototypes.
struct PrototypeCacheTests {
    private let workspace: Workspace
    private let hub: HubCacheFolder
    private let photo: String

    init() throws {
        workspace = try Workspace()
        hub = try HubCacheFolder(in: workspace, as: "owls/clip")
        photo = try workspace.photo(as: "cat.jpg")
    }

    private static let few = ["cat", "rocket", "cup of coffee"]
    /// So many that their prototypes take more than `limit`.
    private static let many = (1...300).map { "thing \($0)" }
    /// Bytes of a file that may be written, in blocks of 512.
    private static let limit = 32

    private var cache: URL { workspace.folder.appending(path: "cache") }

    /// The names of all files in the cache of prototypes.
    private func kept() throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: cache.appending(path: "zeroshot/prototypes").path(percentEncoded: false)
        )
    }

    private func classify(_ labels: [String] = few, _ options: String...) -> Command {
        var command = Command(
            [
                "classify", photo, "--labels", labels.joined(separator: ","),
                "--checkpoint", "owls/clip", "--format", "json",
            ] + options
        )
        command.environment = hub.environment.merging([
            "XDG_CACHE_HOME": cache.path(percentEncoded: false)
        ]) { $1 }
        return command
    }

    /// The command on a disk that takes no larger files than `limit`.
    private func limited(_ command: Command) -> Command {
        var limited = command
        limited.binary = URL(filePath: "/bin/sh")
        let script = #"trap '' XFSZ; ulimit -f \#(Self.limit); exec "$0" "$@""#
        limited.arguments =
            ["-c", script, command.binary.path(percentEncoded: false)] + command.arguments
        return limited
    }

    /// Overwrites the text tower's tensors with values that are no numbers.
    ///
    /// The fingerprint stays: a large file in the Hub's cache bears it as its name.
    private func spoilTextTower() throws {
        let file = try hub.blob(of: "model.safetensors", in: "owls/clip")
        var bytes = [UInt8](try Data(contentsOf: file))
        let size = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + size])) as? [String: Any]
        )
        let tensors = header.filter { $0.key.hasPrefix("text_") }
        #expect(tensors.count > 20)
        for tensor in tensors.values {
            let offsets = (tensor as? [String: Any])?["data_offsets"] as? [Int]
            let range = try #require(offsets).map { 8 + size + $0 }
            for index in range[0]..<range[1] { bytes[index] = 0xFF }
        }
        try Data(bytes).write(to: file)
    }

    @Test func `known classes are ranked without the text tower's weights`() throws {
        let first = try classify().run()
        #expect(first.status == 0, "\(first.standardError)")
        try spoilTextTower()
        let second = try classify().run()
        #expect(second.status == 0 && second.standardError == "")
        #expect(second.standardOutput == first.standardOutput)
        let other = try classify(["rocket", "cat", "cup of coffee"]).run()
        #expect(other.status == 5, "\(other.standardOutput)")
        #expect(other.standardError.contains("the class has no prototype"))
        #expect(try kept().count == 1)
    }

    @Test func `--no-cache neither reads nor keeps prototypes`() throws {
        let first = try classify(Self.few, "--no-cache").run()
        #expect(first.status == 0 && first.standardError == "")
        #expect(throws: CocoaError.self) { try kept() }
        let second = try classify().run()
        #expect(second.standardOutput == first.standardOutput)
        #expect(try kept().count == 1)
        try spoilTextTower()
        #expect(try classify(Self.few, "--no-cache").run().status == 5)
        #expect(try classify().run().standardOutput == first.standardOutput)
    }

    @Test func `a refused request stays refused`() throws {
        let labels = ["melanoma", "benign mole"]
        #expect(try classify(labels).run().status == 3)
        #expect(throws: CocoaError.self) { try kept() }
    }

    @Test func `processes that start at once give one report and keep one entry`() async throws {
        let expected = try classify(Self.many, "--no-cache").run().standardOutput
        let command = classify(Self.many)
        let results = try await withThrowingTaskGroup(of: Command.Result.self) { group in
            for _ in 0..<4 {
                group.addTask { try command.run() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for result in results {
            #expect(result.status == 0 && result.standardError == "")
            #expect(result.standardOutput == expected)
        }
        #expect(try kept().count == 1)
    }

    @Test func `an entry cut by a loss of power is computed and kept anew`() throws {
        let first = try classify().run()
        let name = try #require(try kept().first)
        let entry = cache.appending(path: "zeroshot/prototypes/\(name)")
        let whole = try Data(contentsOf: entry)
        for bytes in [Data(), whole.dropLast(), Data(count: whole.count)] {
            let handle = try FileHandle(forWritingTo: entry)
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: bytes)
            try handle.close()
            let next = try classify().run()
            #expect(next.status == 0 && next.standardError == "")
            #expect(next.standardOutput == first.standardOutput)
            #expect(try Data(contentsOf: entry) == whole)
        }
    }

    @Test func `a disk that takes no more costs a notice and no results`() throws {
        let full = try limited(classify(Self.many)).run()
        #expect(full.status == 0)
        let folder = cache.appending(path: "zeroshot/prototypes").path(percentEncoded: false)
        #expect(
            full.standardError == """
                notice: \(folder): the classes' prototypes cannot be kept here (File too large), \
                so the next run computes them again. Make room or permit writing, or name another \
                folder with XDG_CACHE_HOME.

                """
        )
        #expect(try kept() == [])
        let whole = try classify(Self.many).run()
        #expect(whole.standardOutput == full.standardOutput && whole.standardError == "")
    }

    @Test func `without a home there is no cache and no word about it`() throws {
        var command = classify()
        command.environment["XDG_CACHE_HOME"] = ""
        let result = try command.run()
        #expect(result.status == 0 && result.standardError == "")
        #expect(try result.standardOutput == classify().run().standardOutput)
    }
}
