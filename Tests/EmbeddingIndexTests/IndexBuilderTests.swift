import Foundation
import Testing

@testable import EmbeddingIndex
@testable import ZeroShot

/// What a builder commits, and what it refuses.
struct IndexBuilderTests {
    private let index: TestIndex

    init() throws {
        index = try TestIndex()
    }

    private func sources(_ reader: IndexReader) throws -> [String] {
        try reader.allImages().map {
            String($0.source.split(separator: "/").last ?? "")
        }
    }

    @Test(arguments: [(IndexHeader.Store.fp32, Float(0)), (.fp16, 0x1p-11)])
    func `rows come back as they were committed`(store: IndexHeader.Store, tolerance: Float) throws
    {
        let builder = try index.builder(store: store)
        #expect(builder.isNew)
        try index.add(0..<40, to: builder)
        let reader = try IndexReader(index.folder)
        #expect(reader.header.store == store)
        #expect(reader.rows.count == 40)
        let images = try reader.allImages()
        #expect(images.count == 40)
        for image in images {
            let number = try #require(image.size).width - 1
            let row = try #require(image.row)
            var values = [Float](repeating: 0, count: TestIndex.dimension)
            var span = values.mutableSpan
            reader.rows.copy(row..<row + 1, into: &span)
            for (value, expected) in zip(values, try TestIndex.embedding(number)) {
                #expect(abs(value - expected) <= tolerance)
            }
        }
        #expect(try reader.verify() == [])
    }

    @Test func `what a killed process left behind the committed rows is cut off`() throws {
        try index.add(0..<10, to: index.builder())
        let whole = try Data(contentsOf: index.embeddings)
        for tail in [1, TestIndex.dimension * 4, 5000] {
            try (whole + Data(repeating: 7, count: tail)).write(to: index.embeddings)
            let reader = try IndexReader(index.folder)
            #expect(reader.rows.count == 10)
            #expect(try reader.verify() == [])
            _ = try index.builder()
            #expect(try Data(contentsOf: index.embeddings) == whole)
        }
    }

    @Test func `an index that a killed process had just begun is made anew`() throws {
        let path = index.folder.path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("half a header".utf8).write(to: index.embeddings)
        try Data().write(to: URL(filePath: index.folder.database))
        #expect(throws: IndexError.missing(path: path)) { try IndexReader(index.folder) }
        try index.add(0..<3, to: index.builder())
        #expect(try IndexReader(index.folder).rows.count == 3)
    }

    @Test func `rows that are not committed do not count`() throws {
        let builder = try index.builder()
        try index.add(0..<2, to: builder)
        let scope = try builder.scope(of: index.path)
        builder.add(
            FileToIndex(scope, path: Array("x.jpg".utf8), stamp: nil), hash: TestIndex.hash(9),
            EmbeddedImage(
                source: "x.jpg", embedding: try TestIndex.embedding(9), size: nil))
        #expect(builder.isPending(hash: TestIndex.hash(9)))
        #expect(try IndexReader(index.folder).rows.count == 2)
        try builder.commit()
        #expect(!builder.isPending(hash: TestIndex.hash(9)))
        #expect(try IndexReader(index.folder).rows.count == 3)
    }

    @Test func `files with the same bytes share a row`() throws {
        let builder = try index.builder()
        try index.add(0..<2, to: builder)
        let scope = try builder.scope(of: index.path)
        for name in ["copy.jpg", "sub/copy.jpg"] {
            builder.add(
                FileToIndex(scope, path: Array(name.utf8), stamp: nil),
                knownHash: TestIndex.hash(1))
        }
        try builder.commit()
        let reader = try IndexReader(index.folder)
        #expect(reader.rows.count == 2)
        #expect(try sources(reader) == ["0.jpg", "1.jpg", "copy.jpg", "copy.jpg"])
        let picture = try #require(try reader.pictures(inRows: [1]).first)
        #expect(picture.paths.count == 3 && picture.hash == TestIndex.hash(1))
        #expect(try reader.row(ofHash: TestIndex.hash(1)) == 1)
        #expect(try reader.row(ofHash: TestIndex.hash(5)) == nil)
    }

