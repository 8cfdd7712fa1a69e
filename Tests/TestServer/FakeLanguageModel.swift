import Foundation
import Synchronization

/// An OpenAI-compatible server with a language model that says what a test wants.
package struct FakeLanguageModel: Sendable {
    /// What was asked.
    package struct Question: Sendable {
        /// Of a chat the last message, otherwise the prompt.
        package let text: String
        package let model: String
        /// How many equal questions came before.
        package let earlier: Int
        package let request: LocalServer.Request
    }

    /// An answer in place of the model's own; nil where there is none.
    package typealias Fault = @Sendable (_ question: Question) -> Answer?

    /// The name under which the model is known.
    package static let name = "owl-7b"

    package init() {}

    /// The answers of a server that counts equal questions.
    ///
    /// Each answer is one short sentence that no other answer to the same question holds.
    package func answers(
        fault: @escaping Fault = { _ in nil }
    ) -> @Sendable (LocalServer.Request) -> Answer {
        let counts = Mutex<[String: Int]>([:])
        return { request in
            guard
                let body = try? JSONSerialization.jsonObject(with: Data(request.body))
                    as? [String: Any],
                let text = Self.question(in: body), let model = body["model"] as? String
            else { return Self.failure(400, "no question") }
            let earlier = counts.withLock { counts in
                defer { counts[text, default: 0] += 1 }
                return counts[text, default: 0]
            }
            let question = Question(text: text, model: model, earlier: earlier, request: request)
            if let answer = fault(question) { return answer }
            guard model == Self.name else {
                return Self.failure(404, "model '\(model)' not found")
            }
            // Its length tells a question from others.
            let sentence = "It has \(earlier + 1) spots on \(text.count) legs."
            return request.path.hasSuffix("/chat/completions")
                ? Self.chat(sentence) : Self.completion(sentence)
        }
    }

    package static func chat(_ text: String?, finish: String = "stop") -> Answer {
        let message: [String: Any] = [
            "role": "assistant", "content": text.map { $0 as Any } ?? NSNull(),
        ]
        return json([
            "object": "chat.completion",
            "choices": [["index": 0, "message": message, "finish_reason": finish]],
        ])
    }

    package static func completion(_ text: String, finish: String = "stop") -> Answer {
        json([
            "object": "text_completion",
            "choices": [["index": 0, "text": text, "finish_reason": finish]],
        ])
    }

    /// As Ollama tells errors.
    package static func failure(
        _ status: Int, _ message: String, code: String? = nil, headers: [String] = []
    ) -> Answer {
        let error: [String: Any] = [
            "message": message, "type": "api_error", "param": NSNull(),
            "code": code.map { $0 as Any } ?? NSNull(),
        ]
        return json(["error": error], status: status, headers: headers)
    }

    private static func json(
        _ object: [String: Any], status: Int = 200, headers: [String] = []
    ) -> Answer {
        guard let bytes = try? JSONSerialization.data(withJSONObject: object) else {
            return .message(status: 500)
        }
        return .message(
            status: status, [UInt8](bytes), headers: ["Content-Type: application/json"] + headers
        )
    }

    private static func question(in body: [String: Any]) -> String? {
        if let messages = body["messages"] as? [[String: Any]] {
            return messages.last?["content"] as? String
        }
        return body["prompt"] as? String
    }
}
