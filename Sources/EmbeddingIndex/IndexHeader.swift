internal import Crypto
internal import Foundation
package import ZeroShot

/// What an index's embeddings are: whose, how they were computed, and how they are stored.
///
/// It stands at the start of the file of embeddings and never changes.
package struct IndexHeader: Sendable, Equatable {
    /// How the values of a row are stored.
    package enum Store: String, Sendable, CaseIterable {
        case fp32
        case fp16

        /// Bytes of one value.
        package var size: Int { self == .fp32 ? 4 : 2 }
    }

    /// How the embeddings came into the index.
    package enum Origin: Sendable, Equatable {
        /// Computed here, in this way.
        case built(decoding: DecodingMode, code: String)
        /// Computed elsewhere; whose they are is what the caller said.
        case imported
    }

    /// The checkpoint as it was asked for when the index was made.
    package let checkpoint: String
    /// The Hub's commit, where there was one.
    package let revision: String?
    /// What tells the checkpoint apart, whatever it is called.
    package let fingerprint: String
    /// The name of its family.
    package let family: String
    /// The reference that was followed.
    package let parity: ParityMode
    /// What the towers multiplied in.
    package let precision: String
    package let origin: Origin
    /// The number of values in a row (E).
    package let dimension: Int
    package let store: Store

    /// The header of an index that is made with a checkpoint.
    package init(
        _ checkpoint: CheckpointSummary, parity: ParityMode, origin: Origin, store: Store
    ) {
        self.checkpoint = checkpoint.id
        revision = checkpoint.revision
        fingerprint = checkpoint.fingerprint
        family = checkpoint.family
        self.parity = parity
        precision = checkpoint.precision
        self.origin = origin
        dimension = checkpoint.embeddingDimension
        self.store = store
    }

    /// How the images were decoded; nil where that is not known.
    package var decoding: DecodingMode? {
        if case .built(let decoding, _) = origin { decoding } else { nil }
    }

    /// Bytes of one row.
    package var rowBytes: Int { dimension * store.size }
}

// MARK: - As bytes

extension IndexHeader {
    /// Where rows begin: a page, so that they lie well in memory.
    ///
    /// Larger than any header; the longest part is a checkpoint's path, 4,096 bytes at most.
    static let byteCount = 16_384

    /// The first bytes of the file; `\n` shows where a transfer changed line ends.
    static let mark = Array("zeroshot index 1\n".utf8)
    private static let checksumBytes = 32

    /// Its bytes in the file: the mark, JSON, zeros, and a SHA-256 over all of that.
    ///
    /// - Throws: what `JSONEncoder` throws.
    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Self.mark + Array(try encoder.encode(Fields(self)))
        let room = Self.byteCount - Self.checksumBytes
        precondition(bytes.count <= room, "a header of \(bytes.count) bytes")
        bytes += Array(repeating: 0, count: room - bytes.count)
        return bytes + Array(SHA256.hash(data: bytes))
    }

    /// Reads the bytes of a header; nil when they are not those that were written.
    init?(bytes: [UInt8]) {
        let room = Self.byteCount - Self.checksumBytes
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.mark),
            Array(SHA256.hash(data: bytes[..<room])) == Array(bytes[room...]),
            let fields = try? JSONDecoder().decode(
                Fields.self, from: Data(bytes[Self.mark.count..<room].prefix { $0 != 0 })),
            let header = IndexHeader(fields)
        else { return nil }
        self = header
    }

    private init?(_ fields: Fields) {
        guard let parity = ParityMode(rawValue: fields.parity),
            let store = Store(rawValue: fields.store), fields.dimension > 0
        else { return nil }
        switch (fields.decoding.map(DecodingMode.init(rawValue:)), fields.code) {
        case (.some(.some(let decoding)), let code?):
            origin = .built(decoding: decoding, code: code)
        case (nil, nil): origin = .imported
        default: return nil
        }
        checkpoint = fields.checkpoint
        revision = fields.revision
        fingerprint = fields.fingerprint
        family = fields.family
        self.parity = parity
        precision = fields.precision
        dimension = fields.dimension
        self.store = store
    }

    /// Decoding and code are there only for embeddings that were computed here.
    private struct Fields: Codable {
        let checkpoint: String
        let revision: String?
        let fingerprint: String
        let family: String
        let parity: String
        let precision: String
        let decoding: String?
        let code: String?
        let dimension: Int
        let store: String

        init(_ header: IndexHeader) {
            checkpoint = header.checkpoint
            revision = header.revision
            fingerprint = header.fingerprint
            family = header.family
            parity = header.parity.rawValue
            precision = header.precision
            (decoding, code) =
                switch header.origin {
                case .built(let decoding, let code): (decoding.rawValue, code)
                case .imported: (nil, nil)
                }
            dimension = header.dimension
            store = header.store.rawValue
        }
    }
}
