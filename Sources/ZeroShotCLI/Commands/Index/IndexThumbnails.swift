import EmbeddingIndex
import ZeroShot

/// Small copies of the pictures of an index, from the files that are still there.
struct IndexThumbnails {
    private let reader: ImageReader
    private let hasPolicy: Bool

    init(checkpoint: Checkpoint, policy: String?) {
        // The pixels that the tower would take are made as well; fast decoding makes few of them.
        reader = ImageReader(
            checkpoint: checkpoint, consentPolicy: policy, decoding: .fast,
            thumbnails: true)
        hasPolicy = policy != nil
    }

    /// The thumbnails by the places of their images; none of files that are gone or were changed.
    ///
    /// - Throws: `CancellationError`.
    func thumbnails(of images: [IndexedImage]) async throws -> [Int: Thumbnail] {
        let processors = ProcessorCount.current.count
        let turns = DecodingTurns(bytes: 256 << 20, besideTowers: processors)
        var thumbnails: [Int: Thumbnail] = [:]
        var place = 0
        let (reader, hasPolicy) = (reader, hasPolicy)
        try await ReadAhead(workers: processors, bytes: 0, resultBytes: 1).forEach(images) {
            image -> Thumbnail? in
            guard image.failure(withPolicy: hasPolicy) == nil, let hash = image.hash,
                let bytes = try? FileSystem.contents(
                    of: FilePath(bytes: Array(image.path)), limit: InputReader.maximumFileBytes),
                ContentHash.of(bytes) == hash
            else { return nil }
            let opened = reader.open(bytes, source: image.source)
            return turns.decode(holding: opened.workingBytes) { opened.read() }.thumbnail
        } consume: { thumbnail in
            thumbnails[place] = thumbnail
            place += 1
        }
        return thumbnails
    }
}
