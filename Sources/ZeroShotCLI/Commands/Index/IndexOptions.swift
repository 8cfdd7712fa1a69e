import ArgumentParser
import EmbeddingIndex
import ZeroShot

/// Which index is read.
struct IndexOptions: ParsableArguments {
    @Option(
        name: .customLong("index"),
        help: ArgumentHelp(
            "The index, or the folder of photos that it lies in (default: this folder).",
            valueName: "folder"
        )
    )
    private var path = "."

    /// Where the index is.
    ///
    /// - Throws: `IndexError`.
    func folder() throws -> IndexFolder {
        try IndexFolder(finding: path)
    }

    /// Opens the index to read it.
    ///
    /// - Throws: `IndexError`.
    func open() throws -> IndexReader {
        try IndexReader(folder())
    }
}

extension IndexReader {
    /// Makes sure that images of this index may be compared with what a checkpoint computes.
    ///
    /// - Throws: `Refusal`, `IndexError`, `CheckpointError`.
    func requireMatch(_ checkpoint: Checkpoint) throws {
        try header.requireMatch(
            index: folder.path, checkpoint.summary(), parity: checkpoint.parity)
    }

    /// The reason to refuse when nobody says which checkpoint to use.
    var checkpointUnspecified: Refusal {
        .checkpointUnspecified(
            index: folder.path, builtWith: (header.checkpoint, header.fingerprint))
    }
}

extension CheckpointOptions {
    /// Lists all reasons to refuse a search through an index at once, a missing checkpoint among
    /// them.
    ///
    /// - Throws: `Refusal`.
    func requireAllowed(
        _ policies: [RequestPolicy], searching index: IndexReader, by topics: RestrictedTopics
    ) throws {
        do {
            try requireAllowed(policies, by: topics)
        } catch let refusal as Refusal where name == nil {
            let others = refusal.reasons.filter { $0.code != .checkpointUnspecified }
            throw Refusal(reasons: index.checkpointUnspecified.reasons + others) ?? refusal
        }
    }
}

extension IndexHeader.Store: ExpressibleByArgument {}
