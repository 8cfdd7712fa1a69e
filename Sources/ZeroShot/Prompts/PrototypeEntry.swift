internal import Crypto
internal import Foundation

/// One entry of the prototype cache in the form it has on the disk.
///
/// First 8 bytes that name the form, the key, and three integers of 8 bytes: classes, dimension, and
/// the bytes of what follows. Then the truncated prompts as JSON, nothing when there are none; the
/// prototypes `[L, E]` as float32; and the SHA-256 of all that. Numbers are little-endian.
struct PrototypeEntry {
    private static let form = Array("zsproto1".utf8)
    /// Of what is in every entry.
    private static let fixedSize = 8 + 32 + 3 * 8 + 32
    /// Bytes of prototypes that are read or written at once.
    private static let chunk = 1 << 20

    private let key: PrototypeKey
    private let results: PromptResults
    private let truncated: Data

    init(_ results: PromptResults, key: PrototypeKey) throws {
        self.key = key
        self.results = results
        truncated =
            results.truncated.isEmpty
            ? Data() : try JSONEncoder().encode(results.truncated.map(StoredTruncation.init))
    }

    /// In bytes.
    var size: Int {
        Self.fixedSize + truncated.count + results.prototypes.embeddings.values.count * 4
    }

    /// Writes the entry at the place where the file stands.
    ///
    /// - Throws: the system's error.
    func write(to file: FileHandle) throws {
        let embeddings = results.prototypes.embeddings
        var hash = SHA256()
        func write(_ bytes: some DataProtocol) throws {
            hash.update(data: bytes)
            try file.write(contentsOf: bytes)
        }
        var header = Self.form + key.bytes
        for number in [embeddings.count, embeddings.dimension, truncated.count] {
            header += UInt64(number).littleEndianBytes
        }
        try write(header)
        try write(truncated)
        let values = embeddings.values
        for start in stride(from: 0, to: values.count, by: Self.chunk / 4) {
            let end = min(start + Self.chunk / 4, values.count)
            try write(values[start..<end].littleEndianBytes)
        }
        try file.write(contentsOf: Data(hash.finalize()))
    }

    /// Reads the entry of a key; nil when the file holds anything but what `write` put there.
    static func results(
        in file: CacheFile, key: PrototypeKey, labels: [String], dimension: Int
    ) -> PromptResults? {
        var input = HashedInput(file)
        let valuesSize = labels.count * dimension * 4
        let truncatedSize = file.size - fixedSize - valuesSize
        guard truncatedSize >= 0, input.next(8) == form, input.next(32) == key.bytes,
            input.next(8) == UInt64(labels.count).littleEndianBytes,
            input.next(8) == UInt64(dimension).littleEndianBytes,
            input.next(8) == UInt64(truncatedSize).littleEndianBytes,
            let truncated = input.next(truncatedSize)
        else { return nil }
        var values: [Float] = []
        values.reserveCapacity(labels.count * dimension)
        for start in stride(from: 0, to: valuesSize, by: chunk) {
            guard let bytes = input.next(min(chunk, valuesSize - start)) else { return nil }
            values.append(littleEndian: bytes)
        }
        let digest = Array(input.hash.finalize())
        guard input.next(digest.count) == digest else { return nil }
        let prototypes = Embeddings(values, dimension: dimension)
        guard prototypes.areOfUnitLength, let cut = Self.truncations(truncated) else { return nil }
        return PromptResults(
            prototypes: ClassPrototypes(labels: labels, embeddings: prototypes), truncated: cut
        )
    }

    private static func truncations(_ json: [UInt8]) -> [TruncatedPrompt]? {
        guard !json.isEmpty else { return [] }
        return try? JSONDecoder().decode([StoredTruncation].self, from: Data(json))
            .map(TruncatedPrompt.init)
    }
}

/// The bytes of a file, each of which goes into a hash.
private struct HashedInput {
    private let file: CacheFile
    private(set) var hash = SHA256()

    init(_ file: CacheFile) {
        self.file = file
    }

    /// The next bytes; nil when there are fewer.
    mutating func next(_ count: Int) -> [UInt8]? {
        guard let bytes = file.read(count) else { return nil }
        hash.update(data: bytes)
        return bytes
    }
}

/// A truncated prompt as JSON.
private struct StoredTruncation: Codable {
    let label: String
    let prompt: String
    let tokens: Int
    let limit: Int
    let lost: String

    init(_ cut: TruncatedPrompt) {
        label = cut.label
        prompt = cut.prompt
        tokens = cut.tokens
        limit = cut.limit
        lost = cut.lost
    }
}

extension TruncatedPrompt {
    fileprivate init(_ stored: StoredTruncation) {
        self.init(
            label: stored.label, prompt: stored.prompt, tokens: stored.tokens,
            limit: stored.limit, lost: stored.lost
        )
    }
}

extension Embeddings {
    /// Whether every row is a direction, as far as single precision tells.
    var areOfUnitLength: Bool { firstRowOfOtherLength == nil }

    /// The first row that is none.
    var firstRowOfOtherLength: Int? {
        (0..<count).first { !(abs(self[$0].length - 1) < 1e-4) }
    }
}
