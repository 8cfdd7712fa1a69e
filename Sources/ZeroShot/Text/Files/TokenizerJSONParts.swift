/// A `tokenizer.json` taken apart: its two tables, and the text of the rest, which is small.
///
/// The tables of a large vocabulary are tens of megabytes, so they are read as they are met, in one
/// pass over the file.
struct TokenizerJSONParts {
    private let file: TokenizerFile
    private let numbers: UnigramVocabulary.Numbers
    private var stepMembers = JSONObjectText()
    private var modelMembers = JSONObjectText()
    private var bytePairs: BytePairVocabulary?
    private var unigram: UnigramVocabulary?
    private var vocabularyOffset: Int?
    private var hasMerges = false
    private var continuingPrefix: String?
    private var mergesOffset: Int?  // of merges that stand in front of what they need

    /// The file without its model.
    var steps: [UInt8] { stepMembers.text }

    /// An object whose `model` is that of the file without the tables.
    var model: [UInt8] {
        var wrapped = JSONObjectText()
        wrapped.append(Array("model".utf8), modelMembers.text[...])
        return wrapped.text
    }

    /// - Parameters:
    ///   - file: the file.
    ///   - numbers: how scores are read.
    /// - Throws: `TokenizerError`.
    init(_ file: TokenizerFile, numbers: UnigramVocabulary.Numbers) throws {
        self.file = file
        self.numbers = numbers
        var cursor = JSONCursor(file.bytes)
        try file.naming {
            try cursor.readObject { key, value in
                if key == Array("model".utf8) {
                    try value.readObject { key, value in try readModelMember(key, &value) }
                } else {
                    stepMembers.append(key, file.bytes[try value.skipValue()])
                }
            }
            try cursor.requireEnd()
        }
    }

    /// The two tables of a byte-pair model.
    ///
    /// - Throws: `TokenizerError`.
    func bytePairVocabulary() throws -> BytePairVocabulary {
        guard let vocabularyOffset else { throw missing("model.vocab") }
        guard var vocabulary = bytePairs else { throw malformed(vocabularyOffset, "'{'") }
        if let mergesOffset {
            var cursor = JSONCursor(file.bytes, at: mergesOffset)
            try vocabulary.addMerges(
                json: &cursor, continuingPrefix: continuingPrefix ?? "", of: file
            )
        } else if !hasMerges {
            throw missing("model.merges")
        }
        return vocabulary
    }

    /// The table of a unigram model.
    ///
    /// - Throws: `TokenizerError`.
    func unigramVocabulary() throws -> UnigramVocabulary {
        guard let vocabularyOffset else { throw missing("model.vocab") }
        guard let unigram else { throw malformed(vocabularyOffset, "'['") }
        guard mergesOffset == nil else {
            throw TokenizerError.unsupported(
                file: file.name, part: "model.merges", found: "an unknown option",
                supported: ["'vocab'"]
            )
        }
        return unigram
    }

    private mutating func readModelMember(_ key: [UInt8], _ value: inout JSONCursor) throws {
        switch key {
        case Array("vocab".utf8):
            let isUnigram = value.isAtArray()
            vocabularyOffset = value.offset
            if isUnigram {
                unigram = try UnigramVocabulary(json: &value, in: file, numbers: numbers)
            } else {
                bytePairs = try BytePairVocabulary(json: &value, in: file)
            }
        case Array("merges".utf8) where bytePairs != nil && continuingPrefix != nil:
            try bytePairs?.addMerges(
                json: &value, continuingPrefix: continuingPrefix ?? "", of: file
            )
            hasMerges = true
        case Array("merges".utf8):
            mergesOffset = try value.skipValue().lowerBound
        case Array("continuing_subword_prefix".utf8):
            let range = try value.skipValue()
            continuingPrefix = try string(at: range.lowerBound) ?? ""
            modelMembers.append(key, file.bytes[range])
        default:
            modelMembers.append(key, file.bytes[try value.skipValue()])
        }
    }

    private func string(at offset: Int) throws -> String? {
        var cursor = JSONCursor(file.bytes, at: offset)
        guard cursor.isAtString() else { return nil }
        var text: [UInt8] = []
        try cursor.readString(into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func malformed(_ offset: Int, _ expected: String) -> TokenizerError {
        .malformed(file: file.name, offset: offset, expected: expected)
    }

    private func missing(_ part: String) -> TokenizerError {
        .wrongValue(file: file.name, part: part, reason: "is missing")
    }
}

/// A JSON object put together from members of another.
private struct JSONObjectText {
    private var members: [UInt8] = []

    var text: [UInt8] { Array("{".utf8) + members + Array("}".utf8) }

    mutating func append(_ key: [UInt8], _ value: ArraySlice<UInt8>) {
        if !members.isEmpty { members += ",".utf8 }
        members += "\"".utf8
        // Keys of tokenizer.json are plain words; one that is not is unknown in any spelling.
        members += key.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 0x20 }
        members += "\":".utf8
        members += value
    }
}
