package import Foundation

/// The files that make up one checkpoint, chosen by their names.
///
/// Both the reader of folders and the downloader choose here, so that what is fetched is what is
/// read.
package struct CheckpointFiles: Sendable, Equatable {
    /// Whose files they are.
    package enum Layout: Sendable, CaseIterable {
        case huggingFace, openCLIP
    }

    package let layout: Layout
    /// The weights, or the list of their shards.
    package let weights: String
    /// The configuration, the tokenizer's and the preprocessing's files.
    package let others: [String]

    /// The layout of files with these names; nil when none of them is a configuration.
    ///
    /// With both configurations, the one that has weights of its own layout counts, Hugging Face's
    /// first.
    package static func layout(of names: Set<String>) -> Layout? {
        let configured = Layout.allCases.filter { names.contains($0.configurationName) }
        guard configured.contains(.openCLIP) else { return configured.first }
        let hasHuggingFaceWeights = !names.isDisjoint(with: HuggingFaceLayout.weightNames)
        return hasHuggingFaceWeights ? configured.first : .openCLIP
    }

    /// Every checkpoint that files with these names hold, the best first.
    package static func choices(among names: Set<String>) -> [CheckpointFiles] {
        guard let best = layout(of: names) else { return [] }
        let layouts = [best] + Layout.allCases.filter { $0 != best }
        return layouts.filter { names.contains($0.configurationName) }.flatMap { layout in
            layout.weightNames.filter(names.contains).map { weights in
                CheckpointFiles(
                    layout: layout, weights: weights, others: layout.others(among: names)
                )
            }
        }
    }

    /// All names that any choice may hold, save those of shards.
    package static let knownNames = Set(
        Layout.allCases.flatMap { layout in
            [layout.configurationName] + layout.weightNames + layout.preprocessingNames
        } + tokenizers.joined() + tokenizerCompanions
    )

    /// Names of weights by layout, for messages.
    package static var weightNames: [String] { Layout.allCases.flatMap(\.weightNames) }

    /// Names of configurations, for messages.
    package static var configurationNames: [String] { Layout.allCases.map(\.configurationName) }

    /// Whether the weights are a list of shards.
    package var isSharded: Bool { weights.hasSuffix(Self.indexSuffix) }

    /// The names of the shards in a list of them, sorted.
    ///
    /// - Throws: `CheckpointError`, also for a name that is none of a file beside the list.
    package static func shards(listedIn index: URL) throws -> [String] {
        let map = try ConfigurationObject(file: index).object("weight_map")
        let ending = URL(filePath: index.deletingPathExtension().lastPathComponent)
            .deletingPathExtension().pathExtension
        var shards: Set<String> = []
        for tensor in map.keys {
            let shard = try map.string(tensor)
            guard !shard.contains("/"), !shard.hasPrefix("."), shard.hasSuffix("." + ending) else {
                throw map.wrong(tensor, .string(shard), expected: "the name of a shard")
            }
            shards.insert(shard)
        }
        return shards.sorted()
    }

    private static let indexSuffix = ".index.json"

    /// A tokenizer's vocabulary, the best form first; each is enough by itself.
    private static let tokenizers = [
        ["tokenizer.json"], ["vocab.json", "merges.txt"], ["spiece.model"], ["tokenizer.model"],
        ["sentencepiece.bpe.model"],
    ]
    private static let tokenizerCompanions = [
        "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    ]
}

extension CheckpointFiles.Layout {
    fileprivate var configurationName: String {
        switch self {
        case .huggingFace: HuggingFaceLayout.configurationName
        case .openCLIP: OpenCLIPLayout.configurationName
        }
    }

    fileprivate var weightNames: [String] {
        switch self {
        case .huggingFace: HuggingFaceLayout.weightNames
        case .openCLIP: OpenCLIPLayout.weightNames
        }
    }

    /// OpenCLIP's configuration says it all itself.
    fileprivate var preprocessingNames: [String] {
        switch self {
        case .huggingFace: ["preprocessor_config.json", "processor_config.json"]
        case .openCLIP: []
        }
    }

    fileprivate func others(among names: Set<String>) -> [String] {
        let tokenizer = CheckpointFiles.tokenizers.first { $0.allSatisfy(names.contains) } ?? []
        return [configurationName]
            + (preprocessingNames + tokenizer + CheckpointFiles.tokenizerCompanions)
            .filter(names.contains)
    }
}
