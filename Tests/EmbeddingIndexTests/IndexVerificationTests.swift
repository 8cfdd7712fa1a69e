import Foundation
import Testing

@testable import EmbeddingIndex
@testable import ZeroShot

/// What verifying finds, and what pruning removes.
struct IndexVerificationTests {
    private let index: TestIndex

    init() throws {
        index = try TestIndex()
        let builder = try index.builder()
        try index.add(0..<30, to: builder)
        try index.add(30..<50, to: builder)
    }

    private func change(_ offset: Int) throws {
        let handle = try FileHandle(forUpdating: index.embeddings)
        try handle.seek(toOffset: UInt64(offset))
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data([byte ^ 0x10]))
        try handle.close()
    }

    @Test func `a sound index has no damage`() throws {
        #expect(try IndexReader(index.folder).verify() == [])
    }

    @Test(arguments: [(0, 0..<30), (777, 0..<30), (2399, 0..<30), (2400, 30..<50), (3999, 30..<50)])
    func `any changed byte of a row is found`(offset: Int, rows: Range<Int>) throws {
        try change(IndexHeader.byteCount + offset)
        #expect(try IndexReader(index.folder).verify() == [.block(rows: rows)])
    }

    @Test func `a row without direction is named by its number, whatever images it is among`()
        async throws
    {
        let handle = try FileHandle(forUpdating: index.embeddings)
        let rowBytes = TestIndex.dimension * 4
        try handle.seek(toOffset: UInt64(IndexHeader.byteCount + 12 * rowBytes))
        try handle.write(contentsOf: Data(repeating: 0, count: rowBytes))
        try handle.close()
        let reader = try IndexReader(index.folder)
        let images = Array(try reader.allImages().reversed())
        await #expect(throws: IndexError.damaged(index: index.folder.path, .row(12))) {
            try await reader.withRows(of: images, withPolicy: false) { _ = try $0.unitRows() }
        }
    }

    @Test func `a changed header is found when the index is opened`() throws {
        try change(100)
        #expect(
            throws: IndexError.damaged(
                index: index.folder.path, .header(file: index.embeddings.path()))
        ) { try IndexReader(index.folder) }
    }

    @Test func `a file that is too short is found when the index is opened`() throws {
        let size = IndexHeader.byteCount + 50 * TestIndex.dimension * 4
        let handle = try FileHandle(forUpdating: index.embeddings)
        try handle.truncate(atOffset: UInt64(size - 1))
        let damage = IndexDamage.short(
            file: index.embeddings.path(), bytes: size - 1, expected: size)
        #expect(throws: IndexError.damaged(index: index.folder.path, damage)) {
            try IndexReader(index.folder)
        }
        #expect(throws: IndexError.damaged(index: index.folder.path, damage)) {
            _ = try index.builder()
        }
    }

    @Test func `a damaged database is an error`() throws {
        let file = URL(filePath: index.folder.database)
        try Data(repeating: 1, count: 8192).write(to: file)
        let error = #expect(throws: IndexError.self) { try IndexReader(index.folder) }
        #expect(error?.description.contains("the database is not consistent") == true)
    }

    @Test func `pruning keeps the rows that files need`() throws {
        let gone: Set = [0, 7, 8, 29, 31, 49]
        try index.remove(gone)
        let before = try IndexReader(index.folder)
        let pruned = try IndexPruning(of: index.folder)
        #expect(pruned.files == 6 && pruned.rows == 6)
        let reader = try IndexReader(index.folder)
        #expect(reader.rows.count == 44)
        #expect(try reader.verify() == [])
        let images = try reader.allImages()
        #expect(
            Set(images.compactMap { $0.size.map { $0.width - 1 } }) == Set(0..<50).subtracting(gone)
        )
        for image in images {
            let number = try #require(image.size).width - 1
            let row = try reader.rows.unitRows([try #require(image.row)])
            #expect(try row.similarities(to: TestIndex.embedding(number))[0] > 0.999999)
        }
        #expect(!FileManager.default.fileExists(atPath: index.embeddings.path()))
        // Who had the index open still has its rows, and is told that their numbers have changed.
        #expect(try before.rows.unitRows([49]).count == 1)
        #expect(throws: IndexError.pruned(index: index.folder.path)) {
            try before.allImages()
        }
        let again = try IndexPruning(of: index.folder)
        #expect(again.files == 0 && again.rows == 0)
        // Building goes on in the new file.
        try index.add(0..<1, to: index.builder())
        #expect(try IndexReader(index.folder).rows.count == 45)
    }

    @Test func `pruning changes nothing in a damaged index`() throws {
        try index.remove([3])
        try change(IndexHeader.byteCount + 5)
        #expect(throws: IndexError.damaged(index: index.folder.path, .block(rows: 0..<30))) {
            try IndexPruning(of: index.folder)
        }
        #expect(FileManager.default.fileExists(atPath: index.embeddings.path()))
        #expect(try IndexReader(index.folder).statistics().gone == 1)
    }

    @Test func `files of embeddings that a killed pruning left are removed`() throws {
        let left = URL(filePath: index.folder.embeddings(2))
        try Data("half".utf8).write(to: left)
        _ = try index.builder()
        #expect(!FileManager.default.fileExists(atPath: left.path()))
        #expect(try IndexReader(index.folder).verify() == [])
    }
}
