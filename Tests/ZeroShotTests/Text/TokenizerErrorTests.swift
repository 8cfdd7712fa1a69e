import Foundation
import Testing

@testable import ZeroShot

/// Files that cannot be used, made from a small tokenizer by one change to its text.
struct TokenizerErrorTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func copy(_ variant: String) throws {
        let source = try TextFixture.url("variants/\(variant)")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: source.path(percentEncoded: false)
        )
        for name in names where name != "expected.json" {
            try FileManager.default.copyItem(
                at: source.appending(path: name), to: folder.url.appending(path: name)
            )
        }
    }

    private func replace(_ text: String, in name: String, with replacement: String) throws {
        let url = folder.url.appending(path: name)
        let content = try String(contentsOf: url, encoding: .utf8)
        try #require(content.contains(text), "the file has what the test changes")
        try content.replacingOccurrences(of: text, with: replacement)
            .write(to: url, atomically: true, encoding: .utf8)
    }

    /// The error's sentence without the folder's path.
    private func message() throws -> String {
        let error = #expect(throws: TokenizerError.self) {
            try HuggingFaceTokenizer(folder: folder.url, contextLength: 77)
        }
        return try #require(error).description
            .replacingOccurrences(of: folder.url.path(percentEncoded: false), with: "F/")
            .replacingOccurrences(of: "F//", with: "F/")
    }

    @Test(arguments: [
        (
            #"{"type": "NFC"}"#, #"{"type": "Nmt"}"#,
            "F/tokenizer.json: 'normalizer.normalizers[0]' is 'Nmt', which is not supported. "
                + "Supported: 'Sequence', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Replace', 'Lowercase', "
                + "'Strip', 'Prepend', 'Precompiled'."
        ),
        (
            #"{"type": "NFC"}"#, #"{"type": "BertNormalizer", "lowercase": true}"#,
            "F/tokenizer.json: 'normalizer.normalizers[0]' is 'BertNormalizer', which is not"
        ),
        (
            #"{"Regex": "\\s+"}"#, #"{"String": ""}"#,
            "F/tokenizer.json: 'normalizer.normalizers[1].pattern' is the string '', which is not "
                + "supported. Supported: a string that is not empty."
        ),
        (
            #""behavior": "Removed""#, #""behavior": "Dropped""#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[0].behavior' is 'Dropped', which is not "
                + "supported. Supported: 'Removed', 'Isolated', 'MergedWithPrevious', "
                + "'MergedWithNext', 'Contiguous'."
        ),
        (
            #"|[\\p{N}]|"#, #"|\\d*|"#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[0].pattern' is a regular expression with "
                + "'\\d*', which is not supported. Supported: plain text, one of its characters, "
                + "'[\\p{L}]', '[\\p{N}]', '[^\\s\\p{L}\\p{N}]', '\\S', '\\d', '\\p{L}', '\\p{N}', "
                + "'\\s', each with '+', '{n}', '{n,}' or '{n,m}' behind it."
        ),
        (
            #"|[\\p{N}]|"#, #"|\\d|"#,
            "F/tokenizer.json: 'pre_tokenizer' is not that of CLIPTokenizer, which is not supported."
        ),
        (
            #""use_regex": true}]"#, #""use_regex": true, "novel": 1}]"#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[1].novel' is an unknown option, which is "
                + "not supported. Supported: 'type', 'add_prefix_space', 'trim_offsets', "
                + "'use_regex'."
        ),
        (
            #""byte_fallback": false"#, #""byte_fallback": true"#,
            "F/tokenizer.json: 'model' is not that of CLIPTokenizer, which is not supported. "
        ),
        (
            #""dropout": null"#, #""dropout": 0.1"#,
            "F/tokenizer.json: 'model.dropout' is '0.1', which is not supported. Supported: '0.0'."
        ),
        (
            #""type": "BPE""#, #""type": "WordPiece""#,
            "F/tokenizer.json: 'model' is 'WordPiece', which is not supported. Supported: 'BPE', "
                + "'Unigram'."
        ),
        (
            #""padding": null"#, #""padding": {"direction": "Up", "pad_token": "!"}"#,
            "F/tokenizer.json: 'padding.direction' is 'Up', which is not supported. "
                + "Supported: 'Right', 'Left'."
        ),
        (
            #""truncation": null"#,
            #""truncation": {"direction": "Left", "max_length": 9}"#,
            "F/tokenizer.json: 'truncation.direction' is 'Left', which is not supported. "
                + "Supported: 'Right'."
        ),
        (
            #"{"type": "NFC"}, "#, "",
            "F/tokenizer.json: 'normalizer' is not that of CLIPTokenizer, which is not supported. "
                + "Supported: the steps of CLIPTokenizer, whose name tokenizer_config.json has."
        ),
        (
            #"|'s|'t|"#, #"|'t|"#,
            "F/tokenizer.json: 'pre_tokenizer' is not that of CLIPTokenizer, which is not supported. "
                + "Supported: the steps of CLIPTokenizer, whose name tokenizer_config.json has."
        ),
        (
            #""end_of_word_suffix": "</w>""#, #""end_of_word_suffix": null"#,
            "F/tokenizer.json: 'model.end_of_word_suffix' is not that of CLIPTokenizer, which is "
                + "not supported. Supported: the steps of CLIPTokenizer, whose name "
                + "tokenizer_config.json has."
        ),
        (
            #""cls": ["<|startoftext|>", 558]"#, #""cls": ["a", 64]"#,
            "F/tokenizer.json: 'post_processor' puts the ids [64, 559] around a text, the start and "
                + "end token of tokenizer_config.json and special_tokens_map.json are [558, 559]. "
                + "The files come from different tokenizers."
        ),
        (
            #""RobertaProcessing""#, #""BertProcessing""#,
            "F/tokenizer.json: 'post_processor' is 'BertProcessing', which is not supported. "
                + "Supported: 'RobertaProcessing', 'TemplateProcessing', 'ByteLevel', 'Sequence'."
        ),
        (
            #""!": 0,"#, #""!": -4,"#,
            "F/tokenizer.json: the token '!' has the id -4; ids are 0 to 2147483646."
        ),
        (
            #"["a", "n"]"#, #"["a", "n", "n"]"#, "expected a pair of tokens. Copy the file anew."
        ),
        (
            #"["a", "n"]"#, #"["a", "猫"]"#,
            "needs the token '猫', which the vocabulary lacks. Vocabulary and merges come from "
                + "different tokenizers."
        ),
        (
            #""merges": "#, #""merging": "#,
            "F/tokenizer.json: 'model.merging' is an unknown option"
        ),
        (
            #""added_tokens": "#, #""added": "#,
            "F/tokenizer.json: 'added' is an unknown option"
        ),
        (#""vocab": {"#, #""vocab": ["#, "expected '['. Copy the file anew."),
        (#""normalizer": {"#, #""normalizer": {{"#, "F/tokenizer.json: "),
    ])
    func `a tokenizer-json of another form is refused by name`(
        text: String, replacement: String, message expected: String
    ) throws {
        try copy("plain")
        try replace(text, in: "tokenizer.json", with: replacement)
        #expect(try message().contains(expected))
    }

    @Test(arguments: [
        (
            #""CLIPTokenizer""#, #""GPT2Tokenizer""#,
            "F/tokenizer_config.json: 'tokenizer_class' is 'GPT2Tokenizer', which is not supported. "
                + "Supported: 'CLIPTokenizer', 'GemmaTokenizer', 'MT5Tokenizer', "
                + "'PreTrainedTokenizer', 'Siglip2Tokenizer', 'SiglipTokenizer', 'T5Tokenizer', "
                + "'TokenizersBackend'."
        ),
        (
            #""errors": "replace""#, #""truncation_side": "left""#,
            "F/tokenizer_config.json: 'truncation_side' is 'left', which is not supported. "
                + "Supported: 'right'."
        ),
        (
            #""bos_token": "<|startoftext|>""#, #""bos_token": null"#,
            "F/tokenizer.json: the vocabulary lacks 'bos_token', which is needed around every text."
        ),
        (
            #""bos_token": "<|startoftext|>""#, #""bos_token": 3"#,
            "F/tokenizer_config.json: 'bos_token': "
        ),
        (#""errors""#, #"errors"#, "F/tokenizer_config.json: 'the whole file': is not JSON"),
    ])
    func `a tokenizer_config of another form is refused by name`(
        text: String, replacement: String, message expected: String
    ) throws {
        try copy("plain")
        try replace(text, in: "tokenizer_config.json", with: replacement)
        #expect(try message().contains(expected))
    }

    @Test func `a byte without a token is refused when nothing stands for it`() throws {
        try copy("only-vocab-and-merges")
        try replace("\"!\": 0, ", in: "vocab.json", with: "")
        try replace("<|endoftext|>", in: "vocab.json", with: "<|end|>")
        #expect(
            try message().contains(
                "F/vocab.json: the vocabulary lacks '!', which is needed for texts with that byte"
            )
        )
    }

    @Test func `a merge line of another form is refused with its number`() throws {
        try copy("vocab-and-merges")
        let merges = folder.url.appending(path: "merges.txt")
        try "#version: 0.2\na n\na n n\n".write(to: merges, atomically: true, encoding: .utf8)
        #expect(
            try message()
                == "F/merges.txt: line 3 is 'a n n'; a merge is two tokens with one space between "
                + "them. Copy the file anew."
        )
        try "#version: 0.2\n\na n\n".write(to: merges, atomically: true, encoding: .utf8)
        #expect(try message().contains("line 2 is ''"))
        try "a q</w>\n".write(to: merges, atomically: true, encoding: .utf8)
        #expect(
            try message()
                == "F/merges.txt: merge 1 needs the token 'aq</w>', which the vocabulary lacks. "
                + "Vocabulary and merges come from different tokenizers."
        )
    }

    @Test func `only tokenizer-json has other steps than CLIP's`() throws {
        try copy("vocab-and-merges")
        try replace(
            "CLIPTokenizer", in: "tokenizer_config.json", with: "PreTrainedTokenizerFast"
        )
        #expect(
            try message()
                == "F/tokenizer_config.json: 'tokenizer_class' is a class that needs tokenizer.json, "
                + "which is not supported. Supported: 'CLIPTokenizer'."
        )
    }

    @Test func `a text stands alone where the file's steps put nothing around it`() throws {
        try copy("no-post-processor")
        try replace(
            "CLIPTokenizer", in: "tokenizer_config.json", with: "PreTrainedTokenizerFast"
        )
        let tokenizer = try HuggingFaceTokenizer(folder: folder.url, contextLength: 1)
        #expect(tokenizer.encode("!").ids == [256])  // as transformers 5 has it
    }

    @Test func `an empty folder is refused with what it needs`() throws {
        #expect(
            try message()
                == "F/: no tokenizer here; it needs tokenizer.json, or vocab.json and merges.txt, "
                + "or a SentencePiece model where the tokenizer's class reads one (spiece.model, "
                + "tokenizer.model, sentencepiece.bpe.model). Copy them from where the checkpoint "
                + "comes from."
        )
    }

    @Test func `bytes that are no text are refused`() throws {
        try Data([0x7B, 0xFF, 0x7D]).write(to: folder.url.appending(path: "tokenizer.json"))
        #expect(try message() == "F/tokenizer.json: is not text in UTF-8. Copy the file anew.")
    }

    @Test func `a folder in place of a file is refused with the system's reason`() throws {
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "tokenizer.json"), withIntermediateDirectories: false
        )
        #expect(try message().hasPrefix("F/tokenizer.json: cannot be read: "))
    }

    @Test func `a file larger than any tokenizer is refused before it is read`() throws {
        let file = try folder.write("{", to: "tokenizer.json")
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: 1 << 40)
        try handle.close()
        #expect(
            try message()
                == "F/tokenizer.json: has more than 512 MiB, which no tokenizer needs. "
                + "Copy the file anew."
        )
    }

    @Test func `the remaining sentences say what to do`() {
        #expect(
            TokenizerError.contextTooShort(contextLength: 2, minimum: 3).description
                == "A context of 2 tokens has no room for a text; with start and end token it needs "
                + "at least 3."
        )
        #expect(
            TokenizerError.malformedEntity(file: "e.txt", line: 2, found: "x").description
                == "e.txt: line 2 is 'x'; an entity is a name, a tab and character numbers. The "
                + "file ships with zeroshot: install it again."
        )
    }
}
