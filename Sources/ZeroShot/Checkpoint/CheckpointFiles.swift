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
    /// With both configurations, Hugging Face's counts if it has weights of its own and describes a
    /// model that can be built.
    ///
    /// - Parameters:
    ///   - names: all names in a folder or repository.
    ///   - canBuild: whether Hugging Face's configuration describes such a model; it is asked only
    ///     where that decides.
    /// - Returns: the layout that is read.
    /// - Throws: what `canBuild` throws.
    package static func layout(
        of names: Set<String>, canBuild: () throws -> Bool
    ) rethrows -> Layout? {
        let configured = Layout.allCases.filter { names.contains($0.configurationName) }
        guard configured.count > 1 else { return configured.first }
        let hasWeights = !names.isDisjoint(with: Layout.huggingFace.weightNames)
        return try hasWeights && canBuild() ? .huggingFace : .openCLIP
    }

    /// Every checkpoint that files with these names hold, the best first.
    ///
    /// - Parameters:
    ///   - names: all names in a folder or repository.
    ///   - canBuild: as for the layout.
    /// - Returns: one element for each layout that can be read and each name of weights.
    /// - Throws: what `canBuild` throws.
    package static func choices(
        among names: Set<String>, canBuild: () throws -> Bool
    ) rethrows -> [CheckpointFiles] {
        let layouts: [Layout] =
            switch try layout(of: names, canBuild: canBuild) {
            case .huggingFace: [.huggingFace, .openCLIP]
            case .openCLIP: [.openCLIP]
            case nil: []
            }
        return layouts.filter { names.contains($0.configurationName) }.flatMap { layout in
            layout.weightNames.filter(names.contains).map { weights in
                CheckpointFiles(
                    layout: layout, weights: weights, others: layout.others(among: names)
                )
            }
        }
    }

    /// What is read beside the weights, of files with these names.
    ///
    /// - Parameters:
    ///   - names: all names in a folder or repository.
    ///   - canBuild: as for the layout.
    /// - Returns: the configuration, the tokenizer's and the preprocessing's files.
    /// - Throws: what `canBuild` throws.
    package static func others(
        among names: Set<String>, canBuild: () throws -> Bool
    ) rethrows -> [String] {
        try layout(of: names, canBuild: canBuild)?.others(among: names) ?? []
    }

    /// The tokenizer's files among those with these names, whatever the layout.
    static func tokenizerNames(among names: Set<String>) -> [String] {
        let table = tokenizers.first { $0.allSatisfy(names.contains) } ?? []
        let companions = tokenizerCompanions.filter {
            !table.contains($0) && $0 != HuggingFaceModelType.configurationName
        }
        return (table + companions).filter(names.contains)
    }

    /// The configuration that decides between two layouts; nil where the names alone do.
    package static func decidingName(among names: Set<String>) -> String? {
        var isAsked = false
        _ = layout(of: names) {
            isAsked = true
            return true
        }
        return isAsked ? Layout.huggingFace.configurationName : nil
    }

    /// All names that any choice may hold, save those of shards.
    package static let knownNames = Set(
        Layout.allCases.flatMap { layout in
            [layout.configurationName] + layout.weightNames + layout.preprocessingNames
        } + tokenizers.joined() + tokenizerCompanions
    )

    /// The card that says, among other things, under which licence a checkpoint may be used.
    ///
    /// No number depends on it, so a checkpoint is whole without it.
    package static let cardName = "README.md"

    /// Names of weights by layout, for messages.
    package static var weightNames: [String] { Layout.allCases.flatMap(\.weightNames) }

    /// Names of configurations, for messages.
    package static var configurationNames: [String] { Layout.allCases.map(\.configurationName) }

    /// Whether Hugging Face's configuration in `folder` is of a model that can be built.
    ///
    /// - Throws: `CheckpointError`.
    package static func canBuildHuggingFace(in folder: URL) throws -> Bool {
        try HuggingFaceModelType.canBuild(from: folder)
    }

    /// Refuses a configuration of a model that is not read, before its weights are there.
    ///
    /// - Throws: `CheckpointError`.
    package func requireKnownModel(in folder: URL) throws {
        let file = try ConfigurationObject(file: folder.appending(path: layout.configurationName))
        switch layout {
        case .huggingFace: _ = try HuggingFaceModelType(in: file)
        case .openCLIP:
            _ = try OpenCLIPConfiguration(try file.object("model_cfg"))
        }
    }

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
        // SigLIP's own tokenizer class reads this one, whatever else is there.
        "spiece.model",
        // In every layout it may tell the tokenizer's class.
        HuggingFaceModelType.configurationName,
    ]
}

extension CheckpointFiles.Layout {
    fileprivate var configurationName: String {
        switch self {
        case .huggingFace: HuggingFaceModelType.configurationName
        case .openCLIP: OpenCLIPLayout.configurationName
        }
    }

    fileprivate var weightNames: [String] {
        switch self {
        case .huggingFace: HuggingFaceModelType.weightNames
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
        let chosen = [configurationName] + preprocessingNames + tokenizer
        let companions = CheckpointFiles.tokenizerCompanions.filter { !chosen.contains($0) }
        return (chosen + companions).filter(names.contains)
    }
}
