/// What a benchmark measured.
package struct BenchmarkReport: Sendable {
    package let checkpoint: CheckpointDetails
    package let checkpointID: String
    package let precision: TowerPrecision
    package let threads: Int
    package let rounds: Int
    package let inputs: Inputs
    /// Seconds until a tower can be used; nil for one that was not needed.
    package let imageTowerLoading: Double?
    package let textTowerLoading: Double?
    /// Seconds of `PeakProduct`, a value for each round.
    package let peak: Samples
    package let stages: [BenchmarkStageResult]
    /// The most memory the process had in use, in bytes.
    package let peakMemory: Int?

    /// How many of what was computed with.
    package struct Inputs: Sendable {
        package let photos: Int
        /// Of the stage `prototypes`.
        package let labels: Int
        package let prompts: Int
        /// Of the stage `ranking`.
        package let rankedLabels: Int
    }

    /// Floating-point operations a second that the machine reached in this run.
    package var peakRate: Double { Double(PeakProduct.flops) / peak.median }
}

/// One row of a benchmark.
package struct BenchmarkStageResult: Sendable {
    package let stage: BenchmarkStage
    /// Items of one call.
    package let batch: Int
    /// Seconds for each item, a value for each round.
    package let seconds: Samples
    /// Of one item, where its products can be counted.
    package let work: ProductWork?

    /// Floating-point operations a second, only those counted that are needed.
    package var rate: Double? {
        work.map { Double($0.neededFLOPs) / seconds.median }
    }
}

/// What a benchmark can time.
package enum BenchmarkStage: String, Sendable, CaseIterable {
    /// A file's bytes to 8-bit pixels, on one thread.
    case decode
    /// 8-bit pixels to what the image tower takes, on one thread.
    case preprocess
    /// Pixels to unit embeddings.
    case image
    /// Token ids to unit embeddings, of prompts that share no beginning.
    case text
    /// Labels and templates to prototypes, tokenizer and averaging included.
    case prototypes
    /// An image embedding to its five nearest of so many labels.
    case ranking

    /// What is counted.
    package var item: String {
        switch self {
        case .decode, .preprocess: "photo"
        case .image, .ranking: "image"
        case .text, .prototypes: "prompt"
        }
    }
}
