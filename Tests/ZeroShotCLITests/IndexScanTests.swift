import EmbeddingIndex
import Foundation
import Testing
import ZeroShot

@testable import ZeroShotCLI

/// What is new in a folder since it was put into an index.
struct IndexScanTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private var photos: String { workspace.folder.path(percentEncoded: false) + "/photos" }

    @Test func `what the index has of a folder that cannot be read stays`() throws {
        for name in ["a.jpg", "x/b.jpg", "y.jpg"] { try workspace.write("", to: "photos/" + name) }
        let builder = try IndexBuilder(
            IndexFolder(beside: photos), checkpoint: Checkpoint("demo").summary(),
            parity: .openCLIP, origin: .built(decoding: .exact, code: "zeroshot 1"), store: nil)
        let folder = FilePath(bytes: Array(photos.utf8))
        let adding = try builder.scope(of: folder.bytes)
        for name in ["gone.jpg", "x/b.jpg"] {
            builder.add(
                FileToIndex(adding, path: Array(name.utf8), stamp: nil),
                failure: ImageReport.Failure(code: "damaged", message: "It is damaged."))
        }
        try builder.commit()
        let scan = IndexScan(
            folder: folder, scope: try builder.scope(of: folder.bytes),
            catalog: builder.catalog, hasPolicy: false)
        var found = scan.makeIterator()
        guard case .toRead(let file, _) = found.next() else {
            Issue.record("a.jpg is new")
            return
        }
        #expect(file.description == photos + "/a.jpg")
        try FileManager.default.removeItem(atPath: photos + "/x")
        guard case .unreadable(let unreadable, .missing) = found.next() else {
            Issue.record("x cannot be listed")
            return
        }
        #expect(unreadable.description == photos + "/x")
        guard case .gone = found.next() else {
            Issue.record("gone.jpg is gone")
            return
        }
        guard case .toRead(let last, _) = found.next() else {
            Issue.record("y.jpg is new")
            return
        }
        #expect(last.description == photos + "/y.jpg")
        #expect(found.next() == nil)
    }
}
