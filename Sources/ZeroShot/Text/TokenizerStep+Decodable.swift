extension TextNormalizer: Decodable {
    private enum Kind: String, CaseIterable {
        case sequence = "Sequence"
        case nfc = "NFC"
        case replace = "Replace"
        case lowercase = "Lowercase"
    }

    init(from decoder: any Decoder) throws {
        let step = try TokenizerStep<Kind>(from: decoder) { kind in
            switch kind {
            case .sequence: ["normalizers"]
            case .replace: ["pattern", "content"]
            case .nfc, .lowercase: []
            }
        }
        switch step.kind {
        case .sequence:
            self = .sequence(try step.value("normalizers"))
        case .nfc:
            self = .nfc
        case .replace:
            let pattern: StepPattern = try step.value("pattern")
            guard pattern == .regex(#"\s+"#) else {
                throw step.unsupported(
                    "pattern", found: pattern.description,
                    supported: [StepPattern.regex(#"\s+"#).description]
                )
            }
            let content: String = try step.value("content")
            self = .replace(.expression(.whitespaceRuns), with: Array(content.unicodeScalars))
        case .lowercase:
            self = .lowercase
        }
    }
}

extension PreTokenizer: Decodable {
    private enum Kind: String, CaseIterable {
        case sequence = "Sequence"
        case split = "Split"
        case byteLevel = "ByteLevel"
    }

    init(from decoder: any Decoder) throws {
        let step = try TokenizerStep<Kind>(from: decoder) { kind in
            switch kind {
            case .sequence: ["pretokenizers"]
            case .split: ["pattern", "behavior", "invert"]
            // Offsets are not part of the ids.
            case .byteLevel: ["add_prefix_space", "trim_offsets", "use_regex"]
            }
        }
        switch step.kind {
        case .sequence:
            self = .sequence(try step.value("pretokenizers"))
        case .split:
            try step.require("behavior", toBe: "Removed")
            try step.require("invert", toBe: true)
            self = .matches(of: try Self.pattern(of: step))
        case .byteLevel:
            try step.require("add_prefix_space", toBe: false)
            try step.require("use_regex", toBe: true, default: true)
            self = .byteLevel()
        }
    }

    private static func pattern(of step: TokenizerStep<Kind>) throws -> SplitPattern {
        let pattern: StepPattern = try step.value("pattern")
        guard case .regex(let expression) = pattern else {
            throw step.unsupported(
                "pattern", found: pattern.description, supported: ["a regular expression"]
            )
        }
        do {
            return try SplitPattern(expression, engine: .oniguruma)
        } catch let error as SplitPattern.Unknown {
            throw step.unsupported(
                "pattern", found: "a regular expression with '\(error.alternative)'",
                supported: SplitPattern.supportedAlternatives
            )
        }
    }
}

/// The pattern of a `Replace` or `Split` step.
private enum StepPattern: Equatable, CustomStringConvertible, Decodable {
    case string(String)
    case regex(String)

    private enum CodingKeys: String, CodingKey {
        case string = "String"
        case regex = "Regex"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let expression = try values.decodeIfPresent(String.self, forKey: .regex) {
            self = .regex(expression)
        } else {
            self = .string(try values.decode(String.self, forKey: .string))
        }
    }

    var description: String {
        switch self {
        case .string(let string): "the string '\(string)'"
        case .regex(let expression): "the regular expression '\(expression)'"
        }
    }
}

extension TokenFrame: Decodable {
    private enum Kind: String, CaseIterable {
        case roberta = "RobertaProcessing"
        case template = "TemplateProcessing"
    }

    /// The `post_processor` of tokenizer.json.
    init(from decoder: any Decoder) throws {
        let step = try TokenizerStep<Kind>(from: decoder) { kind in
            switch kind {
            case .roberta: ["cls", "sep", "trim_offsets", "add_prefix_space"]
            case .template: ["single", "pair", "special_tokens"]
            }
        }
        switch step.kind {
        case .roberta:
            let start: TokenAndID = try step.value("cls")
            let end: TokenAndID = try step.value("sep")
            self.init(start: [start.id], end: [end.id])
        case .template:
            let tokens: [String: TemplateToken] = try step.value("special_tokens")
            let pieces: [TemplatePiece] = try step.value("single")
            let halves = pieces.split(
                separator: .text, maxSplits: Int.max, omittingEmptySubsequences: false
            )
            guard let start = halves.first, let end = halves.last, halves.count == 2 else {
                throw step.unsupported(
                    "single", found: "a template with \(halves.count - 1) places for the text",
                    supported: ["one place"]
                )
            }
            func ids(of pieces: ArraySlice<TemplatePiece>) throws -> [Int32] {
                try pieces.flatMap { piece -> [Int32] in
                    guard case .special(let name) = piece, let token = tokens[name] else {
                        throw step.unsupported(
                            "single", found: "a template with a token without id",
                            supported: tokens.keys.sorted()
                        )
                    }
                    return token.ids
                }
            }
            self.init(start: try ids(of: start), end: try ids(of: end))
        }
    }
}

/// A token and its id: `["<|endoftext|>", 49407]`.
private struct TokenAndID: Decodable {
    let id: Int32

    init(from decoder: any Decoder) throws {
        var values = try decoder.unkeyedContainer()
        _ = try values.decode(String.self)
        id = try values.decode(Int32.self)
    }
}

private struct TemplateToken: Decodable {
    let ids: [Int32]
}

/// `{"SpecialToken": {"id": "<s>", "type_id": 0}}`, or with `Sequence` the place for the text.
private enum TemplatePiece: Equatable, Decodable {
    case text
    case special(String)

    private struct Name: Decodable {
        let id: String
    }

    private enum CodingKeys: String, CodingKey {
        case special = "SpecialToken"
        case text = "Sequence"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try values.decodeIfPresent(Name.self, forKey: .special) {
            self = .special(name.id)
        } else {
            _ = try values.decode(Name.self, forKey: .text)
            self = .text
        }
    }
}
