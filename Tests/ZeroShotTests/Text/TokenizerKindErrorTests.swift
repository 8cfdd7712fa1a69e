import Foundation
import Testing

@testable import ZeroShot

/// Files that cannot be used, made from a small tokenizer by one change to its text.
struct TokenizerKindErrorTests {
    @Test(arguments: [
        (
            "t5", #""unk_id": 2"#, #""unk_id": null"#,
            "F/tokenizer.json: 'model.unk_id' is missing, which is not supported. Supported: the "
                + "id of the unknown piece."
        ),
        (
            "t5", #""unk_id": 2"#, #""unk_id": 9999999999"#,
            "F/tokenizer.json: 'model.unk_id': is 9999999999, the vocabulary has "
        ),
        ("t5", #""unk_id": 2"#, #""unk_id": -1"#, "F/tokenizer.json: 'model.unk_id': is -1, "),
        (
            "t5", #"["<pad>", 0.0]"#, #"["<pad>", NaN]"#,
            "expected a piece and its score, a finite number. Copy the file anew."
        ),
        (
            "t5", #"["<pad>", 0.0]"#, #"["<pad>", -1e999]"#,
            "expected a piece and its score, a finite number. Copy the file anew."
        ),
        (
            "t5", #"["<pad>", 0.0]"#, #"["<pad>"]"#,
            "expected a piece and its score, a finite number. Copy the file anew."
        ),
        (
            "t5", #"["<pad>", 0.0]"#, #"["<pad>", 0.0, 0.0]"#,
            "expected a piece and its score, a finite number. Copy the file anew."
        ),
        (
            "t5", #""type": "Unigram""#, #""type": "Unigram", "fuse_unk": true"#,
            "F/tokenizer.json: 'model.fuse_unk' is an unknown option, which is not supported. "
                + "Supported: 'type', 'unk_id', 'byte_fallback'."
        ),
        (
            "t5", #""prepend_scheme": "always""#, #""prepend_scheme": "last""#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[1].prepend_scheme' is 'last', which is "
                + "not supported. Supported: 'always', 'first', 'never'."
        ),
        (
            "t5", #""prepend_scheme": "always""#, #""add_prefix_space": false"#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[1].add_prefix_space' is false with the "
                + "prepend_scheme 'always', which is not supported. Supported: false with 'never'."
        ),
        (
            "t5", #""replacement": "▁""#, #""replacement": "▁▁""#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[1].replacement': is not one character"
        ),
        (
            "multilingual", #""prepend_scheme": "always""#, #""prepend_scheme": "first""#,
            "F/tokenizer.json: 'pre_tokenizer' is a Metaspace with the prepend_scheme 'first', "
                + "which is not supported. Supported: it behind a normalizer without Replace, "
                + "Strip and Prepend."
        ),
        (
            "t5", #""WhitespaceSplit""#, #""UnicodeScripts""#,
            "F/tokenizer.json: 'pre_tokenizer.pretokenizers[0]' is 'UnicodeScripts', which is not "
                + "supported. Supported: 'Sequence', 'Split', 'ByteLevel', 'Metaspace', "
                + "'Whitespace', 'WhitespaceSplit', 'Punctuation', 'Digits'."
        ),
        (
            "multilingual", #""ids": [1]"#, #""ids": [-1]"#,
            "F/tokenizer.json: 'post_processor.processors[1]': has the id -1, which is negative"
        ),
        (
            "multilingual", #" {2,}"#, #" {2,}?"#,
            "F/tokenizer.json: 'normalizer.normalizers[2].pattern' is a regular expression with "
                + "' {2,}?', which is not supported."
        ),
    ])
    func `a tokenizer-json of another form is refused by name`(
        kind: String, text: String, replacement: String, message expected: String
    ) throws {
        let kind = try TokenizerKind(kind)
        try kind.replace(text, in: "tokenizer.json", with: replacement)
        #expect(try kind.message().contains(expected))
    }

    @Test func `a tokenizer must leave no text without a token where prompts are not padded`()
        throws
    {
        let kind = try TokenizerKind("t5")
        #expect(throws: Never.self) { try kind.tokenizer().requireTokenForEveryText() }
        try kind.replace(
            #", {"SpecialToken": {"id": "</s>", "type_id": 0}}], "pair""#, in: "tokenizer.json",
            with: #"], "pair""#
        )
        let error = try #require(throws: TokenizerError.self) {
            try kind.tokenizer().requireTokenForEveryText()
        }
        #expect(
            error.description.hasSuffix(
                "tokenizer.json: the vocabulary lacks 'eos_token', which is needed behind every "
                    + "text, where the text tower reads what the text means."
            )
        )
    }

    @Test(arguments: [
        ("\"!!!\"", "is not base64"),
        ("\"\"", "has no trie size"),
        ("\"BAAAAAAAAAD/\"", "has replacements that are not UTF-8"),
        ("null", "'normalizer.precompiled_charsmap': "),
    ])
    func `a table of replacements of another form is refused`(
        table: String, reason: String
    ) throws {
        let kind = try TokenizerKind("t5")
        let bytes = Data(try TokenizerKind.charsmap("nmt_nfkc")).base64EncodedString()
        try kind.replace("\"\(bytes)\"", in: "tokenizer.json", with: table)
        let message = try kind.message()
        #expect(message.hasPrefix("F/tokenizer.json: 'normalizer.precompiled_charsmap': "))
        #expect(message.contains(reason))
    }

    @Test(arguments: [
        (
            "t5", #""PreTrainedTokenizerFast""#, #""GemmaTokenizer""#,
            "F/tokenizer.json: 'model' is 'Unigram' for this tokenizer's class, which is not "
                + "supported. Supported: 'BPE'."
        ),
        (
            "gemma", #""GemmaTokenizer""#, #""T5TokenizerFast""#,
            "F/tokenizer.json: 'model' is 'BPE' for this tokenizer's class, which is not supported. "
                + "Supported: 'Unigram'."
        ),
        (
            "t5", #""PreTrainedTokenizerFast""#, #""XLMRobertaTokenizer""#,
            "F/tokenizer_config.json: 'tokenizer_class' is 'XLMRobertaTokenizer', which is not "
                + "supported. Supported: 'CLIPTokenizer', "
        ),
        (
            "t5", #""PreTrainedTokenizerFast""#, #""SiglipTokenizer""#,
            "F/tokenizer_config.json: 'tokenizer_class' is 'SiglipTokenizer' without spiece.model, "
                + "which is not supported. Supported: it with spiece.model, which the checkpoint "
                + "comes with."
        ),
        (
            "t5-class", #""extra_ids": 3"#, #""extra_ids": 3000000000"#,
            "F/tokenizer_config.json: 'extra_ids' is 3000000000, which is not supported. "
                + "Supported: 0 to 10000."
        ),
        (
            "gemma", #""padding_side": "left""#, #""padding_side": "top""#,
            "F/tokenizer_config.json: 'padding_side' is 'top', which is not supported. "
                + "Supported: 'right', 'left'."
        ),
        (
            "t5-class", #""eos_token": "</s>""#, #""eos_token": null"#,
            "F/tokenizer.json: the vocabulary lacks 'eos_token', which is needed around every text."
        ),
        (
            "siglip", #""single_word": false"#, #""single_word": true"#,
            "F/tokenizer_config.json: 'single_word of '</s>'' is true, which is not supported. "
                + "Supported: false."
        ),
    ])
    func `a class that cannot use the files is refused by name`(
        kind: String, text: String, replacement: String, message expected: String
    ) throws {
        let kind = try TokenizerKind(kind)
        try kind.replace(text, in: "tokenizer_config.json", with: replacement)
        #expect(try kind.message().contains(expected))
    }

    @Test func `a new token behind the highest id there is is refused`() throws {
        let kind = try TokenizerKind("gemma")
        try kind.replace(#""<mask>": 4"#, in: "tokenizer.json", with: #""<mask>": 2147483646"#)
        try kind.replace(#""<pad>""#, in: "tokenizer_config.json", with: #""[X]""#)
        #expect(
            try kind.message()
                == "F/tokenizer.json: the token '[X]' has the id 2147483647; ids are 0 to "
                + "2147483646."
        )
    }

    @Test func `a tokenizer without padding token is refused where it is needed`() throws {
        let kind = try TokenizerKind("t5")
        try kind.replace(#""<pad>""#, in: "tokenizer_config.json", with: "null")
        #expect(
            try kind.message(padding: .toContextLength)
                == "F/tokenizer.json: the vocabulary lacks 'pad_token', which is needed behind "
                + "every text that is shorter than the context."
        )
        #expect(throws: Never.self) { try kind.tokenizer() }
    }

    @Test func `a vocabulary without the unknown token is refused unless it has every byte`() throws
    {
        let kind = try TokenizerKind("gemma")
        try kind.replace(#""<unk>": 3, "#, in: "tokenizer.json", with: "")
        try kind.replace(#""<unk>""#, in: "tokenizer.json", with: #""<eos>""#)
        try kind.replace(#""<unk>""#, in: "tokenizer_config.json", with: #""<none>""#)
        // The token is added behind the vocabulary, where the model does not look for it.
        #expect(throws: Never.self) { try kind.tokenizer() }
        try kind.replace(#""<0x7F>": 132, "#, in: "tokenizer.json", with: "")
        #expect(
            try kind.message()
                == "F/tokenizer.json: the vocabulary lacks '<0x7F>', which is needed for texts with "
                + "that byte, or an unknown token."
        )
    }

    @Test(
        arguments: [
            ("SiglipTokenizer", nil, TokenizerClass.siglip), ("GemmaTokenizer", "siglip", .gemma),
            ("GemmaTokenizerFast", "siglip", .gemma), ("GemmaTokenizer", "siglip2", .siglip2),
            (nil, "siglip2", .siglip2), (nil, "siglip", .siglip), (nil, "clip", .clip),
            (nil, nil, .clip), ("Siglip2Tokenizer", "siglip", .siglip2),
            ("T5TokenizerFast", nil, .t5), ("PreTrainedTokenizerFast", "clip", .tokenizerFile),
        ] as [(String?, String?, TokenizerClass)])
    func `the class is the one that AutoTokenizer picks`(
        name: String?, modelType: String?, expected: TokenizerClass
    ) throws {
        #expect(try TokenizerClass(named: name, modelType: modelType) == expected)
    }

    @Test(arguments: [
        ("t5", "a photo of an owl and the Fox", 6), ("gemma", "a photo of an owl and the Fox", 6),
        ("siglip", "a photo of an owl and the fox", 6),
    ])
    func `what is lost reads as it was written, spaces and all`(
        kind: String, text: String, contextLength: Int
    ) throws {
        let encoded = try TokenizerKind(kind).tokenizer(contextLength: contextLength).encode(text)
        #expect(encoded.ids.count == contextLength)
        let truncation = try #require(encoded.truncation)
        #expect(
            truncation.lost.contains(" the ") && text.hasSuffix(truncation.lost),
            "'\(truncation.lost)'"
        )
    }

    @Test func `scores are read as serde_json reads them, or as Python does`() {
        let score = "-15.774467468261719"
        let text = Array(score.utf8)[...]
        #expect(UnigramVocabulary.number(text, .nearest) == -15.774467468261719)
        #expect(UnigramVocabulary.number(text, .scaled) == -15.77446746826172)
        for (number, value) in [("-0.0", -0.0), ("3", 3), ("-2.5e1", -25), ("1E-2", 0.01)] {
            #expect(UnigramVocabulary.number(Array(number.utf8)[...], .scaled) == value)
        }
        for number in ["nan", "inf", "0x10", "", "1e999", "--1", "1e9223372036854775808"] {
            #expect(!UnigramVocabulary.number(Array(number.utf8)[...], .scaled).isFinite)
        }
    }
}
