import ArgumentParser
import EmbeddingIndex
import ZeroShot

/// Finds the images of an index that are nearest to a text.
struct IndexSearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Finds the images of an index that are nearest to a text, taken as it is."
    )

    @Argument(help: "The text, such as 'a photo of an owl'.")
    var text: String

    @OptionGroup var index: IndexOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var form: MatchOptions

    func validate() throws {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw ValidationError("The text is empty; say what the images should show.")
        }
    }

    func run() async throws {
        let people = try people.declaration()
        let index = try index.open()
        try checkpoint.requireAllowed(
            [RequestPolicy(searchingFor: text, people: people)], searching: index,
            by: RestrictedTopics())
        let checkpoint = try await checkpoint.open()
        try index.requireMatch(checkpoint)
        let encoder = DualEncoder(
            checkpoint: checkpoint, threads: try self.checkpoint.threadCount())
        let tokens = try checkpoint.loadTokenizer().encode(text)
        let truncated = tokens.truncation.map { cut in
            TruncatedPrompt(
                label: text, prompt: text, tokens: cut.tokens, limit: cut.limit, lost: cut.lost)
        }
        let query = try await encoder.embed(texts: [tokens])
        let found = try await index.search(
            for: query, wanted: form.top, on: encoder, withPolicy: people.consentPolicy != nil)
        let run = MatchRun(
            .text, checkpoint: try checkpoint.summary(), parity: checkpoint.parity,
            index: (index.folder.path, found.compared), people: people,
            further: (truncated.map { [.promptsTruncated(1, of: 1, first: $0)] } ?? [])
                + (try index.notices(compared: found.compared)))
        try found.write([text], run, as: form.format, to: form.output)
    }
}
