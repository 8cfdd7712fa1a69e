/// The answers of a run on their way into its two files.
final class GenerationRun {
    private(set) var collection: AnswerCollection
    private let journal: AnswerJournal
    private let output: PromptsOutput
    /// Classes in the file, and complete ones that are not.
    private var written = 0
    private var unwritten = 0

    init(journal: AnswerJournal, output: PromptsOutput, collection: AnswerCollection) {
        self.journal = journal
        self.output = output
        self.collection = collection
    }

    /// Keeps an answer, and writes the file when enough classes have become complete.
    ///
    /// - Throws: `GenerationError.unwritable`, what the rules throw.
    func keep(_ given: GivenAnswer, for ask: AnswerCollection.Ask) throws {
        try journal.append(.answer(given))
        guard try collection.add(given.answer, to: ask) else { return }
        unwritten += 1
        // Every class at first; later a twentieth at a time, so that writing the whole file again
        // and again does not take longer than asking.
        if unwritten > written / 20 { try write() }
    }

    /// Brings the file up to date; without a sentence there is no file.
    ///
    /// - Throws: `GenerationError`.
    func write() throws {
        let classes = collection.complete.filter { !$0.sentences.isEmpty }
        guard !classes.isEmpty else { return }
        let bytes = PromptsOutput.bytes(of: classes)
        let hash = PromptsOutput.hash(of: bytes)
        if try output.hash() != hash {
            // First, so that the file is known as this run's own at whatever moment it ends.
            try journal.append(.output(hash: hash))
            try output.write(bytes)
        }
        written = classes.count
        unwritten = 0
    }
}
