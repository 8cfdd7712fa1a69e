/// A `tokenizer.json` taken apart: its two tables, and the text of the rest, which is small.
///
/// The tables of a large vocabulary are tens of megabytes, so they are read as they are met, in one
/// pass over the file.
struct TokenizerJSONParts {
    private let file: TokenizerFile
    private var stepMembers = JSONObjectText()
    private var modelMembers = JSONObjectText()
    private var vocabulary: BytePairVocabulary?
    private var hasMerges = false
    // Tables of another form, or merges in front of the vocabulary.
    private var vocabularyOffset: Int?
    private var mergesOffset: Int?

    /// The file without its model.
    var steps: [UInt8] { stepMembers.text }

    /// An object whose `model` is that of the file without the tables.
    var model: [UInt8] {
        var wrapped = JSONObjectText()
        wrapped.append(Array("model".utf8), modelMembers.text[...])
        return wrapped.text
    }

    /// - Throws: `TokenizerError`.
    init(_ file: TokenizerFile) throws {
        self.file = file
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
        guard vocabulary != nil || vocabularyOffset != nil else { throw missing("model.vocab") }
        guard hasMerges || mergesOffset != nil else { throw missing("model.merges") }
        var result: BytePairVocabulary
        if let vocabulary {
            result = vocabulary
        } else {
            var cursor = JSONCursor(file.bytes, at: vocabularyOffset ?? 0)
            result = try BytePairVocabulary(json: &cursor, in: file)
        }
        if let mergesOffset {
            var cursor = JSONCursor(file.bytes, at: mergesOffset)
            try result.addMerges(json: &cursor, of: file)
        }
        return result
    }

    private mutating func readModelMember(_ key: [UInt8], _ value: inout JSONCursor) throws {
        switch key {
        case Array("vocab".utf8) where value.isAtObject():
            vocabulary = try BytePairVocabulary(json: &value, in: file)
        case Array("vocab".utf8):
            vocabularyOffset = try value.skipValue().lowerBound
        case Array("merges".utf8) where vocabulary != nil:
            try vocabulary?.addMerges(json: &value, of: file)
            hasMerges = true
        case Array("merges".utf8):
            mergesOffset = try value.skipValue().lowerBound
        default:
            modelMembers.append(key, file.bytes[try value.skipValue()])
        }
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
