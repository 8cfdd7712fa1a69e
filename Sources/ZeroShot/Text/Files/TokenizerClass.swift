import Foundation

/// A tokenizer class of transformers: what it takes from a checkpoint's files, and which steps of its
/// own it runs.
enum TokenizerClass: Equatable, Sendable {
    /// `CLIPTokenizer` takes only the vocabulary from tokenizer.json and has steps of its own.
    case clip
    /// `GemmaTokenizer` takes the vocabulary and the tokens around a text.
    case gemma
    /// `Siglip2Tokenizer` is Gemma's for lower-case text.
    case siglip2
    /// `T5Tokenizer` takes the vocabulary and the charsmap.
    case t5
    /// `SiglipTokenizer` is SentencePiece itself, behind a cleaning of its own.
    case siglip
    /// `PreTrainedTokenizerFast` is tokenizer.json as it is.
    case tokenizerFile

    private static let names: [String: TokenizerClass] = [
        "CLIPTokenizer": .clip,
        "GemmaTokenizer": .gemma,
        "Siglip2Tokenizer": .siglip2,
        "T5Tokenizer": .t5,
        "SiglipTokenizer": .siglip,
        // Transformers 5 has no class of this name and takes tokenizer.json as it is.
        "MT5Tokenizer": .tokenizerFile,
        "PreTrainedTokenizer": .tokenizerFile,
        "TokenizersBackend": .tokenizerFile,
    ]

    /// The class that `AutoTokenizer` picks.
    ///
    /// - Parameters:
    ///   - name: `tokenizer_class` of tokenizer_config.json; nil when it names none.
    ///   - modelType: `model_type` of config.json; nil when there is none.
    /// - Throws: ``UnsupportedStep`` for a class that is none of these.
    init(named name: String?, modelType: String?) throws {
        switch (modelType, name) {
        case ("siglip2", _):
            // What these checkpoints name is known to be wrong.
            self = .siglip2
        case ("siglip", nil):
            self = .siglip
        case (_, nil):
            self = .clip
        case (_, let name?):
            // The classes of transformers 4 are called one way or the other.
            let base = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
            guard let known = Self.names[base] else {
                throw UnsupportedStep(
                    part: "tokenizer_class", found: "'\(name)'",
                    supported: Self.names.keys.sorted().map { "'\($0)'" }
                )
            }
            self = known
        }
    }

    /// The names that special tokens have when no file names them, in the class's own `__init__`.
    var specialTokens: [(role: SpecialTokenNames.Role, token: AddedToken)] {
        switch self {
        case .clip:
            let end = CLIPTokens.huggingFaceEnd
            return [
                (.start, CLIPTokens.huggingFaceStart), (.end, end), (.unknown, end),
                (.padding, end),
            ].map { ($0, AddedToken(content: $1)) }
        case .gemma, .siglip2:
            return [
                (.start, "<bos>"), (.end, "<eos>"), (.unknown, "<unk>"), (.padding, "<pad>"),
                (.mask, "<mask>"),
            ].map { ($0, AddedToken(content: $1)) }
        case .t5:
            return [(.end, "</s>"), (.unknown, "<unk>"), (.padding, "<pad>")]
                .map { ($0, AddedToken(content: $1)) }
        case .siglip:
            return [(.end, "</s>"), (.unknown, "<unk>"), (.padding, "</s>")].map {
                ($0, AddedToken(content: $1, stripsLeft: true, stripsRight: true))
            }
        case .tokenizerFile:
            return []
        }
    }

    /// The side on which the class pads when no file says it.
    var paddingSide: TokenPaddingSide {
        switch self {
        case .gemma, .siglip2: .left
        case .clip, .t5, .siglip, .tokenizerFile: .right
        }
    }

    /// How scores are read: T5's class has Python read the file.
    var numbers: UnigramVocabulary.Numbers {
        self == .t5 ? .nearest : .scaled
    }
}
