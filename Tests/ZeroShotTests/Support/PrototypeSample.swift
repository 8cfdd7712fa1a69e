import Foundation

@testable import ZeroShot

/// Made-up results for the cache's tests, and keys for them.
enum PrototypeSample {
    static let labels = ["tree frog", "fox", "owl\u{0}\u{1F989}"]
    static let dimension = 4

    /// Unit vectors that differ from `seed` to `seed`, and a prompt that was cut.
    static func results(_ seed: Int = 0) -> PromptResults {
        let sign: Float = seed.isMultiple(of: 2) ? 1 : -1
        var values: [Float] = [0.6, 0, 0.8 * sign, 0, 0.5, -0.5, 0.5, 0.5]
        values += (0..<4).map { $0 == seed % 4 ? sign : 0 }
        return PromptResults(
            prototypes: ClassPrototypes(
                labels: labels, embeddings: Embeddings(values, dimension: dimension)
            ),
            truncated: [
                TruncatedPrompt(
                    label: labels[2], prompt: "a \"long\" \u{FEFF}prompt\u{301} \(seed)",
                    tokens: 100 + seed, limit: 77, lost: "prompt\u{301} \(seed)"
                )
            ]
        )
    }

    static func key(_ seed: Int = 0) -> PrototypeKey {
        PrototypeKey(
            ClassificationRequest(labels: labels), checkpoint(fingerprint: "\(seed)"), .huggingFace
        )
    }

    static func checkpoint(fingerprint: String, precision: String = "float32") -> CheckpointSummary
    {
        CheckpointSummary(
            id: "some", source: "folder", revision: nil, family: "CLIP", architecture: "ViT",
            resolution: .fixed(width: 8, height: 8), embeddingDimension: dimension,
            fingerprint: fingerprint, precision: precision
        )
    }
}

extension PrototypeCache {
    /// What is kept under the key of a sample.
    func sample(_ seed: Int = 0) -> PromptResults? {
        results(
            for: PrototypeSample.key(seed), labels: PrototypeSample.labels,
            dimension: PrototypeSample.dimension
        )
    }

    func keepSample(_ seed: Int = 0) -> PrototypeCacheError? {
        keep(PrototypeSample.results(seed), for: PrototypeSample.key(seed))
    }

    func file(_ seed: Int = 0) -> URL {
        folder.appending(path: PrototypeSample.key(seed).fileName)
    }

    /// The names of all files in the folder, sorted.
    func names() throws -> [String] {
        try FileManager.default
            .contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    }
}
