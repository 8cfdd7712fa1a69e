import Foundation
import HTTPTypes
import Testing
import ZeroShot

@testable import ZeroShotServer

struct LabelSetStoreTests {
    /// A new folder that is removed with this object.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "zeroshot-test-\(UUID().uuidString)").path(percentEncoded: false)

        func url(_ name: String) -> URL { URL(filePath: path).appending(path: name) }

        var names: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Opened once for all tests, which takes longer than what they ask of it.
    private static let classifier = Result {
        ZeroShotClassifier(checkpoint: try Checkpoint("demo"), threads: 1)
    }

    private static func labelSet(_ labels: [String] = ["cat", "dog"]) async throws -> LabelSet {
        try await classifier.get().compile(ClassificationRequest(labels: labels))
    }

    @Test func `a folder keeps label sets over a restart`() async throws {
        let folder = Folder()
        let labelSet = try await Self.labelSet()
        let store = try LabelSetStore(folder: folder.path, limit: 10)
        #expect(try await store.keep(labelSet, as: LabelSetName("a")))
        #expect(try folder.names == ["a.labelset"])
        let again = try LabelSetStore(folder: folder.path, limit: 10)
        let found = try await again.labelSet(named: "a")
        #expect(found.prototypes == labelSet.prototypes)
        #expect(found.file?.path == "a")
        #expect(found.file?.sha256 == (try await store.labelSet(named: "a").file?.sha256))
        #expect(try await !again.keep(labelSet, as: LabelSetName("a")))
    }

