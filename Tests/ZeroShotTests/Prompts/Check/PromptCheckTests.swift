import Foundation
import Testing

@testable import ZeroShot

struct PromptCheckTests {
    private static func prompts(_ json: String, templates: [String] = []) throws -> ClassPrompts {
        let file = try PromptFile(TextFile(Array(json.utf8), name: "p.json"))
        return ClassPrompts(
            file, withTemplates: templates.isEmpty ? nil : try TemplateSet(templates)
        )
    }

    private static func tokens(_ length: Int) -> TokenizedText {
        TokenizedText(
            ids: Array(repeating: 1, count: 6), tokens: length,
            truncation: length > 6
                ? Truncation(tokens: length, limit: 6, lost: "the end") : nil
        )
    }

    @Test(
        arguments: [
            ([5], 5, 5.0, 5), ([9, 3], 3, 6, 9), ([4, 3], 3, 3.5, 4), ([9, 3, 4], 3, 4, 9),
            ([7, 1, 5, 2], 1, 3.5, 7),
        ] as [([Int], Int, Double, Int)])
    func `lengths are counted before any cut and without padding`(
        lengths: [Int], minimum: Int, median: Double, maximum: Int
    ) throws {
        let sentences = lengths.map { "\"fox \($0)\"" }.joined(separator: ",")
        let prompts = try Self.prompts("{\"fox\": [\(sentences)]}")
        var check = PromptCheck(prompts, contextLength: 6, similarity: 0.9)
        check.add(0, of: prompts, tokens: lengths.map(Self.tokens))
        let tokens = try #require(check.classes.first?.tokens)
        #expect(tokens.minimum == minimum)
        #expect(tokens.median == median)
        #expect(tokens.maximum == maximum)
        #expect(check.classes[0].truncated == lengths.filter { $0 > 6 }.count)
        #expect(
            check.truncated
                == lengths.filter { $0 > 6 }.map {
                    TruncatedPrompt(
                        label: "fox", prompt: "fox \($0)", tokens: $0, limit: 6, lost: "the end"
                    )
                })
    }

    @Test func `sentences without a name of their class are found, templates never`() throws {
        let list = try LabelList(
            TextFile(
                Array(#"[{"label": "A3", "names": ["cougar", "puma"]}, "owl"]"#.utf8),
                name: "labels.json"
            )
        )
        let file = try PromptFile(
            TextFile(
                Array(#"{"A3": ["Pumas climb.", "It is tan."], "owl": ["Owls fly."]}"#.utf8),
                name: "p.json"
            )
        )
        let prompts = try ClassPrompts(
            list, sentencesFrom: file, withTemplates: TemplateSet(["a {}"])
        )
        var check = PromptCheck(prompts, contextLength: 6, similarity: 0.9)
        for index in prompts.labels.indices {
            check.add(
                index, of: prompts,
                tokens: prompts.prompts(ofClass: index).map { _ in Self.tokens(3) }
            )
        }
        #expect(check.nameless == [PromptCheck.Sentence(label: "A3", text: "It is tan.")])
        let (fewest, most) = try #require(check.unequalCounts)
        #expect(fewest.label == "owl" && fewest.prompts == 2)
        #expect(most.label == "A3" && most.prompts == 4)
        #expect(check.promptCount == 6)
        #expect(check.findings == 2)
    }

    @Test func `repeated texts are found within a class and across classes`() throws {
        let list = try LabelList(
            TextFile(
                Array(
                    #"""
                    [{"label": "crane, bird", "names": ["crane", "wading bird"]},
                     {"label": "crane, machine", "names": ["Crane"]}]
                    """#.utf8), name: "labels.json"
            )
        )
        let file = try PromptFile(
            TextFile(
                Array(
                    #"""
                    {"crane, bird": ["It is tall.", "A crane, flying", "a crane flying!"],
                     "crane, machine": ["it is tall", "A crane on a ship."]}
                    """#.utf8), name: "p.json"
            )
        )
        let prompts = try ClassPrompts(
            list, sentencesFrom: file, withTemplates: TemplateSet(["a {}", "the {}", "A {class}."])
        )
        let check = PromptCheck(prompts, contextLength: 6, similarity: 0.9)
        #expect(
            check.repetitions == [
                PromptCheck.Repetition(kind: .template, text: "a {}", count: 2, labels: []),
                PromptCheck.Repetition(
                    kind: .name, text: "crane", count: 2, labels: ["crane, bird", "crane, machine"]
                ),
                PromptCheck.Repetition(
                    kind: .sentence, text: "It is tall.", count: 2,
                    labels: ["crane, bird", "crane, machine"]
                ),
                PromptCheck.Repetition(
                    kind: .sentence, text: "A crane, flying", count: 2, labels: ["crane, bird"]
                ),
            ])
    }

    @Test
    func `a sentence that points nearly the way of an earlier one is found, beside the nearest`()
        throws
    {
        let prompts = try Self.prompts(
            #"{"fox": ["f one", "f two", "F two.", "f three"], "owl": ["o"]}"#)
        var check = PromptCheck(prompts, contextLength: 6, similarity: 0.8)
        // Cosines with the first: 0.8 and 0.6; of the second and the third, which are one text: 1;
        // of those with the last: 0.96.
        check.add(
            0, of: prompts,
            embeddings: Embeddings([1, 0, 0.8, 0.6, 0.8, 0.6, 0.6, 0.8], dimension: 2)
        )
        check.add(1, of: prompts, embeddings: Embeddings([1, 0], dimension: 2))
        #expect(check.similar.map(\.label) == ["fox", "fox", "fox"])
        #expect(check.similar.map(\.first) == ["f one", "f one", "f two"])
        #expect(check.similar.map(\.second) == ["f two", "F two.", "f three"])
        for (pair, cosine) in zip(check.similar, [Float(0.8), 0.8, 0.96]) {
            #expect(abs(pair.similarity - cosine) < 1e-6)
        }
    }

    private static func sample() throws -> PromptCheck {
        let prompts = try prompts(
            #"""
            {"fox": ["A fox runs.", "a fox runs", "It sleeps \u001b[2J."], "owl": ["An owl."]}
            """#
        )
        var check = PromptCheck(prompts, contextLength: 6, similarity: 0.75)
        check.add(0, of: prompts, tokens: [tokens(5), tokens(5), tokens(8)])
        check.add(
            0, of: prompts, embeddings: Embeddings([1, 0, 0, 1, 0.8, 0.6], dimension: 2)
        )
        check.add(1, of: prompts, tokens: [tokens(4)])
        check.add(1, of: prompts, embeddings: Embeddings([1, 0], dimension: 2))
        return check
    }

    @Test func `the text lists the classes and then what to look at`() throws {
        let text = try Self.sample().text(file: "p.json", checkpoint: SampleReport.checkpoint)
        #expect(
            text == #"""
                p.json with demo: 2 classes, 4 prompts; the context holds 6 tokens

                class  prompts   tokens   median     most      cut
                fox          3        5        5        8        1
                owl          1        4        4        4        0

                5 things to look at

                Longer than the context, so that their ends are not seen:
                - 'fox': 8 tokens, loses 'the end': It sleeps \u{1b}[2J.

                Without the name of their class, so that they may be about anything:
                - 'fox': It sleeps \u{1b}[2J.

                Written more than once, but for case and punctuation:
                - 'fox', 2 times, counting as often: A fox runs.

                Nearly the same to this checkpoint (cosine from 0.75 on):
                - 'fox': It sleeps \u{1b}[2J. (0.800 to: A fox runs.)

                Unequal numbers of prompts, so that some classes are described better:
                - from 1 for 'owl' to 3 for 'fox'

                """#)
    }

    @Test func `the text says so when there is nothing to look at`() throws {
        let prompts = try Self.prompts(#"{"fox": ["A fox."], "owl": ["An owl."]}"#)
        var check = PromptCheck(prompts, contextLength: 6, similarity: 0.9)
        check.add(0, of: prompts, tokens: [Self.tokens(3)])
        check.add(1, of: prompts, tokens: [Self.tokens(3)])
        #expect(check.findings == 0)
        #expect(
            check.text(file: "p.json", checkpoint: SampleReport.checkpoint)
                .hasSuffix("0\n\nNothing to look at.\n")
        )
    }

    @Test func `a long list of one kind is cut short in the text, not in JSON`() throws {
        let sentences = (1...14).map { "\"number \($0)\"" }.joined(separator: ",")
        let prompts = try Self.prompts("{\"fox\": [\(sentences)]}")
        var check = PromptCheck(prompts, contextLength: 6, similarity: 0.9)
        check.add(0, of: prompts, tokens: (1...14).map { _ in Self.tokens(3) })
        let text = check.text(file: "p.json", checkpoint: SampleReport.checkpoint)
        #expect(text.contains("- 'fox': number 10\n- and 4 more, which --format json lists\n"))
        #expect(!text.contains("number 11"))
        let json = "\(check.json(file: "p.json", checkpoint: SampleReport.checkpoint))"
        #expect(json.contains("number 14"))
    }

    @Test func `JSON has every number and finding`() throws {
        let json = try Self.sample().json(file: "p.json", checkpoint: SampleReport.checkpoint)
        #expect(
            "\(json)" == #"""
                {"schema": "zeroshot.prompts-check/1", "file": "p.json", "checkpoint": \#
                {"id": "demo", "fingerprint": "\#(SampleReport.checkpoint.fingerprint)"}, \#
                "contextLength": 6, "prompts": 4, "classes": [\#
                {"label": "fox", "prompts": 3, "tokens": {"minimum": 5, "median": 5.0, \#
                "maximum": 8}, "truncated": 1}, \#
                {"label": "owl", "prompts": 1, "tokens": {"minimum": 4, "median": 4.0, \#
                "maximum": 4}, "truncated": 0}], \#
                "truncated": [{"label": "fox", "prompt": "It sleeps \u001b[2J.", "tokens": 8, \#
                "limit": 6, "lost": "the end"}], \#
                "withoutName": [{"label": "fox", "sentence": "It sleeps \u001b[2J."}], \#
                "repeated": [{"kind": "sentence", "text": "A fox runs.", "count": 2, \#
                "labels": ["fox"]}], \#
                "similar": {"from": 0.75, "pairs": [{"label": "fox", \#
                "sentences": ["A fox runs.", "It sleeps \u001b[2J."], "similarity": 0.8}]}, \#
                "unequalCounts": true, "findings": 5}
                """#)
    }

    @Test(arguments: [
        (#"{"fox": ["A fox."]}"#, "p.json", "sentences"),
        (" {\n\"fox\": [\"A fox.\"]}", "/dev/fd/63", "sentences"),
        (#"["fox"]"#, "l.json", "labels"),
        ("fox\nowl", "l.txt", "labels"),
        ("{class} on a plate\na {c}", "t.txt", "templates"),
        ("a photo of {}", "t.txt", "templates"),
    ])
    func `what is in a file tells what it is`(text: String, name: String, kind: String) throws {
        let found =
            switch try CheckedFile(TextFile(Array(text.utf8), name: name)) {
            case .sentences: "sentences"
            case .labels: "labels"
            case .templates: "templates"
            }
        #expect(found == kind)
    }

    @Test func `a checkpoint's tokens and embeddings are what a ranking would use`() async throws {
        let checkpoint = try Checkpoint("demo")
        let encoder = DualEncoder(checkpoint: checkpoint)
        let long = "A fox " + Array(repeating: "runs", count: 100).joined(separator: " ")
        let prompts = try Self.prompts(
            """
            {"fox": ["A red fox in the snow.", "A red fox in the deep snow.", "\(long)"],
             "owl": ["An owl on a branch."]}
            """, templates: ["a {}"]
        )
        var progress: [Int] = []
        let check = try await PromptCheck(prompts, with: encoder, similarity: -1) { done, _ in
            progress.append(done)
        }
        #expect(progress == [3, 4])
        #expect(check.contextLength == 77)
        #expect(check.classes.map(\.prompts) == [4, 2])
        // start, "a", "fox", end; and 2 + 2 + 100 words
        #expect(check.classes[0].tokens.minimum == 4)
        #expect(check.classes[0].tokens.maximum == 104)
        #expect(check.truncated.map(\.tokens) == [104])
        let tokenizer = try checkpoint.loadTokenizer()
        let embeddings = try await encoder.embed(
            texts: prompts.sentences[0].map { tokenizer.encode($0) }
        )
        #expect(check.similar.count == 2)
        let cosine = try embeddings.similarities(to: embeddings[0])[1]
        #expect(abs(check.similar[0].similarity - cosine) < 1e-6)
    }
}
