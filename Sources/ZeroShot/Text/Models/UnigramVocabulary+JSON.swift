import Foundation

extension UnigramVocabulary {
    /// How the decimal numbers of a file become doubles.
    enum Numbers {
        /// The nearest double, as in Python.
        case nearest
        /// All digits as one number, divided by a power of ten: one more rounding.
        ///
        /// So does serde_json, with which Hugging Face tokenizers reads its files.
        case scaled
    }

    /// The value of `vocab`: pieces and their scores.
    ///
    /// - Throws: `TokenizerError`.
    init(json cursor: inout JSONCursor, in file: TokenizerFile, numbers: Numbers) throws {
        self.init(capacity: 32768)
        var piece: [UInt8] = []
        try file.naming {
            try cursor.readArray { entry in
                let start = entry.offset
                var parts = 0
                var score = Double.nan
                try entry.readArray { part in
                    parts += 1
                    if parts == 1 {
                        try part.readString(into: &piece)
                    } else {
                        score = Self.number(file.bytes[try part.skipValue()], numbers)
                    }
                }
                guard parts == 2, score.isFinite else {
                    throw JSONCursor.Problem(
                        offset: start, expected: "a piece and its score, a finite number"
                    )
                }
                append(String(decoding: piece, as: UTF8.self).unicodeScalars, score: score)
            }
        }
    }

    /// The number that the text stands for; not finite if there is none.
    static func number(_ text: ArraySlice<UInt8>, _ numbers: Numbers) -> Double {
        let string = String(decoding: text, as: UTF8.self)
        guard text.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }), let nearest = Double(string)
        else { return .nan }
        switch numbers {
        case .nearest: return nearest
        case .scaled: return scaled(string) ?? nearest
        }
    }

    /// Nil for more digits than serde_json takes into account.
    private static func scaled(_ text: String) -> Double? {
        let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let decimal = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = decimal.count == 2 ? decimal[1] : ""
        guard let shift = parts.count == 2 ? Int(parts[1]) : 0,
            let digits = UInt64(decimal[0].drop { $0 == "-" } + fraction),
            shift.magnitude < 300, fraction.count < 300 - Int(shift.magnitude)
        else { return nil }
        let exponent = shift - fraction.count
        // Decimal text of a power of ten is read exactly rounded.
        guard let power = Double("1e\(abs(exponent))") else { return nil }
        let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
        return text.hasPrefix("-") ? -value : value
    }
}