    @Test func `other files stay as they are, and are none of ours`() async throws {
        let folder = Folder()
        let store = try LabelSetStore(folder: folder.path, limit: 1)
        let others = ["notes.txt", ".hidden.labelset", "a b.labelset", "x.labelset.12.partial"]
        for name in others { try Data("mine".utf8).write(to: folder.url(name)) }
        #expect(try await store.list().isEmpty)
        let name = try LabelSetName("a")
        _ = try await store.keep(try await Self.labelSet(), as: name)
        try await store.remove(name)
        #expect(try folder.names == others.sorted())
        for name in others { #expect(try Data(contentsOf: folder.url(name)) == Data("mine".utf8)) }
    }

    @Test func `a damaged file is listed with its error and stops no other`() async throws {
        let folder = Folder()
        let store = try LabelSetStore(folder: folder.path, limit: 10)
        _ = try await store.keep(try await Self.labelSet(), as: LabelSetName("b"))
        var bytes = try Data(contentsOf: folder.url("b.labelset"))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: folder.url("a.labelset"))
        try FileManager.default.createDirectory(
            at: folder.url("c.labelset"), withIntermediateDirectories: false)
        let list = try await store.list().map(\.json)
        #expect(list.map { $0["name"] } == ["a", "b", "c"])
        #expect(list.map { $0["error"] == .null } == [false, true, false])
        #expect(list[0]["labels"] == .null)
        #expect(
            list[0]["error"]?["message"]
                == """
                The label set 'a' cannot be used. a.labelset: this label set is damaged: its bytes \
                do not have the checksum at its end, so some were changed. Compile it anew with \
                zeroshot labels compile, or copy it again. PUT it again, or DELETE it.
                """)
        #expect(list[2]["error"]?["message"]?.text?.contains("it is a folder") == true)
        await #expect(throws: LabelSetStoreError.self) { try await store.labelSet(named: "a") }
    }

    @Test func `a file that somebody replaced is read again`() async throws {
        let folder = Folder()
        let store = try LabelSetStore(folder: folder.path, limit: 10)
        _ = try await store.keep(try await Self.labelSet(), as: LabelSetName("a"))
        _ = try await store.list()
        try await Self.labelSet(["owl", "fox", "elk"]).write(to: folder.url("a.labelset"))
        #expect(try await store.labelSet(named: "a").prompts.labels == ["owl", "fox", "elk"])
        #expect(try await store.list().first?.json["labels"] == .texts(["owl", "fox", "elk"]))
        try FileManager.default.removeItem(at: folder.url("a.labelset"))
        await #expect(throws: LabelSetStoreError.unknown("a")) {
            try await store.labelSet(named: "a")
        }
    }

    @Test func `a link is replaced, and not what it leads to`() async throws {
        let folder = Folder()
        let store = try LabelSetStore(folder: folder.path, limit: 10)
        try Data("mine".utf8).write(to: folder.url("mine"))
        try FileManager.default.createSymbolicLink(
            at: folder.url("a.labelset"), withDestinationURL: folder.url("mine"))
        _ = try await store.keep(try await Self.labelSet(), as: LabelSetName("a"))
        #expect(try Data(contentsOf: folder.url("mine")) == Data("mine".utf8))
        #expect(try await store.labelSet(named: "a").prompts.labels == ["cat", "dog"])
    }

    @Test func `a folder without room for more in memory reads them again`() async throws {
        let folder = Folder()
        let store = try LabelSetStore(folder: folder.path, limit: 10, memory: 1)
        for name in ["a", "b"] {
            _ = try await store.keep(try await Self.labelSet([name, "x"]), as: LabelSetName(name))
        }
        for name in ["a", "b", "a"] {
            #expect(try await store.labelSet(named: name).prompts.labels == [name, "x"])
        }
    }

    @Test func `memory has its bound`() async throws {
        let labelSet = try await Self.labelSet()
        let bytes = try labelSet.encoded().count
        let store = LabelSetStore(limit: 10, memory: bytes * 2 - 1)
        _ = try await store.keep(labelSet, as: LabelSetName("a"))
        await #expect(throws: LabelSetStoreError.tooLarge(limit: bytes * 2 - 1)) {
            try await store.keep(labelSet, as: LabelSetName("b"))
        }
        #expect(try await !store.keep(labelSet, as: LabelSetName("a")))
    }

    @Test func `the bytes in memory are those of the file`() async throws {
        let labelSet = try await Self.labelSet()
        let folder = Folder()
        let store = try LabelSetStore(folder: folder.path, limit: 10)
        _ = try await store.keep(labelSet, as: LabelSetName("a"))
        try labelSet.write(to: folder.url("b.labelset"))
        let bytes = try labelSet.encoded()
        #expect(bytes == [UInt8](try Data(contentsOf: folder.url("b.labelset"))))
        #expect(try await store.file(of: LabelSetName("a")) == bytes)
    }

    @Test func `a folder that cannot be used is said when the server starts`() throws {
        #expect(throws: LabelSetStoreError.self) {
            try LabelSetStore(folder: "/proc/label-sets", limit: 10)
        }
    }

    @Test(
        arguments: [
            (ENOSPC, LabelSetStoreError.noSpace), (EDQUOT, .noSpace),
            (EROFS, .unwritable(reason: "Read-only file system")),
        ] as [(Int32, LabelSetStoreError)])
    func `a full disk is told from other troubles`(code: Int32, error: LabelSetStoreError) {
        let system = NSError(domain: NSPOSIXErrorDomain, code: Int(code))
        #expect(LabelSetStoreError(writing: system) == error)
    }

    @Test(
        arguments: [
            (
                LabelSetStoreError.tooLarge(limit: 9), 507, "storage-full",
                "This server keeps label sets in memory, at most 9 bytes of them. DELETE one first, or "
                    + "have the operator name a folder for them."
            ),
            (
                .noSpace, 507, "storage-full",
                "The label set was not kept: the disk of the server is full. Label sets that were kept "
                    + "before are as they were."
            ),
            (
                .unwritable(reason: "Read-only file system"), 503, "storage-unavailable",
                "The label set was not changed: the folder of label sets cannot be written: Read-only "
                    + "file system."
            ),
            (
                .damaged("a", .checkpointChanged(folder: "f")), 500, "label-set-damaged",
                "The label set 'a' cannot be used. f: files of this checkpoint changed while it was in "
                    + "use, so nobody can say which of them the vectors come from. Try again once "
                    + "nothing writes there. PUT it again, or DELETE it."
            ),
        ] as [(LabelSetStoreError, Int, String, String)])
    func `an error has its status and its sentence`(
        error: LabelSetStoreError, status: Int, code: String, sentence: String
    ) {
        let answer = APIError(error)
        #expect(answer.status.code == status)
        #expect(answer.code == code)
        #expect(answer.message == sentence)
    }

    @Test func `the start says what is wrong with a folder`() {
        #expect(
            LabelSetStoreError.folder("/x", reason: "Permission denied").description
                == "/x: label sets cannot be kept in this folder: Permission denied. Name one that "
                + "the server may write to.")
    }
}
