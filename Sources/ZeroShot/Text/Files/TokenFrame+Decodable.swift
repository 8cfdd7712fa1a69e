extension TokenFrame: Decodable {
    private enum Kind: String, CaseIterable {
        case roberta = "RobertaProcessing"
        case template = "TemplateProcessing"
        case byteLevel = "ByteLevel"
        case sequence = "Sequence"
    }

    /// The `post_processor` of tokenizer.json.
    init(from decoder: any Decoder) throws {
        let step = try TokenizerStep<Kind>(from: decoder) { kind in
            switch kind {
            case .roberta: ["cls", "sep", "trim_offsets", "add_prefix_space"]
            case .template: ["single", "pair", "special_tokens"]
            // Offsets are not part of the ids.
            case .byteLevel: ["add_prefix_space", "trim_offsets", "use_regex"]
            case .sequence: ["processors"]
            }
        }
        try self.init(step)
        guard let negative = (start + end).first(where: { $0 < 0 }) else { return }
        throw MalformedStep(
            part: decoder.codingPath.dotted, reason: "has the id \(negative), which is negative"
        )
    }

    private init(_ step: TokenizerStep<Kind>) throws {
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
        case .byteLevel:
            self.init(start: [], end: [])
        case .sequence:
            let frames: [TokenFrame] = try step.value("processors")
            self.init(
                start: frames.reversed().flatMap(\.start), end: frames.flatMap(\.end)
            )
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
