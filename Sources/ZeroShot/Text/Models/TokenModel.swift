/// What cuts words into tokens; the `model` of tokenizer.json.
enum TokenModel: Sendable {
    case bytePairs(BytePairEncoding)
    case unigram(Unigram)

    /// A token of an encoded word.
    struct Symbol: Equatable {
        let id: Int32
        let start: Int  // scalar of the word in which the token begins
    }

    /// Buffers that one encoding after another reuses, the last result among them.
    struct Scratch {
        var result: [Symbol] = []
        var bytePairs = BytePairEncoding.Scratch()
        var unigram = Unigram.Scratch()
    }

    /// Encodes one word; the tokens are left in `scratch.result`.
    func encode(_ word: ArraySlice<Unicode.Scalar>, scratch: inout Scratch) {
        scratch.result.removeAll(keepingCapacity: true)
        switch self {
        case .bytePairs(let model):
            model.encode(word, scratch: &scratch.bytePairs, into: &scratch.result)
        case .unigram(let model):
            model.encode(word, scratch: &scratch.unigram, into: &scratch.result)
        }
    }
}
