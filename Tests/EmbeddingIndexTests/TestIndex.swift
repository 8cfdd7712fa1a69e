import Foundation

@testable import EmbeddingIndex
@testable import ZeroShot

/// An index in a temporary folder, whose embeddings are made up.
final class TestIndex {
    static let dimension = 20

    let photos: URL
    let folder: IndexFolder

    init() throws {
        photos = FileManager.default.temporaryDirectory
            .appending(path: "zeroshot-index-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
        folder = IndexFolder(beside: photos.path(percentEncoded: false))
    }

    deinit {
        try? FileManager.default.removeItem(at: photos)
    }

    var path: [UInt8] { Array(photos.path(percentEncoded: false).utf8) }

    static func checkpoint(
        fingerprint: String = "abc", precision: String = "float32", dimension: Int = dimension
    ) -> CheckpointSummary {
        CheckpointSummary(
            id: "made/up", source: "folder", revision: nil, family: "CLIP",
            architecture: "ViT-B/32", resolution: .fixed(width: 32, height: 32),
            embeddingDimension: dimension, fingerprint: fingerprint, precision: precision)
    }

    static func header(
        origin: IndexHeader.Origin = built, store: IndexHeader.Store = .fp32
    ) throws -> IndexHeader {
        IndexHeader(checkpoint(), parity: .huggingFace, origin: origin, store: store)
    }

    static let built = IndexHeader.Origin.built(decoding: .exact, code: "zeroshot 1")

    func builder(store: IndexHeader.Store? = nil, origin: IndexHeader.Origin = built) throws
        -> IndexBuilder
    {
        try IndexBuilder(
            folder, checkpoint: Self.checkpoint(), parity: .huggingFace, origin: origin,
            store: store)
    }

    /// A unit vector that depends on a number only.
    static func embedding(_ number: Int) throws -> [Float] {
        var state = UInt64(number) &* 7919 &+ 1
        let values = (0..<dimension).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / 0x1p24 - 0.5
        }
        return try Embeddings(values, dimension: dimension).normalized().values
    }

    /// Adds files named after numbers, with those numbers' embeddings.
    func add(
        _ numbers: some Sequence<Int>, to builder: IndexBuilder, people: [String] = [],
        commitEach: Bool = false
    ) throws {
        let scope = try builder.scope(of: path)
        for number in numbers {
            builder.add(
                FileToIndex(
                    scope, path: Array("\(number).jpg".utf8),
                    stamp: FileStamp(size: number, modified: 5)),
                hash: Self.hash(number),
                EmbeddedImage(
                    source: "\(number).jpg", embedding: try Self.embedding(number),
                    size: .init(width: number + 1, height: 7), peopleEvidence: people))
            if commitEach { try builder.commit() }
        }
        try builder.commit()
    }

    /// Notes that files named after numbers are gone.
    func remove(_ numbers: Set<Int>) throws {
        let builder = try builder()
        let scope = try builder.scope(of: path)
        for file in try builder.catalog.files(in: scope, after: []) {
            let name = String(decoding: file.path, as: UTF8.self)
            if let number = Int(name.dropLast(4)), numbers.contains(number) {
                builder.markGone(file.id)
            }
        }
        try builder.commit()
    }

    static func hash(_ number: Int) -> [UInt8] {
        Array(repeating: 0, count: 24)
            + (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// The file of embeddings.
    var embeddings: URL { URL(filePath: folder.embeddings(1)) }
}

extension IndexReader {
    /// All files that are there, read page by page.
    func allImages(pageSize: Int = 7) throws -> [IndexedImage] {
        try IndexPages(of: self, size: pageSize).flatMap { try images(on: $0.get(), details: true) }
    }
}
