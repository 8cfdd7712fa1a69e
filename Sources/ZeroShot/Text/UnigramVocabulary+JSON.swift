extension UnigramVocabulary {
    /// The value of `vocab`, a list of pieces with their scores.
    ///
    /// - Throws: `TokenizerError`.
    init(json cursor: inout JSONCursor, in file: TokenizerFile) throws {
        var vocabulary = UnigramVocabulary(capacity: 32_768)
        var piece: [UInt8] = []
        try file.naming {
            try cursor.readArray { entry in
                let start = entry.offset
                var score: Double?
                var count = 0
                try entry.readArray { value in
                    switch count {
                    case 0: try value.readString(into: &piece)
                    default: score = try value.readNumber()
                    }
                    count += 1
                }
                guard count == 2, let score, score.isFinite else {
                    throw JSONCursor.Problem(offset: start, expected: "a piece and its score")
                }
                let text = String(decoding: piece, as: UTF8.self)
                vocabulary.append(text.unicodeScalars, score: score)
            }
        }
        self = vocabulary
    }
}
