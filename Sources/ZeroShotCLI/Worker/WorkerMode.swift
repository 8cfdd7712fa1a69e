import ZeroShot

/// What the worker makes of images.
enum WorkerMode: Sendable {
    case classify(PreparedClasses)
    /// Embeddings of unit length.
    case embed(Checkpoint, DecodingMode, RunReport.People)

    var name: String {
        switch self {
        case .classify: "classify"
        case .embed: "embed"
        }
    }

    /// What holds for all batches: for rankings the `run` line of the JSON lines report.
    ///
    /// - Throws: `CheckpointError`.
    func run() throws -> OrderedJSON {
        switch self {
        case .classify(let classes):
            let run = classes.run
            return .object(
                run.membersBeforeImages + run.membersAfterImages(notices: run.notices))
        case .embed(let checkpoint, let decoding, let people):
            let notices: [Notice] = decoding == .fast ? [.fastDecoding] : []
            return [
                "checkpoint": try checkpoint.summary().json,
                "parity": .string(checkpoint.parity.rawValue),
                "decoding": .string(decoding.rawValue),
                "people": people.json,
                "notices": .array(notices.map(\.json)),
            ]
        }
    }
}
