internal import Foundation

/// How a tokenizer breaks the words of labels up.
struct NamePieces {
    private let tokenizer: any Tokenizer
    private let specialTokens: Int
    /// The token of what the tokenizer has no piece for; nil where it falls back to bytes.
    private let unknown: Int32?

    init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
        let nothing = tokenizer.encode("")
        specialTokens = nothing.tokens
        // Linear B and Gothic: no vocabulary has pieces for both, and the bytes of these two
        // letters end differently. Where they become the same tokens, the last is the unknown one.
        let strange = ["\u{10000}", "\u{10330}"].map { tokenizer.encode($0).ids }
        unknown = strange[0] == strange[1] ? strange[0].last { !nothing.ids.contains($0) } : nil
    }

    /// The worst thing about the words of a label; nil when there is nothing to say.
    func finding(in label: String) -> LabelSetFinding? {
        words(of: label).compactMap { word in
            Self.finding(word.word, utf8: word.utf8, isUnknown: word.isUnknown)
        }.min { ($0.severity, -$0.pieces) < ($1.severity, -$1.pieces) }
    }

    private static func finding(
        _ word: LabelSetFinding.Word, utf8: Int, isUnknown: Bool
    ) -> LabelSetFinding? {
        if isUnknown { return .unknownLetters(word) }
        let isSpelled = word.pieces >= max(2, word.letters) && utf8 <= 2 * word.pieces
        if word.text.utf8.contains(where: { $0 >= 0x80 }), isSpelled { return .spelledOut(word) }
        let isBroken = word.pieces > mostPieces && utf8 < leastBytes * word.pieces
        return isBroken ? .manyPieces(word) : nil
    }

    /// Of the words in ImageNet's class names, CLIP's tokenizer breaks one in a hundred into more.
    private static let mostPieces = 3
    /// A long word may have many pieces when these are as long as syllables.
    private static let leastBytes = 3

    private func words(
        of label: String
    ) -> [(word: LabelSetFinding.Word, utf8: Int, isUnknown: Bool)] {
        label.precomposedStringWithCanonicalMapping.unicodeScalars
            .split { !$0.isPartOfWord }
            .map { scalars in
                let text = String(String.UnicodeScalarView(scalars))
                let encoded = tokenizer.encode(text)
                let word = LabelSetFinding.Word(
                    label: label, text: text, letters: scalars.count,
                    pieces: encoded.tokens - specialTokens
                )
                let isUnknown = unknown.map(encoded.ids.contains) ?? false
                return (word, text.utf8.count, isUnknown)
            }
    }
}

extension Unicode.Scalar {
    /// A letter, or a mark on one.
    fileprivate var isPartOfWord: Bool {
        if isASCII { return properties.isAlphabetic }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return properties.isAlphabetic
        }
    }
}

extension LabelSetFinding {
    /// Of the word that it is about.
    fileprivate var pieces: Int {
        switch self {
        case .unknownLetters(let word), .spelledOut(let word), .manyPieces(let word): word.pieces
        default: 0
        }
    }
}
