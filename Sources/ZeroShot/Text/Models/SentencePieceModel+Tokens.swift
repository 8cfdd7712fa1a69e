extension SentencePieceModel {
    /// The id of the piece for unknown text.
    var unknown: Int32 {
        guard let index = pieces.firstIndex(where: { $0.kind == .unknown }) else {
            preconditionFailure("a model that was read has one")
        }
        return Int32(index)
    }
}

extension BytePairVocabulary {
    /// A model file as transformers turns it into a byte-pair model: each way to make a piece of two
    /// others is a merge, in the order of the pieces made, the shorter left one first.
    ///
    /// Source: `generate_merges` in transformers' `tokenization_utils_base.py`, which gets no scores.
    init(sentencePiece model: SentencePieceModel) {
        self.init(sentencePiece: model, rank: { _, rank in rank })
    }

    /// - Parameters:
    ///   - model: whose pieces are the tokens.
    ///   - rank: of a merge, from the id of the piece made and the number of merges before; nil where
    ///     the piece is not made by merging.
    init(
        sentencePiece model: SentencePieceModel, rank: (_ id: Int, _ before: UInt32) -> UInt32?
    ) {
        var tokens = TokenTable(capacity: model.pieces.count)
        for (id, piece) in model.pieces.enumerated() {
            tokens.insert(piece.text.utf8.span, id: Int32(id))
        }
        // Pieces of today's models can be made in somewhat more than two ways.
        var merges = MergeTable(capacity: 2 * model.pieces.count)
        for (id, piece) in model.pieces.enumerated() {
            let text = piece.text.utf8.span
            var middle = 0
            for scalar in piece.text.unicodeScalars.dropLast() {
                middle += scalar.utf8.count
                guard let left = tokens[text.extracting(first: middle)],
                    let right = tokens[text.extracting(droppingFirst: middle)],
                    let rank = rank(id, UInt32(merges.count))
                else { continue }
                merges.insert(left, right, MergeTable.Merge(rank: rank, id: Int32(id)))
            }
        }
        self.init(tokens: tokens, merges: merges)
    }
}

extension UnigramVocabulary {
    /// All pieces, as `T5Tokenizer` in transformers takes them over: special ones are found in a text
    /// like others.
    init(sentencePiece model: SentencePieceModel) {
        self.init(capacity: model.pieces.count)
        for piece in model.pieces {
            append(piece.text.unicodeScalars, score: Double(piece.score))
        }
    }
}

extension TokenModel {
    /// What SentencePiece itself computes behind its cleaning.
    ///
    /// Source: `EncodeOptimized` in SentencePiece's `unigram_model.cc`, `SampleEncode` in
    /// `bpe_model.cc`.
    ///
    /// - Throws: `TokenizerError.unsupported` for byte pairs with pieces that keep from joining.
    init(sentencePiece model: SentencePieceModel, file: String) throws {
        switch model.algorithm {
        case .unigram: self = .unigram(Unigram(sentencePiece: model))
        case .bytePairs: self = .bytePairs(try BytePairEncoding(sentencePiece: model, file: file))
        }
    }
}

extension Unigram {
    fileprivate init(sentencePiece model: SentencePieceModel) {
        let scores = model.pieces.filter { $0.kind == .normal }.map(\.score)
        // The smallest positive number instead of the lowest one stands in the reference, too.
        let highest = max(scores.max() ?? 0, .leastNormalMagnitude)
        var vocabulary = UnigramVocabulary(capacity: model.pieces.count)
        for piece in model.pieces {
            let text = piece.text.unicodeScalars
            switch piece.kind {
            case .normal:
                vocabulary.append(text, score: Double(piece.score))
            case .userDefined:
                // More than any other way to cut the same text, so that it is always taken.
                let score = Double(Float(piece.text.utf8.count) * highest) - 0.1
                vocabulary.append(text, score: score)
            case .unknown, .control, .unused, .byte:
                vocabulary.append(text, score: Double(piece.score), isMatched: false)
            }
        }
        self.init(
            vocabulary, unknown: model.unknown, byteFallback: model.byteFallback,
            lowestScore: Double(scores.min() ?? .greatestFiniteMagnitude), precision: .single
        )
    }
}

extension BytePairEncoding {
    /// The pair whose piece has the highest score is joined first, of equal ones the left one.
    fileprivate init(sentencePiece model: SentencePieceModel, file: String) throws {
        let names: [SentencePieceModel.PieceKind: String] = [
            .userDefined: "'USER_DEFINED' in a model of type 'BPE'",
            .unused: "'UNUSED' in a model of type 'BPE'",
        ]
        for (id, piece) in model.pieces.enumerated() {
            guard let name = names[piece.kind] else { continue }
            throw TokenizerError.unsupported(
                file: file, part: "pieces[\(id)].type", found: name,
                supported: ["'NORMAL'", "'UNKNOWN'", "'CONTROL'", "'BYTE'"]
            )
        }
        let scores = Set(model.pieces.map(\.score)).sorted(by: >)
        let ranks = Dictionary(uniqueKeysWithValues: zip(scores, UInt32(0)...))
        let vocabulary = BytePairVocabulary(sentencePiece: model) { id, _ in
            let piece = model.pieces[id]
            return piece.kind == .normal ? ranks[piece.score] : nil
        }
        self.init(
            tokens: vocabulary.tokens, merges: vocabulary.merges,
            options: Options(
                unknown: model.pieces[Int(model.unknown)].text, fusesUnknown: true,
                byteFallback: model.byteFallback
            )
        )
    }
}
