/// The tokens of a byte-pair model and the pairs that it joins.
struct BytePairVocabulary {
    private(set) var tokens: TokenTable
    private(set) var merges: MergeTable

    init(tokens: TokenTable, merges: MergeTable) {
        self.tokens = tokens
        self.merges = merges
    }

    /// The value of `vocab`, from token to id.
    ///
    /// - Throws: `TokenizerError`.
    init(json cursor: inout JSONCursor, in file: TokenizerFile) throws {
        var tokens = TokenTable(capacity: 65536)
        try file.naming {
            try cursor.readObject { token, value in
                let id = try value.readInteger()
                guard (0..<Int(Int32.max)).contains(id) else {
                    throw TokenizerError.idOutOfRange(
                        file: file.name, token: String(decoding: token, as: UTF8.self), id: id
                    )
                }
                tokens.insert(token.span, id: Int32(id))
            }
        }
        self.tokens = tokens
        // Tokens that SentencePiece trained can be made in somewhat more than two ways.
        merges = MergeTable(capacity: 2 * tokens.count)
    }

    /// CLIP's layout over the merges of a file: the bytes, the bytes at a word's end, one token for
    /// each merge, and the special tokens.
    ///
    /// - Throws: `TokenizerError`.
    init(mergesOf file: TokenizerFile, specialTokens: [String]) throws {
        let pairs = try Self.pairs(in: file)
        tokens = TokenTable(capacity: 512 + pairs.count + specialTokens.count)
        merges = MergeTable(capacity: pairs.count)
        for suffix in ["", CLIPTokens.endOfWord] {
            for byte in ByteAlphabet.bytes {
                append(ByteAlphabet.symbols[Int(byte)] + Array(suffix.utf8))
            }
        }
        for pair in pairs {
            append(Array(pair.left + pair.right))
        }
        for token in specialTokens {
            append(Array(token.utf8))
        }
        try add(pairs, of: file)
    }

    /// Adds the merges of a `merges.txt`.
    ///
    /// - Throws: `TokenizerError`.
    mutating func addMerges(of file: TokenizerFile) throws {
        try add(Self.pairs(in: file), of: file)
    }

    /// Adds the value of `merges`: pairs, or strings with a space between the two.
    ///
    /// - Parameters:
    ///   - cursor: at the value.
    ///   - continuingPrefix: what tokens inside a word begin with; the token that a merge yields has
    ///     it at most once.
    ///   - file: that the cursor reads.
    /// - Throws: `TokenizerError`.
    mutating func addMerges(
        json cursor: inout JSONCursor, continuingPrefix: String = "", of file: TokenizerFile
    ) throws {
        let prefix = continuingPrefix.utf8.count
        var left: [UInt8] = []
        var right: [UInt8] = []
        try file.naming {
            try cursor.readArray { value in
                if value.isAtString() {
                    try value.readString(into: &left)
                    guard let pair = Self.pair(left[...]) else {
                        throw JSONCursor.Problem(
                            offset: value.offset, expected: "two tokens with one space between"
                        )
                    }
                    try add(pair.left.span, pair.right.span, prefix, of: file)
                } else {
                    var count = 0
                    try value.readArray { part in
                        count += 1
                        swap(&left, &right)
                        try part.readString(into: &right)
                    }
                    guard count == 2 else {
                        throw JSONCursor.Problem(
                            offset: value.offset, expected: "a pair of tokens"
                        )
                    }
                    try add(left.span, right.span, prefix, of: file)
                }
            }
        }
    }

    /// The encoder over this vocabulary.
    ///
    /// - Throws: `TokenizerError.missingToken`, naming the file, when the unknown token is not there
    ///   and a byte is not either.
    func encoding(
        _ options: BytePairEncoding.Options, file: String
    ) throws -> BytePairEncoding {
        if let unknown = options.unknown, tokens[unknown.utf8] == nil {
            let suffix = Array(options.endOfWord.utf8)
            let needed =
                options.byteFallback
                ? (UInt8.min...UInt8.max).map { Array(BytePiece.name(of: $0).utf8) }
                : ByteAlphabet.symbols + ByteAlphabet.symbols.map { $0 + suffix }
            if let token = needed.first(where: { tokens[$0] == nil }) {
                throw TokenizerError.missingToken(
                    file: file, token: String(decoding: token, as: UTF8.self),
                    purpose: "for texts with that byte, or an unknown token"
                )
            }
        }
        return BytePairEncoding(tokens: tokens, merges: merges, options: options)
    }

    private mutating func append(_ token: [UInt8]) {
        tokens.insert(token, id: Int32(tokens.count))
    }

    private typealias Pair = (left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)

    /// The lines of a merge file; its first line may be a comment with a version.
    private static func pairs(in file: TokenizerFile) throws -> [Pair] {
        var pairs: [Pair] = []
        let lineFeed = UInt8(ascii: "\n")
        var lines = file.bytes.split(separator: lineFeed, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        pairs.reserveCapacity(lines.count)
        for (index, var line) in lines.enumerated() {
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.starts(with: "#version".utf8) { continue }
            guard let pair = pair(line) else {
                throw TokenizerError.malformedMerge(
                    file: file.name, line: index + 1, found: String(decoding: line, as: UTF8.self)
                )
            }
            pairs.append(pair)
        }
        return pairs
    }

    private static func pair(_ text: ArraySlice<UInt8>) -> Pair? {
        let space = UInt8(ascii: " ")
        guard let middle = text.firstIndex(of: space),
            middle > text.startIndex, middle + 1 < text.endIndex,
            !text[(middle + 1)...].contains(space)
        else { return nil }
        return (text[..<middle], text[(middle + 1)...])
    }

    private mutating func add(_ pairs: [Pair], of file: TokenizerFile) throws {
        for (left, right) in pairs {
            try add(left.span, right.span, 0, of: file)
        }
    }

    /// The right token loses its first `prefix` bytes when the two become one.
    private mutating func add(
        _ left: Span<UInt8>, _ right: Span<UInt8>, _ prefix: Int, of file: TokenizerFile
    ) throws {
        guard let leftID = tokens[left] else { throw unknownMerge(of: bytes(of: left), file) }
        guard let rightID = tokens[right] else { throw unknownMerge(of: bytes(of: right), file) }
        let rest = right.extracting(droppingFirst: prefix)
        guard let joined = tokens[left, rest] else {
            throw unknownMerge(of: bytes(of: left) + bytes(of: rest), file)
        }
        merges.append(leftID, rightID, joined: joined)
    }

    private func bytes(of token: Span<UInt8>) -> [UInt8] {
        token.indices.map { token[$0] }
    }

    private func unknownMerge(of token: [UInt8], _ file: TokenizerFile) -> TokenizerError {
        .unknownMerge(
            file: file.name, merge: merges.count + 1, token: String(decoding: token, as: UTF8.self)
        )
    }
}
