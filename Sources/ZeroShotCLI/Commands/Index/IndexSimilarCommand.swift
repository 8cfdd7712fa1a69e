import ArgumentParser
import EmbeddingIndex
import ZeroShot
import ZeroShotHub

/// Finds the images of an index that are nearest to an image.
struct IndexSimilarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Finds the images of an index that are nearest to an image.",
        discussion: """
            An image that the index has is not among those found.
            """
    )

    @Argument(help: "A file, an http(s) address, or - for standard input.")
    var image: String

    @OptionGroup var index: IndexOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var form: MatchOptions

    func run() async throws {
        let people = try people.declaration()
        let index = try index.open()
        try checkpoint.requireAllowed(
            [RequestPolicy(people)], searching: index, by: RestrictedTopics())
        let item = InputItem(FilePath(argument: image))
        let checkpoint = try await checkpoint.open()
        try index.requireMatch(checkpoint)
        let classifier = ZeroShotClassifier(
            checkpoint: checkpoint, threads: try self.checkpoint.threadCount())
        let bytes = try await bytes(of: item)
        let known = try index.row(ofHash: ContentHash.of(bytes))
        let query = try await embed(bytes, item, classifier, index, policy: people.consentPolicy)
        let found = try await index.search(
            for: query, wanted: form.top, on: classifier.encoder,
            withPolicy: people.consentPolicy != nil, passingOver: known)
        let run = MatchRun(
            .image, checkpoint: try checkpoint.summary(), parity: checkpoint.parity,
            index: (index.folder.path, found.compared), people: people,
            further: try index.notices(compared: found.compared + (known == nil ? 0 : 1)))
        try found.write([item.source], run, as: form.format, to: form.output)
    }

    private func bytes(of item: InputItem) async throws -> [UInt8] {
        do {
            return try await ImageDownloader.withConnections { downloader in
                try await InputReader.bytes(of: item, downloader)
            }
        } catch {
            throw UsageError.unreadableImage(path: item.source, reason: "\(error)")
        }
    }

    /// The embedding of the image, decoded as the index's own were.
    private func embed(
        _ bytes: [UInt8], _ item: InputItem, _ classifier: ZeroShotClassifier,
        _ index: IndexReader, policy: String?
    ) async throws -> Embeddings {
        let reader = ImageReader(
            checkpoint: classifier.checkpoint, consentPolicy: policy,
            decoding: index.header.decoding ?? .exact)
        let read = reader.read(bytes, source: item.source)
        if let failure = read.failure {
            if failure.code == Refusal.Code.peopleWithoutPolicy.rawValue {
                throw Refusal.imageShowsPeople(source: item.source, failure)
            }
            throw UsageError.unreadableImage(path: item.source, reason: failure.message)
        }
        guard let embedding = try await classifier.embed([read]).first?.embedding else {
            preconditionFailure("an image that was read has an embedding")
        }
        return Embeddings(embedding, dimension: index.header.dimension)
    }
}
