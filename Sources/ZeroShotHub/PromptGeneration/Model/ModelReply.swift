internal import Fetch
internal import ZeroShot

/// What an OpenAI-compatible server sends, read.
///
/// Ollama, llama.cpp, vLLM and OpenAI itself agree on `choices`, of which the first one counts, and
/// differ in how they tell errors: `{"error": {"message": ...}}` is what most send, older ones and
/// what stands before them `{"error": "..."}`, `{"message": "..."}` and `{"detail": "..."}`.
struct ModelReply {
    private let text: String
    private let key: BearerToken?
    private let json: Result<OrderedJSON, any Error>

    /// - Parameters:
    ///   - bytes: what the server sent.
    ///   - key: a secret that the server may repeat; it is taken out of all texts.
    init(_ bytes: [UInt8], hiding key: BearerToken? = nil) {
        text = String(decoding: bytes, as: UTF8.self)
        self.key = key
        json = Result { [text] in try OrderedJSON(parsing: text) }
    }

    /// The first choice.
    ///
    /// - Throws: `AnswerProblem`.
    func answer(of interface: GenerationSettings.Interface) throws -> ModelAnswer {
        guard let choices = try object()["choices"] else {
            throw AnswerProblem.missing("choices")
        }
        guard case .array(let list) = choices else { throw AnswerProblem.missing("choices") }
        guard let first = list.first else { throw AnswerProblem.noChoices }
        let choice = first.members
        switch interface {
        case .completions:
            guard case .string(let text)? = choice["text"] else {
                throw AnswerProblem.missing("text")
            }
            return ModelAnswer(text: hidden(text), end: Self.end(choice["finish_reason"]))
        case .chat:
            guard case .object? = choice["message"], let message = choice["message"]?.members else {
                throw AnswerProblem.missing("message")
            }
            // OpenAI's models put a refusal beside the content, which is null then.
            if case .string? = message["refusal"] { return ModelAnswer(text: "", end: .filtered) }
            return ModelAnswer(
                text: hidden(try Self.content(message["content"])),
                end: Self.end(choice["finish_reason"])
            )
        }
    }

    /// What the server says of an error, shortened, on one line, and safe for a terminal; empty when
    /// it says nothing that is meant for people.
    var message: String {
        guard let members = try? object() else {
            // A web page or broken JSON says nothing that would help; a line of text may.
            return text.contains { "<{[".contains($0) } ? "" : shortened(text)
        }
        for name in ["error", "message", "detail"] {
            switch members[name] {
            case .string(let text): return shortened(text)
            case .object(let inner)?:
                if case .string(let text)? = inner.named("message") { return shortened(text) }
            default: break
            }
        }
        return ""
    }

    /// The server's word for the error, for programs; nil where there is none.
    var errorCode: String? {
        guard case .object(let error)? = (try? object())?["error"],
            case .string(let code)? = error.named("code")
        else { return nil }
        return code
    }

    /// Whether an error of status 404 is about the model and not about the address.
    var isAboutModel: Bool {
        errorCode == "model_not_found" || message.lowercased().contains("model")
    }

    /// Whether the account behind the key has nothing left, which waiting does not change.
    var isOutOfQuota: Bool { errorCode == "insufficient_quota" }

    private func shortened(_ text: String, to length: Int = 200) -> String {
        // Before it is cut: a part of a key is a part too much.
        let line = hidden(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let cut = line.count > length ? line.prefix(length) + "…" : line[...]
        return TerminalText.safe(String(cut))
    }

    private func hidden(_ text: String) -> String { key?.hidden(in: text) ?? text }

    private func object() throws -> [String: OrderedJSON] {
        switch json {
        case .success(.object(let members)):
            return OrderedJSON.object(members).members
        case .success:
            throw AnswerProblem.missing("choices")
        case .failure(let error as JSONSyntaxError):
            let start = text.drop(while: \.isWhitespace)
            guard start.first == "{" else {
                throw AnswerProblem.notJSON(begins: shortened(String(start), to: 60))
            }
            throw AnswerProblem.brokenJSON(
                JSONProblem(line: error.line, column: error.column, problem: error.problem)
            )
        case .failure(let error):
            throw error
        }
    }

    /// A text, or the texts of a list of parts; null, where a model only reasoned, is no text.
    private static func content(_ value: OrderedJSON?) throws -> String {
        switch value {
        case .string(let text): return text
        case .null, nil: return ""
        case .array(let parts):
            return parts.map { part in
                if case .string(let text)? = part.members["text"] { text } else { "" }
            }.joined()
        default: throw AnswerProblem.missing("content")
        }
    }

    private static func end(_ reason: OrderedJSON?) -> ModelAnswer.End {
        guard case .string(let reason)? = reason else { return .unknown }
        return switch reason {
        case "stop": .complete
        case "length": .tokenLimit
        case "content_filter": .filtered
        default: .unknown
        }
    }
}

extension AnswerProblem: Error {}

extension OrderedJSON {
    /// The members by name, of several of one name the last; empty for anything but an object.
    fileprivate var members: [String: OrderedJSON] {
        guard case .object(let members) = self else { return [:] }
        return Dictionary(members.map { ($0.name, $0.value) }) { $1 }
    }
}

extension [OrderedJSON.Member] {
    fileprivate func named(_ name: String) -> OrderedJSON? {
        last { $0.name == name }?.value
    }
}
