import Foundation
import Testing
import ZeroShot

@testable import EmbeddingIndex

/// The files of an index, page by page.
struct IndexPagesTests {
    private let index: TestIndex

    init() throws {
        index = try TestIndex()
    }

    @Test(arguments: [1, 2, 3, 12, 13, 40])
    func `every file is on one page, in the order of paths`(size: Int) throws {
        try index.add(0..<12, to: index.builder())
        let reader = try IndexReader(index.folder)
        let pages = try IndexPages(of: reader, size: size).map {
            try reader.images(on: $0.get(), details: false)
        }
        #expect(pages.allSatisfy { (1...size).contains($0.count) })
        let names = pages.joined().map { $0.source.split(separator: "/").last.map(String.init) }
        #expect(names == (0..<12).map { "\($0).jpg" }.sorted())
        #expect(pages.count == (12 + size - 1) / size)
    }

    @Test func `files that are gone are on no page`() throws {
        try index.add(0..<9, to: index.builder())
        try index.remove([0, 1, 2, 8])
        let reader = try IndexReader(index.folder)
        for size in [1, 2, 4, 100] {
            let images = try reader.allImages(pageSize: size)
            #expect(images.compactMap { $0.size.map { $0.width - 1 } } == [3, 4, 5, 6, 7])
        }
        #expect(try reader.imageCount() == 5)
    }

    @Test(arguments: [1, 3, 4, 5, 100])
    func `the pages of one folder follow those of another`(size: Int) throws {
        let builder = try index.builder()
        for name in ["z", "a"] {
            let folder = index.photos.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let scope = try builder.scope(of: Array(folder.path(percentEncoded: false).utf8))
            for number in 0..<4 {
                builder.add(
                    FileToIndex(scope, path: Array("\(number).jpg".utf8), stamp: nil),
                    failure: ImageReport.Failure(code: "unreadable", message: "Nothing is there."))
            }
        }
        try builder.commit()
        let images = try IndexReader(index.folder).allImages(pageSize: size)
        let expected = ["z", "a"].flatMap { folder in (0..<4).map { "\(folder)/\($0).jpg" } }
        #expect(images.map { String($0.source.suffix(7)) } == expected)
        let root = index.photos.path(percentEncoded: false)
        #expect(images.allSatisfy { $0.source.hasPrefix(root) })
        #expect(images.allSatisfy { $0.failure(withPolicy: false)?.code == "unreadable" })
    }

    @Test func `without details there are neither hashes nor sizes, and all else`() throws {
        try index.add([3, 4], to: index.builder(), people: ["face region"])
        let reader = try IndexReader(index.folder)
        let page = try #require(Array(IndexPages(of: reader, size: 9)).first).get()
        let whole = try reader.images(on: page, details: true)
        let bare = try reader.images(on: page, details: false)
        #expect(whole.map(\.hash) == [TestIndex.hash(3), TestIndex.hash(4)])
        #expect(bare.map(\.hash) == [nil, nil])
        #expect(whole.map(\.size?.width) == [4, 5])
        #expect(bare.allSatisfy { $0.size == nil })
        #expect(bare.map(\.source) == whole.map(\.source))
        #expect(bare.map(\.row) == [0, 1])
        for image in bare {
            #expect(image.failure(withPolicy: false) == .peopleWithoutPolicy(["face region"]))
            #expect(image.failure(withPolicy: true) == nil)
        }
    }

    @Test func `an index without files has no page`() throws {
        _ = try index.builder()
        let pages = IndexPages(of: try IndexReader(index.folder), size: 4)
        #expect(pages.map { _ in 1 }.isEmpty)
    }

    @Test func `rows that are committed later are left out`() throws {
        let builder = try index.builder()
        try index.add(0..<3, to: builder)
        let reader = try IndexReader(index.folder)
        try index.add(3..<6, to: builder)
        #expect(try reader.allImages().count == 3)
        #expect(try IndexReader(index.folder).allImages().count == 6)
    }

    @Test func `an index that was pruned meanwhile ends the pages with its error`() throws {
        try index.add(0..<6, to: index.builder())
        try index.remove([0])
        let reader = try IndexReader(index.folder)
        var pages = IndexPages(of: reader, size: 2).makeIterator()
        #expect(throws: Never.self) { try pages.next()?.get() }
        _ = try IndexPruning(of: index.folder)
        #expect(throws: IndexError.pruned(index: index.folder.path)) { try pages.next()?.get() }
        #expect(pages.next() == nil)
    }

    @Test func `rows of selected images come in their order`() throws {
        try index.add(0..<5, to: index.builder())
        let reader = try IndexReader(index.folder)
        let rows = SelectedRows([4, 0, 2], of: reader.rows)
        #expect((rows.count, rows.dimension) == (3, TestIndex.dimension))
        let found = try rows.unitRows([0, 1, 2])
        for (row, number) in [4, 0, 2].enumerated() {
            #expect(try found.similarities(to: TestIndex.embedding(number))[row] > 0.999999)
        }
    }
}
