import Foundation
import Testing

@testable import ZeroShot

struct TruncationTests {
    private func openCLIP(_ contextLength: Int) throws -> OpenCLIPTokenizer {
        try OpenCLIPTokenizer(contextLength: contextLength)
    }

    private func huggingFace(_ contextLength: Int) throws -> HuggingFaceTokenizer {
        try HuggingFaceTokenizer(
            folder: try TextFixture.url("variants/plain"), contextLength: contextLength
        )
    }

    @Test func `a prompt that fits exactly is not cut`() throws {
        let text = try openCLIP(6).encode("a photo of owls")
        #expect(text.ids == [49406, 320, 1125, 539, 18247, 49407])
        #expect(text.truncation == nil)
    }

    @Test func `the length counts neither padding nor a cut`() throws {
        let padded = try OpenCLIPTokenizer(contextLength: 9, padding: .toContextLength)
        let short = padded.encode("a photo of owls")
        #expect(short.ids.count == 9)
        #expect(short.tokens == 6)
        #expect(
            padded.encode(Array(repeating: "owls", count: 9).joined(separator: " ")).tokens == 11)
        #expect(try openCLIP(9).encode("a photo of owls").tokens == 6)
    }

    @Test func `a prompt one token too long loses its last word`() throws {
        let text = try openCLIP(6).encode("a photo of owls flying")
        #expect(text.ids == [49406, 320, 1125, 539, 18247, 49407])
        #expect(text.truncation == Truncation(tokens: 7, limit: 6, lost: "flying"))
    }

    @Test func `what is lost reads as the caller wrote it`() throws {
        let prompt = "a photo of an Owl, Flying  at NIGHT! "
        #expect(try openCLIP(7).encode(prompt).truncation?.lost == ", flying at night!")
        let tidy = "a photo of an Owl, Flying at NIGHT!  "
        #expect(try openCLIP(7).encode(tidy).truncation?.lost == ", Flying at NIGHT!")
        #expect(try huggingFace(5).encode("a photo of an Owl").truncation?.lost == "an Owl")
    }

    @Test func `what is lost reads as it was cleaned where cleaning changed its length`() throws {
        let text = try openCLIP(6).encode("a photo of owls &amp; ﬁsh")
        #expect(text.truncation?.lost == "& fish")
    }

    @Test func `a cut inside a word loses the word's end`() throws {
        let text = try openCLIP(4).encode("pneumonoultramicroscopic")
        let whole = try openCLIP(77).encode("pneumonoultramicroscopic")
        #expect(text.truncation?.tokens == whole.ids.count)
        #expect(text.ids.dropLast() == whole.ids.prefix(3))
        let lost = try #require(text.truncation?.lost)
        #expect("pneumonoultramicroscopic".hasSuffix(lost) && lost.count < 24)
    }

    @Test func `a cut inside a character loses the character`() throws {
        // Ⅷ is three bytes and three tokens.
        let text = try huggingFace(4).encode("aⅧb")
        #expect(text.ids.count == 4)
        #expect(text.truncation?.lost == "Ⅷb")
    }

    @Test func `an added token can be what is lost`() throws {
        let text = try huggingFace(4).encode("owl <|endoftext|> FOX")
        #expect(text.truncation?.lost.hasSuffix("<|endoftext|> FOX") == true)
    }

    @Test func `a context without room for a text is refused`() throws {
        let expected = TokenizerError.contextTooShort(contextLength: 2, minimum: 3)
        #expect(throws: expected) { try openCLIP(2) }
        #expect(throws: expected) { try huggingFace(2) }
        #expect(throws: TokenizerError.contextTooShort(contextLength: -1, minimum: 3)) {
            try openCLIP(-1)
        }
        #expect(try openCLIP(3).encode("owls").ids == [49406, 18247, 49407])
    }
}
