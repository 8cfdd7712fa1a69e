/// Why a tokenizer cannot be used: the file, what was found in it, and what was expected.
public enum TokenizerError: Error, Equatable, Sendable {
    /// The folder holds no file with a vocabulary.
    case noTokenizer(folder: String)
    /// The operating system would not read the file.
    case unreadable(file: String, reason: String)
    /// The file has more bytes than any tokenizer needs.
    case tooLarge(file: String, limit: Int)
    /// The file is not text in UTF-8.
    case notUTF8(file: String)
    /// The file is not JSON, or not of the form that its place asks for; the offset is in bytes.
    case malformed(file: String, offset: Int, expected: String)
    /// A value is absent or of the wrong kind; the part is a dotted path.
    case wrongValue(file: String, part: String, reason: String)
    /// A step, option or value that the format allows and this program does not support.
    case unsupported(file: String, part: String, found: String, supported: [String])
    /// A line of a merge table is not two tokens with a space between them.
    case malformedMerge(file: String, line: Int, found: String)
    /// A line of the entity table is not a name and characters.
    case malformedEntity(file: String, line: Int, found: String)
    /// A merge joins or yields a token that the vocabulary lacks; merges are counted from 1.
    case unknownMerge(file: String, merge: Int, token: String)
    /// A token's id is negative or too large.
    case idOutOfRange(file: String, token: String, id: Int)
    /// The vocabulary lacks a token that the tokenizer needs.
    case missingToken(file: String, token: String, purpose: String)
    /// Two files put different tokens around a text; the ids of the first and of the second.
    case conflictingFrame(file: String, found: [Int32], expected: [Int32])
    /// Start and end token alone fill the context.
    case contextTooShort(contextLength: Int, minimum: Int)
}

extension TokenizerError: CustomStringConvertible {
    /// One sentence or two: which file, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .noTokenizer(let folder):
            """
            \(folder): no tokenizer here; it needs tokenizer.json, or vocab.json and merges.txt, \
            or a SentencePiece model where the tokenizer's class reads one \
            (\(SentencePieceModel.fileNames.joined(separator: ", "))). \
            Copy them from where the checkpoint comes from.
            """
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason)"
        case .tooLarge(let file, let limit):
            """
            \(file): has more than \(limit >> 20) MiB, which no tokenizer needs. \
            Copy the file anew.
            """
        case .notUTF8(let file):
            "\(file): is not text in UTF-8. Copy the file anew."
        case .malformed(let file, let offset, let expected):
            "\(file): at byte \(offset), expected \(expected). Copy the file anew."
        case .wrongValue(let file, let part, let reason):
            "\(file): '\(part)': \(reason)"
        case .unsupported(let file, let part, let found, let supported):
            """
            \(file): '\(part)' is \(found), which is not supported. \
            Supported: \(supported.joined(separator: ", ")).
            """
        case .malformedMerge(let file, let line, let found):
            """
            \(file): line \(line) is '\(found)'; a merge is two tokens with one space between \
            them. Copy the file anew.
            """
        case .malformedEntity(let file, let line, let found):
            """
            \(file): line \(line) is '\(found)'; an entity is a name, a tab and character \
            numbers. The file ships with zeroshot: install it again.
            """
        case .unknownMerge(let file, let merge, let token):
            """
            \(file): merge \(merge) needs the token '\(token)', which the vocabulary lacks. \
            Vocabulary and merges come from different tokenizers.
            """
        case .idOutOfRange(let file, let token, let id):
            "\(file): the token '\(token)' has the id \(id); ids are 0 to \(Int32.max - 1)."
        case .missingToken(let file, let token, let purpose):
            "\(file): the vocabulary lacks '\(token)', which is needed \(purpose)."
        case .conflictingFrame(let file, let found, let expected):
            """
            \(file): 'post_processor' puts the ids \(found) around a text, the start and end \
            token of tokenizer_config.json and special_tokens_map.json are \(expected). \
            The files come from different tokenizers.
            """
        case .contextTooShort(let contextLength, let minimum):
            """
            A context of \(contextLength) tokens has no room for a text; with start and end \
            token it needs at least \(minimum).
            """
        }
    }
}
