import Fetch
import Testing

@testable import ZeroShotHub

/// What servers send, read.
struct ModelReplyTests {
    private func reply(_ text: String, hiding key: String? = nil) -> ModelReply {
        ModelReply(Array(text.utf8), hiding: key.flatMap { BearerToken($0) })
    }

    @Test(arguments: [
        (#""Green.""#, #""stop""#, "Green.", ModelAnswer.End.complete),
        (#""Gre""#, #""length""#, "Gre", .tokenLimit),
        (#""""#, #""content_filter""#, "", .filtered), (#""Green.""#, "null", "Green.", .unknown),
        ("null", #""length""#, "", .tokenLimit),
        (
            #"[{"type": "text", "text": "Gre"}, {"type": "text", "text": "en."}]"#, #""stop""#,
            "Green.", .complete
        ),
    ])
    func `the first choice of a chat is the answer`(
        content: String, finish: String, text: String, end: ModelAnswer.End
    ) throws {
        let json = """
            {"choices": [{"message": {"role": "assistant", "content": \(content),
            "reasoning_content": "Frogs?"}, "finish_reason": \(finish)}, {"message": {}}]}
            """
        #expect(try reply(json).answer(of: .chat) == ModelAnswer(text: text, end: end))
    }

    @Test func `the first choice of a completion is the answer`() throws {
        let json = #"{"choices": [{"text": " Green.", "finish_reason": "stop"}]}"#
        let answer = ModelAnswer(text: " Green.", end: .complete)
        #expect(try reply(json).answer(of: .completions) == answer)
    }

    @Test func `a refusal beside the content is an answer withheld`() throws {
        let json = #"{"choices": [{"message": {"content": null, "refusal": "No."}}]}"#
        #expect(try reply(json).answer(of: .chat) == ModelAnswer(text: "", end: .filtered))
    }

    @Test(arguments: [
        ("", AnswerProblem.notJSON(begins: "")),
        ("<!DOCTYPE html>\n<html>", .notJSON(begins: "<!DOCTYPE html> <html>")),
        ("data: {}\u{1B}[2J", .notJSON(begins: "data: {}\\u{1b}[2J")),
        (
            #"{"choices": ["#,
            .brokenJSON(
                JSONProblem(
                    line: 1, column: 14,
                    problem: "the end of the file where a value was expected"
                )
            )
        ),
        ("[]", .missing("choices")), ("{}", .missing("choices")),
        (#"{"choices": {}}"#, .missing("choices")), (#"{"choices": []}"#, .noChoices),
        (#"{"choices": [{}]}"#, .missing("message")), (#"{"choices": [7]}"#, .missing("message")),
        (#"{"choices": [{"message": {"content": 7}}]}"#, .missing("content")),
    ])
    func `what is no answer says why`(text: String, problem: AnswerProblem) {
        #expect(throws: problem) { try reply(text).answer(of: .chat) }
    }

    @Test func `a completion without a text is none`() {
        #expect(throws: AnswerProblem.missing("text")) {
            try reply(#"{"choices": [{"message": {"content": "a"}}]}"#).answer(of: .completions)
        }
    }

    @Test(arguments: [
        (
            #"{"error": {"message": "model 'a' not found", "type": "not_found_error"}}"#,
            "model 'a' not found"
        ),
        (#"{"error": "model 'a' not found"}"#, "model 'a' not found"),
        (#"{"object": "error", "message": "no model"}"#, "no model"),
        (#"{"detail": "no model"}"#, "no model"), (#"{"detail": [{"loc": 1}]}"#, ""),
        ("404 page not found\n", "404 page not found"), ("<html>404</html>", ""),
        (#"{"error": "a\n\tb \u001b[31m"}"#, "a b \\u{1b}[31m"), ("{", ""), ("", ""),
    ])
    func `what a server says of an error is found, and safe to show`(
        text: String, message: String
    ) {
        #expect(reply(text).message == message)
    }

    @Test func `a long message is shortened`() {
        let message = reply(#"{"error": "\#(String(repeating: "x", count: 300))"}"#).message
        #expect(message == String(repeating: "x", count: 200) + "…")
    }

    @Test(arguments: [
        (
            #"{"error": {"message": "The model `a` does not exist", "code": "model_not_found"}}"#,
            true
        ),
        (#"{"error": {"message": "Model 'a' not found"}}"#, true),
        (#"{"error": {"message": "gone", "code": "model_not_found"}}"#, true),
        (#"{"error": {"message": "File Not Found", "code": 404}}"#, false),
        ("404 page not found", false),
    ])
    func `a missing model is told from a missing route`(text: String, isAboutModel: Bool) {
        #expect(reply(text).isAboutModel == isAboutModel)
    }

    @Test func `a key that a server repeats is taken out, also where it would be cut`() throws {
        let key = "sk-owl-secret"
        let long = String(repeating: "x", count: 195) + key
        let error = reply(#"{"error": {"message": "\#(long)"}}"#, hiding: key)
        #expect(!error.message.contains("sk-"))
        let json =
            #"{"choices": [{"message": {"content": "\#(key) is green."}, "text": "\#(key)"}]}"#
        #expect(try reply(json, hiding: key).answer(of: .chat).text == "*** is green.")
        #expect(try reply(json, hiding: key).answer(of: .completions).text == "***")
    }
}