    @Test func `a file that is gone is hidden until it is there again`() throws {
        let builder = try index.builder()
        try index.add(0..<3, to: builder)
        let scope = try builder.scope(of: index.path)
        let files = try builder.catalog.files(in: scope, after: [])
        #expect(files.map(\.path) == ["0.jpg", "1.jpg", "2.jpg"].map { Array($0.utf8) })
        builder.markGone(files[1].id)
        try builder.commit()
        let reader = try IndexReader(index.folder)
        #expect(try sources(reader) == ["0.jpg", "2.jpg"])
        let hidden = try reader.hiddenRows(withPolicy: false)
        #expect(hidden.count == 1 && hidden.contains(1))
        #expect(try reader.statistics().gone == 1)
        #expect(try !builder.catalog.files(in: scope, after: [])[1].isPresent)
        builder.markReturned(files[1].id)
        try builder.commit()
        #expect(try IndexReader(index.folder).hiddenRows(withPolicy: false).count == 0)
    }

    @Test func `pictures of people are hidden without a consent policy`() async throws {
        let builder = try index.builder()
        try index.add(0..<2, to: builder)
        try index.add(5..<6, to: builder, people: ["1 face region"])
        let reader = try IndexReader(index.folder)
        #expect(try reader.hiddenRows(withPolicy: true).count == 0)
        let hidden = try reader.hiddenRows(withPolicy: false)
        #expect(hidden.count == 1 && hidden.contains(2))
        let images = try reader.allImages()
        let without = images.map { $0.facts(withPolicy: false) }
        #expect(without.map(\.failure?.code) == [nil, nil, "people-without-policy"])
        #expect(without.last?.failure?.message.contains("1 face region") == true)
        #expect(try await reader.withRows(of: images, withPolicy: false) { $0.count } == 2)
        let with = images.map { $0.facts(withPolicy: true) }
        #expect(with.allSatisfy { $0.failure == nil })
        #expect(with.last?.peopleEvidence == ["1 face region"])
        #expect(try await reader.withRows(of: images, withPolicy: true) { $0.count } == 3)
        #expect(try reader.statistics().showingPeople == 1)
    }

    @Test func `a second builder is told who writes, and reading goes on`() throws {
        let builder = try index.builder()
        try index.add(0..<2, to: builder)
        let holder = "process \(ProcessInfo.processInfo.processIdentifier) on "
        let error = #expect(throws: IndexError.self) { _ = try index.builder() }
        #expect(error?.description.contains(holder) == true)
        #expect(try IndexReader(index.folder).statistics().writer?.hasPrefix(holder) == true)
        withExtendedLifetime(builder) {}
    }

    @Test func `the lock ends with its holder`() throws {
        _ = try index.builder()
        _ = try index.builder()
        #expect(try IndexReader(index.folder).statistics().writer == nil)
    }

    private func open(
        _ checkpoint: CheckpointSummary = TestIndex.checkpoint(),
        parity: ParityMode = .huggingFace, origin: IndexHeader.Origin = TestIndex.built,
        store: IndexHeader.Store? = nil
    ) throws {
        _ = try IndexBuilder(
            index.folder, checkpoint: checkpoint, parity: parity, origin: origin, store: store)
    }

