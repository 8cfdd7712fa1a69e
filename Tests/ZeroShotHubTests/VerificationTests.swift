import Foundation
import TestServer
import Testing

@testable import ZeroShotHub

/// What is in the cache, and whether it is whole.
@Suite(.fewAtOnce)
struct VerificationTests {
    static let needed = CacheTests.needed

    @Test func `the cache's contents are told`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            try workspace.putInCache(
                Self.needed.filter { $0.key == "config.json" }
                    .merging(["onnx/model.onnx": .large("onnx")]) { $1 },
                at: FakeHub.newerCommit, branch: nil
            )
            try workspace.write(FakeHub.newerCommit, to: "refs/refs/pr/1")
            try workspace.write("part", to: "blobs/owl.incomplete")
            try workspace.write("", to: "snapshots/owl/not-a-commit")
            let other = workspace.cache.folder.appending(path: "datasets--owls--nests")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)

            let found = try workspace.cache.repositories()
            #expect(found.map(\.id) == ["owls/clip"])
            let repository = try #require(found.first)
            #expect(repository.revisions.map(\.commit) == [FakeHub.commit, FakeHub.newerCommit])
            #expect(repository.revisions.map(\.references) == [["main"], ["refs/pr/1"]])
            #expect(
                repository.revisions.map { $0.files.map(\.name) } == [
                    FakeHub.neededNames.sorted(), ["config.json", "onnx/model.onnx"],
                ])
            #expect(repository.revisions.first?.bytes == workspace.totalBytes)
            #expect(repository.bytes == workspace.totalBytes + "onnx".count + "part".count)
            #expect(
                repository.partialFiles.map { URL(filePath: $0).lastPathComponent } == [
                    "owl.incomplete"
                ])
            #expect(repository.revisions.allSatisfy { $0.modified != nil })
            let file = try #require(repository.revisions.last?.files.last)
            #expect(file.entityTag == FakeHub.File.large("onnx").entityTag)
            #expect(file.bytes == 4)
        }
    }

    @Test func `a cache that does not exist is empty`() throws {
        #expect(try HubCache(folder: URL(filePath: "/no/such/folder")).repositories().isEmpty)
    }

    @Test func `a whole repository has no problems`() async throws {
        try await HubWorkspace.run { workspace in
            try await workspace.download()
            var progress: [Int] = []
            let result = try workspace.cache.verify("owls/clip") { bytes, total in
                #expect(total == workspace.totalBytes)
                progress.append(bytes)
            }
            #expect(result.problems.isEmpty)
            #expect(result.uncheckedFiles.isEmpty)
            #expect(result.checkedFiles == FakeHub.neededNames.count)
            #expect(result.checkedBytes == workspace.totalBytes)
            #expect(progress == progress.sorted() && progress.last == workspace.totalBytes)
        }
    }

    @Test(arguments: ["config.json", "model.safetensors"])
    func `one changed byte is found`(name: String) async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            let file = try #require(Self.needed[name])
            let changed = "X" + file.content.dropFirst()
            try workspace.write(changed, to: "blobs/\(file.entityTag)")
            let other = FakeHub.File(bytes: Array(changed.utf8), isLarge: file.isLarge)
            let path = workspace.repositoryFolder.appending(path: "blobs/\(file.entityTag)")
            let result = try workspace.cache.verify("owls/clip")
            #expect(
                result.problems == [
                    .damaged(
                        file: name, path: path.path(percentEncoded: false), found: other.entityTag,
                        expected: file.entityTag
                    )
                ])
            #expect(result.checkedFiles == FakeHub.neededNames.count - 1)
        }
    }

    @Test func `missing and incomplete files are found`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            let blob = workspace.repositoryFolder.appending(path: ResumeTests.blob)
            try FileManager.default.removeItem(at: blob)
            try workspace.write("part", to: ResumeTests.partialBlob)
            let path = blob.path(percentEncoded: false)
            let result = try workspace.cache.verify("owls/clip")
            #expect(
                result.problems == [
                    .missing(file: "model.safetensors", path: path),
                    .incomplete(path: path + ".incomplete", bytes: 4),
                ])
        }
    }

    @Test func `shards that their list promises are missed`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache([
                "config.json": .small("{}"),
                "model.safetensors.index.json": .small(
                    #"{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}"#
                ),
                "model-1.safetensors": .large("one"),
            ])
            let path = workspace.repositoryFolder
                .appending(path: "snapshots/\(FakeHub.commit)/model-2.safetensors")
            let result = try workspace.cache.verify("owls/clip")
            #expect(
                result.problems == [
                    .missing(file: "model-2.safetensors", path: path.path(percentEncoded: false))
                ])
        }
    }

    @Test func `a file that is no link, or has another name than a hash, is told`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            try workspace.write("copied", to: "snapshots/\(FakeHub.commit)/notes.md")
            try workspace.write("owl", to: "blobs/some-tag")
            try FileManager.default.createSymbolicLink(
                atPath: workspace.repositoryFolder.path
                    + "/snapshots/\(FakeHub.commit)/merges.txt",
                withDestinationPath: "../../blobs/some-tag"
            )
            let result = try workspace.cache.verify("owls/clip")
            #expect(result.problems.isEmpty)
            #expect(result.uncheckedFiles == ["merges.txt", "notes.md"])
            #expect(result.checkedFiles == FakeHub.neededNames.count)
        }
    }

    @Test func `a blob that lies in a store of all repositories is checked there`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            let blob = workspace.repositoryFolder.appending(path: ResumeTests.blob)
            let shared = workspace.cache.folder.appending(path: "blobs/ab/abcd")
            try FileManager.default.createDirectory(
                at: shared.deletingLastPathComponent(), withIntermediateDirectories: true
            )
            try FileManager.default.moveItem(at: blob, to: shared)
            try FileManager.default.createSymbolicLink(
                atPath: blob.path(percentEncoded: false),
                withDestinationPath: "../../blobs/ab/abcd"
            )
            let result = try workspace.cache.verify("owls/clip")
            #expect(result.problems.isEmpty)
            #expect(result.checkedBytes == workspace.totalBytes)
            let snapshot = try await workspace.download(isOffline: true)
            #expect(snapshot.isComplete == false)
            #expect(snapshot.fileNames == FakeHub.neededNames)
        }
    }
}
