/// A pattern that finds the words of a text: the first of its alternatives that matches counts.
///
/// Stands for the regular expressions in tokenizer files that are alternations of the few forms
/// below, matched by a scanner, which is many times faster than a general engine.
struct SplitPattern: Equatable, Sendable {
    enum Alternative: Equatable, Sendable {
        case literal([Unicode.Scalar])
        /// As many characters of one kind as there are, within the range.
        case repeated(Atom, ClosedRange<Int>)
        case runAfterOptionalSpace(ScalarClass)
        case whitespaceButLast  // \s+(?!\S)

        static func one(_ wanted: ScalarClass) -> Alternative {
            .repeated(.scalarClass(wanted), 1...1)
        }

        static func run(_ wanted: ScalarClass) -> Alternative {
            .repeated(.scalarClass(wanted), 1...Int.max)
        }
    }

    /// One character of an expression.
    enum Atom: Equatable, Sendable {
        case scalar(Unicode.Scalar)
        case scalarClass(ScalarClass)
        case decimalDigit  // \d
        case notWhitespace  // \S
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

    private static let atoms: [String: Atom] = [
        #"\s"#: .scalarClass(.whitespace),
        #"\S"#: .notWhitespace,
        #"\d"#: .decimalDigit,
        #"\p{L}"#: .scalarClass(.letter),
        #"\p{N}"#: .scalarClass(.number),
        #"[\p{L}]"#: .scalarClass(.letter),
        #"[\p{N}]"#: .scalarClass(.number),
        #"[^\s\p{L}\p{N}]"#: .scalarClass(.symbol),
    ]

    /// The alternatives that a file's expression may have.
    static let supportedAlternatives =
        ["plain text", "one of its characters"] + atoms.keys.sorted().map { "'\($0)'" }
        + ["each with '+', '{n}', '{n,}' or '{n,m}' behind it"]

    private let alternatives: [Alternative]
    private let engine: RegexEngine

    init(_ alternatives: [Alternative], engine: RegexEngine) {
        self.alternatives = alternatives
        self.engine = engine
    }

    /// - Throws: ``Unknown``.
    init(_ expression: String, engine: RegexEngine) throws {
        alternatives = try Self.split(expression).map { alternative in
            if let literal = Self.literal(alternative) { return .literal(literal) }
            guard let repeated = Self.repeated(alternative) else {
                throw Unknown(alternative: alternative)
            }
            return repeated
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
            case .repeated(let atom, let counts):
                let limit = start + min(counts.upperBound, text.endIndex - start)
                let run = text[start..<limit].prefix { matches(atom, $0) }
                if run.count >= counts.lowerBound { return run.endIndex }
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

    private func matches(_ atom: Atom, _ scalar: Unicode.Scalar) -> Bool {
        switch atom {
        case .scalar(let wanted): engine.literalForm(of: scalar) == wanted
        case .scalarClass(let wanted): engine.scalarClass(of: scalar) == wanted
        case .decimalDigit:
            engine.scalarClass(of: scalar) == .number
                && scalar.properties.generalCategory == .decimalNumber
        case .notWhitespace: engine.scalarClass(of: scalar) != .whitespace
        }
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

    /// An atom and how often it may stand, or nil for anything else.
    private static func repeated(_ expression: String) -> Alternative? {
        var atom = expression[...]
        var counts = 1...1
        if atom.hasSuffix("+") {
            atom.removeLast()
            counts = 1...Int.max
        } else if atom.hasSuffix("}"), let brace = atom.lastIndex(of: "{"),
            let found = self.counts(atom[atom.index(after: brace)...].dropLast())
        {
            atom = atom[..<brace]
            counts = found
        }
        if let known = atoms[String(atom)] { return .repeated(known, counts) }
        guard let literal = literal(String(atom)), literal.count == 1 else { return nil }
        return .repeated(.scalar(literal[0]), counts)
    }

    /// `n`, `n,` or `n,m`, at least once.
    private static func counts(_ text: Substring) -> ClosedRange<Int>? {
        let bounds = text.split(separator: ",", omittingEmptySubsequences: false)
        guard bounds.count <= 2, bounds.joined().allSatisfy({ ("0"..."9").contains($0) }),
            let lower = Int(bounds[0]), lower >= 1
        else { return nil }
        guard let last = bounds.last, bounds.count == 2 else { return lower...lower }
        if last.isEmpty { return lower...Int.max }
        guard let upper = Int(last), upper >= lower else { return nil }
        return lower...upper
    }
}