    @Test func `rows computed in another way are not mixed`() throws {
        _ = try index.builder()
        let path = index.folder.path
        let refusal = #expect(throws: Refusal.self) {
            try open(TestIndex.checkpoint(fingerprint: "def"))
        }
        #expect(refusal?.code == .crossCheckpoint)
        #expect(refusal?.description.contains("'made/up' (sha256 def)") == true)
        #expect(throws: IndexError.other(.parity, index: path, built: "hf", run: "openclip")) {
            try open(parity: .openCLIP)
        }
        #expect(
            throws: IndexError.other(.precision, index: path, built: "float32", run: "int8")
        ) { try open(TestIndex.checkpoint(precision: "int8")) }
        #expect(throws: IndexError.other(.decoding, index: path, built: "exact", run: "fast")) {
            try open(origin: .built(decoding: .fast, code: "zeroshot 1"))
        }
        #expect(
            throws: IndexError.other(.code, index: path, built: "zeroshot 1", run: "zeroshot 2")
        ) { try open(origin: .built(decoding: .exact, code: "zeroshot 2")) }
        #expect(throws: IndexError.other(.store, index: path, built: "fp32", run: "fp16")) {
            try open(store: .fp16)
        }
        #expect(throws: IndexError.mixedOrigins(index: path, isImported: false)) {
            try open(origin: .imported)
        }
        try open()
    }

    @Test func `a query needs the index's checkpoint, parity and precision`() throws {
        let header = try TestIndex.header()
        try header.requireMatch(index: "i", TestIndex.checkpoint(), parity: .huggingFace)
        #expect(throws: Refusal.self) {
            try header.requireMatch(
                index: "i", TestIndex.checkpoint(fingerprint: "x"), parity: .huggingFace)
        }
        #expect(throws: IndexError.self) {
            try header.requireMatch(index: "i", TestIndex.checkpoint(), parity: .openCLIP)
        }
        #expect(throws: IndexError.self) {
            try header.requireMatch(
                index: "i", TestIndex.checkpoint(precision: "int8"), parity: .huggingFace)
        }
        // Of imported embeddings only the checkpoint was said.
        try TestIndex.header(origin: .imported)
            .requireMatch(
                index: "i", TestIndex.checkpoint(precision: "int8"), parity: .openCLIP)
    }

    @Test func `an index says what to know of its rows`() throws {
        #expect(
            try TestIndex.header(origin: .imported, store: .fp16).notices.map(\.code)
                == ["imported-embeddings", "half-precision-index"])
        #expect(try TestIndex.header().notices.map(\.code) == ["index-of-other-code"])
        let current = IndexHeader.Origin.built(
            decoding: .exact, code: CodeVersion.current.description)
        #expect(try TestIndex.header(origin: current).notices == [])
    }

    @Test func `folders of an index do not overlap`() throws {
        let builder = try index.builder()
        let sub = index.photos.appending(path: "sub")
        try FileManager.default.createDirectory(at: sub, withIntermediateDirectories: true)
        let other = try TestIndex()
        let outer = try builder.scope(of: index.path)
        let inner = try builder.scope(of: Array(sub.path(percentEncoded: false).utf8))
        #expect(inner.prefix == Array("sub/".utf8))
        #expect(inner.root == outer.root)
        #expect(try builder.scope(of: other.path).root != outer.root)
        #expect(try builder.roots().count == 2)
        let above = Array(index.photos.deletingLastPathComponent().path().utf8)
        let error = #expect(throws: IndexError.self) { try builder.scope(of: above) }
        #expect(error?.description.contains("would be there twice") == true)
    }

    @Test func `an index moves with the folder that it lies in`() throws {
        try index.add(0..<1, to: index.builder())
        let moved = index.photos.deletingLastPathComponent()
            .appending(path: "moved-\(UUID().uuidString)")
        try FileManager.default.moveItem(at: index.photos, to: moved)
        defer { try? FileManager.default.removeItem(at: moved) }
        let folder = try IndexFolder(finding: moved.path(percentEncoded: false))
        let image = try #require(try IndexReader(folder).allImages().first)
        #expect(image.source == moved.path(percentEncoded: false) + "/0.jpg")
    }

    @Test func `an index is made in a folder of its own only`() throws {
        try FileManager.default.createDirectory(
            atPath: index.folder.path, withIntermediateDirectories: true)
        let file = index.folder.path + "/photo.jpg"
        try Data().write(to: URL(filePath: file))
        #expect(throws: IndexError.notEmpty(path: index.folder.path)) { _ = try index.builder() }
        let onFile = IndexFolder(path: file)
        #expect(throws: IndexError.notAFolder(path: file)) {
            _ = try IndexBuilder(
                onFile, checkpoint: TestIndex.checkpoint(), parity: .huggingFace,
                origin: .imported, store: nil)
        }
    }
}
