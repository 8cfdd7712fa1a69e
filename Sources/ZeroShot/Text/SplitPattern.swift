/// A pattern that finds the words of a text: the first of its alternatives that matches counts.
///
/// Stands for the regular expressions in tokenizer files that are alternations of the few forms
/// below, matched by a scanner, which is many times faster than a general engine.
struct SplitPattern: Equatable, Sendable {
    enum Alternative: Equatable, Sendable {
        case literal([Unicode.Scalar])
        case one(ScalarClass)
        case run(ScalarClass)
        case runAfterOptionalSpace(ScalarClass)
        case whitespaceButLast  // \s+(?!\S)
    }

    /// English endings behind an apostrophe.
    static let contractions: [Alternative] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map {
        .literal(Array($0.unicodeScalars))
    }

    /// The pattern of the byte-level split in Hugging Face tokenizers.
    static let gpt2 = SplitPattern(
        contractions + [
            .runAfterOptionalSpace(.letter), .runAfterOptionalSpace(.number),
            .runAfterOptionalSpace(.symbol), .whitespaceButLast, .run(.whitespace),
        ],
        engine: .oniguruma
    )

    /// Each run of whitespace: `\s+`.
    static let whitespaceRuns = SplitPattern([.run(.whitespace)], engine: .oniguruma)

    /// An alternative that is not one of the known forms.
    struct Unknown: Error {
        let alternative: String
    }

    private static let forms: [String: Alternative] = [
        #"[\p{L}]+"#: .run(.letter),
        #"[\p{N}]"#: .one(.number),
        #"[^\s\p{L}\p{N}]+"#: .run(.symbol),
        #"\s+"#: .run(.whitespace),
    ]

    /// The alternatives that a file's expression may have, beside plain text.
    static let supportedAlternatives = forms.keys.sorted().map { "'\($0)'" } + ["plain text"]

    private let alternatives: [Alternative]
    private let engine: RegexEngine

    init(_ alternatives: [Alternative], engine: RegexEngine) {
        self.alternatives = alternatives
        self.engine = engine
    }

    /// - Throws: ``Unknown``.
    init(_ expression: String, engine: RegexEngine) throws {
        alternatives = try Self.split(expression).map { alternative in
            if let form = Self.forms[alternative] { return form }
            guard let literal = Self.literal(alternative) else {
                throw Unknown(alternative: alternative)
            }
            return .literal(literal)
        }
        self.engine = engine
    }

    /// The matches in `range`, from left to right; characters that nothing matches lie between.
    func matches(in text: [Unicode.Scalar], _ range: Range<Int>) -> [Range<Int>] {
        var matches: [Range<Int>] = []
        var position = range.lowerBound
        while position < range.upperBound {
            if let end = end(ofMatchAt: position, in: text[..<range.upperBound]) {
                matches.append(position..<end)
                position = end
            } else {
                position += 1
            }
        }
        return matches
    }

    private func end(ofMatchAt start: Int, in text: ArraySlice<Unicode.Scalar>) -> Int? {
        for alternative in alternatives {
            switch alternative {
            case .literal(let literal):
                if let end = end(of: literal, at: start, in: text) { return end }
            case .one(let wanted):
                if engine.scalarClass(of: text[start]) == wanted { return start + 1 }
            case .run(let wanted):
                if let end = endOfRun(of: wanted, at: start, in: text) { return end }
            case .runAfterOptionalSpace(let wanted):
                let skipped = text[start] == " " ? start + 1 : start
                if let end = endOfRun(of: wanted, at: skipped, in: text) { return end }
            case .whitespaceButLast:
                guard let end = endOfRun(of: .whitespace, at: start, in: text) else { continue }
                if end == text.endIndex { return end }
                if end > start + 1 { return end - 1 }
            }
        }
        return nil
    }

    private func end(
        of literal: [Unicode.Scalar], at start: Int, in text: ArraySlice<Unicode.Scalar>
    ) -> Int? {
        guard literal.count <= text.endIndex - start else { return nil }
        for (offset, wanted) in literal.enumerated()
        where engine.literalForm(of: text[start + offset]) != wanted {
            return nil
        }
        return start + literal.count
    }

    private func endOfRun(
        of wanted: ScalarClass, at start: Int, in text: ArraySlice<Unicode.Scalar>
    ) -> Int? {
        var end = start
        while end < text.endIndex, engine.scalarClass(of: text[end]) == wanted { end += 1 }
        return end > start ? end : nil
    }

    /// The alternatives between bars; a bar behind a backslash is part of one.
    private static func split(_ expression: String) -> [String] {
        var alternatives = [""]
        var escaped = false
        for character in expression {
            if character == "|", !escaped {
                alternatives.append("")
            } else {
                alternatives[alternatives.count - 1].append(character)
            }
            escaped = character == "\\" && !escaped
        }
        return alternatives
    }

    /// The text that an expression without operators stands for, or nil.
    private static func literal(_ expression: String) -> [Unicode.Scalar]? {
        var literal: [Unicode.Scalar] = []
        var escaped = false
        for scalar in expression.unicodeScalars {
            if escaped {
                // Behind a backslash a letter or digit is an operator, a sign is itself.
                guard ScalarClass(scalar) == .symbol else { return nil }
                literal.append(scalar)
                escaped = false
            } else if scalar == "\\" {
                escaped = true
            } else if #"^$.*+?()[]{}"#.unicodeScalars.contains(scalar) {
                return nil
            } else {
                literal.append(scalar)
            }
        }
        return escaped || literal.isEmpty ? nil : literal
    }
}
