extension PreTokenizer: Decodable {
    private enum Kind: String, CaseIterable {
        case sequence = "Sequence"
        case split = "Split"
        case byteLevel = "ByteLevel"
        case metaspace = "Metaspace"
        case whitespace = "Whitespace"
        case whitespaceSplit = "WhitespaceSplit"
        case punctuation = "Punctuation"
        case digits = "Digits"
    }

    init(from decoder: any Decoder) throws {
        let step = try TokenizerStep<Kind>(from: decoder) { kind in
            switch kind {
            case .sequence: ["pretokenizers"]
            case .split: ["pattern", "behavior", "invert"]
            // Offsets are not part of the ids.
            case .byteLevel: ["add_prefix_space", "trim_offsets", "use_regex"]
            // `str_rep` is the replacement once more.
            case .metaspace:
                ["replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep"]
            case .punctuation: ["behavior"]
            case .digits: ["individual_digits"]
            case .whitespace, .whitespaceSplit: []
            }
        }
        switch step.kind {
        case .sequence:
            self = .sequence(try step.value("pretokenizers"))
        case .split:
            self = .split(
                TextSplit(
                    at: try step.pattern(), behavior: try step.behavior("behavior"),
                    inverts: try step.value("invert")
                )
            )
        case .byteLevel:
            self = .byteLevel(
                addsPrefixSpace: try step.value("add_prefix_space"),
                splits: try step.optional("use_regex") ?? true
            )
        case .metaspace:
            self = .metaspace(try Self.metaspace(of: step))
        case .whitespace:
            self = .split(
                TextSplit(at: .runs(of: [.word, .sign]), behavior: .removed, inverts: true)
            )
        case .whitespaceSplit:
            self = .split(TextSplit(at: .each(.whitespace), behavior: .removed))
        case .punctuation:
            let behavior = try step.behavior("behavior", default: .isolated)
            self = .split(TextSplit(at: .each(.punctuation), behavior: behavior))
        case .digits:
            let individual: Bool = try step.value("individual_digits")
            self = .split(
                TextSplit(at: .each(.numeric), behavior: individual ? .isolated : .contiguous)
            )
        }
    }

    private static func metaspace(of step: TokenizerStep<Kind>) throws -> Metaspace {
        let text: String = try step.value("replacement")
        guard let replacement = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
            throw step.malformed("replacement", reason: "is not one character")
        }
        let scheme = try step.optional("prepend_scheme") ?? Metaspace.Prepending.always.rawValue
        guard let prepending = Metaspace.Prepending(rawValue: scheme) else {
            throw step.unsupported(
                "prepend_scheme", found: "'\(scheme)'",
                supported: Metaspace.Prepending.allCases.map { "'\($0.rawValue)'" }
            )
        }
        // Older files have this option instead; the two may not disagree.
        if try step.optional("add_prefix_space") == false, prepending != .never {
            throw step.unsupported(
                "add_prefix_space", found: "false with the prepend_scheme '\(scheme)'",
                supported: ["false with 'never'"]
            )
        }
        return Metaspace(
            replacement: replacement, prepending: prepending,
            splits: try step.optional("split") ?? true
        )
    }
}

extension TokenizerStep {
    fileprivate func behavior(
        _ option: String, default: TextSplit.Behavior? = nil
    ) throws -> TextSplit.Behavior {
        if let `default`, try optional(option) == String?.none { return `default` }
        let name: String = try value(option)
        guard let behavior = TextSplit.Behavior(rawValue: name) else {
            throw unsupported(
                option, found: "'\(name)'",
                supported: TextSplit.Behavior.allCases.map { "'\($0.rawValue)'" }
            )
        }
        return behavior
    }
}
