import Testing

@testable import ZeroShot

/// What a tokenizer makes of names.
struct NamePiecesTests {
    private func finding(_ name: String, _ tokenizer: any Tokenizer) -> LabelSetFinding? {
        NamePieces(tokenizer).finding(in: name)
    }

    private func clip() throws -> any Tokenizer { try OpenCLIPTokenizer(contextLength: 77) }

    @Test(arguments: [
        "cat", "golden retriever", "jack-o'-lantern", "café crème", "electroencephalography",
        "A320 2.0", "🦉", "", "Salamandra",
    ])
    func `CLIP's tokenizer knows the words of everyday names`(name: String) throws {
        #expect(finding(name, try clip()) == nil)
    }

    @Test func `CLIP's tokenizer spells other scripts out`() throws {
        #expect(
            finding("brown медведь", try clip())
                == .spelledOut(
                    LabelSetFinding.Word(
                        label: "brown медведь", text: "медведь", letters: 7, pieces: 10)))
        for name in ["狐狸", "猫", "кот и пёс", "für", "קיפוד", "भालू"] {
            #expect(finding(name, try clip())?.code == "spelled-out", "\(name)")
        }
    }

    @Test func `CLIP's tokenizer breaks rare names up`() throws {
        #expect(
            finding("young axolotl", try clip())
                == .manyPieces(
                    LabelSetFinding.Word(
                        label: "young axolotl", text: "axolotl", letters: 7, pieces: 4)))
        #expect(finding("crème brûlée", try clip())?.code == "many-pieces")
    }

    @Test func `of the words of a name the worst is said`() throws {
        let found = try #require(finding("axolotl xoloitzcuintli", try clip()))
        #expect(found.message.contains("'xoloitzcuintli' is broken by this tokenizer into 6"))
        #expect(finding("xoloitzcuintli für", try clip())?.code == "spelled-out")
    }

    @Test(arguments: ["siglip", "t5"])
    func `letters that a tokenizer has no piece for are not seen`(name: String) throws {
        let tokenizer = try TokenizerKind(name).tokenizer(padding: .toContextLength)
        // Javanese.
        #expect(finding("a \u{A98F}\u{A9A4}", tokenizer)?.code == "unknown-letters")
        #expect(finding("a cat", tokenizer)?.code != "unknown-letters")
    }

    @Test func `a tokenizer that falls back to bytes knows every letter`() throws {
        let tokenizer = try TokenizerKind("gemma").tokenizer()
        let found = finding("\u{A98F}\u{A9A4}", tokenizer)
        #expect(found?.code == "spelled-out")
    }

    @Test(arguments: ["siglip", "t5", "gemma", "byte-level"])
    func `tokens are counted before the cut and without padding`(name: String) throws {
        let kind = try TokenizerKind(name)
        let plain = try kind.tokenizer()
        let padded = try kind.tokenizer(padding: .toContextLength)
        let short = try kind.tokenizer(contextLength: 4)
        for text in ["", "a", "a photo of a cat"] {
            let expected = plain.encode(text)
            #expect(expected.tokens == expected.ids.count && expected.truncation == nil)
            #expect(padded.encode(text).tokens == expected.tokens)
            #expect(padded.encode(text).ids.count == 64)
            #expect(short.encode(text).tokens == expected.tokens)
        }
        let cut = short.encode("a photo of a cat on a mat, and of an owl in a tree")
        #expect(cut.truncation?.tokens == cut.tokens && cut.tokens > cut.ids.count)
    }
}
