/// A token that is found in the text by its name, before the text is split.
struct AddedToken: Equatable, Sendable {
    let content: String
    /// Only where neither neighbour is a letter, mark, digit or underscore.
    var singleWord = false
    /// Takes the whitespace on its left with it.
    var stripsLeft = false
    /// Takes the whitespace on its right with it.
    var stripsRight = false
    /// Looked for in cleaned text instead of the text as written.
    var normalized = false
    var special = true
}

extension AddedToken: Decodable {
    enum CodingKeys: String, CodingKey {
        case content, normalized, special
        case singleWord = "single_word"
        case stripsLeft = "lstrip"
        case stripsRight = "rstrip"
    }

    /// Absent keys take the defaults of `AddedToken` in Hugging Face tokenizers.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func flag(_ key: CodingKeys) throws -> Bool? {
            try values.decodeIfPresent(Bool.self, forKey: key)
        }
        content = try values.decode(String.self, forKey: .content)
        singleWord = try flag(.singleWord) ?? false
        stripsLeft = try flag(.stripsLeft) ?? false
        stripsRight = try flag(.stripsRight) ?? false
        special = try flag(.special) ?? false
        normalized = try flag(.normalized) ?? !special
    }
}
