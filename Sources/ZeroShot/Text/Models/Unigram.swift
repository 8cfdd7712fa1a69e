/// A unigram model: of all ways to cut a word into pieces, the one whose scores add up to the most.
///
/// Source: `Unigram` in Hugging Face tokenizers and `EncodeOptimized` in SentencePiece, which differ
/// in precision only. Of cuts with equal scores the one with the longer last piece wins.
struct Unigram: Sendable {
    /// How scores are added up.
    enum Precision: Sendable {
        /// As Hugging Face tokenizers do.
        case double
        /// Rounded to a `Float` after each piece, as SentencePiece does.
        case single
    }

    /// Buffers that one encoding after another reuses.
    struct Scratch {
        fileprivate var ends: [BestEnd] = []
        fileprivate var cuts: [Cut] = []
    }

    /// The best way to cut the word up to a place.
    fileprivate struct BestEnd {
        var id: Int32 = -1  // of the last piece
        var score = 0.0  // of all pieces
        var start = -1  // of the last piece; negative until a way is known
    }

    fileprivate struct Cut {
        let id: Int32
        var range: Range<Int>
    }

    private let vocabulary: UnigramVocabulary
    private let unknown: Int32
    private let unknownScore: Double
    private let bytes: [Int32?]  // id of each byte's piece; empty without byte fallback
    private let precision: Precision

    /// A model as tokenizer.json describes it.
    ///
    /// - Parameters:
    ///   - vocabulary: the pieces.
    ///   - unknown: `unk_id`, of a piece of the vocabulary.
    ///   - byteFallback: whether unknown text becomes the pieces of its bytes, where there are all.
    init(_ vocabulary: UnigramVocabulary, unknown: Int32, byteFallback: Bool) {
        self.init(
            vocabulary, unknown: unknown, byteFallback: byteFallback,
            lowestScore: vocabulary.scores.min() ?? 0, precision: .double
        )
    }

    /// - Parameters:
    ///   - vocabulary: the pieces.
    ///   - unknown: the id for text that no piece stands for.
    ///   - byteFallback: whether unknown text becomes the pieces of its bytes, where there are all.
    ///   - lowestScore: an unknown character counts ten less.
    ///   - precision: of the sums.
    init(
        _ vocabulary: UnigramVocabulary, unknown: Int32, byteFallback: Bool, lowestScore: Double,
        precision: Precision
    ) {
        precondition(vocabulary.scores.indices.contains(Int(unknown)), "the unknown piece is there")
        self.vocabulary = vocabulary
        self.unknown = unknown
        self.precision = precision
        unknownScore =
            precision == .double ? lowestScore - 10 : Double(Float(lowestScore) - Float(10))
        bytes =
            byteFallback
            ? (UInt8.min...UInt8.max).map {
                vocabulary.id(of: BytePiece.name(of: $0).unicodeScalars)
            } : []
    }

    /// Appends the tokens of a word.
    func encode(
        _ word: ArraySlice<Unicode.Scalar>, scratch: inout Scratch,
        into result: inout [TokenModel.Symbol]
    ) {
        findBestEnds(of: word, in: &scratch.ends)
        cut(word.count, scratch.ends, into: &scratch.cuts)
        for cut in scratch.cuts.reversed() {
            append(cut, word.dropFirst(cut.range.lowerBound).prefix(cut.range.count), to: &result)
        }
    }

    private func append(
        _ cut: Cut, _ text: ArraySlice<Unicode.Scalar>, to result: inout [TokenModel.Symbol]
    ) {
        let start = cut.range.lowerBound
        if cut.id != unknown {
            result.append(TokenModel.Symbol(id: cut.id, start: start))
        } else if let id = vocabulary.id(of: text) {
            // Unknown characters side by side may spell a piece after all.
            result.append(TokenModel.Symbol(id: id, start: start))
        } else {
            let count = result.count
            guard appendBytes(of: text, at: start, to: &result) else {
                result.removeSubrange(count...)
                result.append(TokenModel.Symbol(id: unknown, start: start))
                return
            }
        }
    }

    /// Yields false when a byte has no piece.
    private func appendBytes(
        of text: ArraySlice<Unicode.Scalar>, at start: Int, to result: inout [TokenModel.Symbol]
    ) -> Bool {
        guard !bytes.isEmpty else { return false }
        for (index, scalar) in text.enumerated() {
            for byte in scalar.utf8 {
                guard let id = bytes[Int(byte)] else { return false }
                result.append(TokenModel.Symbol(id: id, start: start + index))
            }
        }
        return true
    }

    private func findBestEnds(of word: ArraySlice<Unicode.Scalar>, in ends: inout [BestEnd]) {
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(BestEnd(), count: word.count + 1))
        for start in 0..<word.count {
            let before = ends[start].score
            var isKnown = false  // the character on its own
            vocabulary.forEachPrefix(of: word[(word.startIndex + start)...]) { id, count in
                let score = rounded(before + vocabulary.scores[Int(id)])
                offer(id, score, from: start, to: &ends[start + count])
                if count == 1 { isKnown = true }
            }
            if !isKnown {
                let score = rounded(before + unknownScore)
                offer(unknown, score, from: start, to: &ends[start + 1])
            }
        }
    }

    private func offer(_ id: Int32, _ score: Double, from start: Int, to end: inout BestEnd) {
        guard end.start < 0 || score > end.score else { return }
        end = BestEnd(id: id, score: score, start: start)
    }

    private func rounded(_ score: Double) -> Double {
        precision == .double ? score : Double(Float(score))
    }

    /// The pieces from the last one to the first; unknown ones side by side are one.
    private func cut(_ count: Int, _ ends: [BestEnd], into cuts: inout [Cut]) {
        cuts.removeAll(keepingCapacity: true)
        var end = count
        while end > 0 {
            let best = ends[end]
            if best.id == unknown, let last = cuts.last, last.id == unknown {
                cuts[cuts.count - 1].range = best.start..<last.range.upperBound
            } else {
                cuts.append(Cut(id: best.id, range: best.start..<end))
            }
            end = best.start
        }
    }
}
