internal import Fetch
internal import ZeroShot

extension GenerationError: CustomStringConvertible {
    /// Which file or server, what was found, and what to do.
    package var description: String {
        switch self {
        case .invalidEndpoint(let text, let problem):
            "'\(text)' cannot be asked: \(problem) It should look like "
                + "\(LanguageModelEndpoint.standard), without /chat/completions."
        case .keyMissing(let variable):
            "The environment has no key in \(variable). Set it, or leave --key-variable out for a "
                + "server that wants none."
        case .keyUnusable(let variable):
            "\(variable) holds no key that a request can carry: one word of letters, digits and "
                + "signs is expected. Write it again."
        case .invalidProxy(let reason): reason
        case .repeated(let kind, let texts):
            "\(Self.quoted(texts)) \(texts.count == 1 ? "stands" : "stand") there more than once. "
                + (kind == .labels
                    ? "A prompts file has each class once" : "Each question is asked once")
                + ": leave the others out; --answers says how many answers each question gets."
        case .answersOfAnotherRun(let file, let setting, let found, let asked):
            "\(file) holds answers to other requests: \(setting) was \(found), and is \(asked) now. "
                + "They are not mixed: name another --output, or remove the file to start over."
        case .foreignOutput(let file, let answers):
            "\(file) is there already, and is not what a run left there whose answers are in "
                + "\(answers): it was made or changed otherwise, which would be lost. Name another "
                + "--output, or move the file away."
        case .damagedAnswers(let file, let line):
            "\(file): line \(line) is none that zeroshot writes. Remove the line to ask for its "
                + "answer again, or remove the file to start over."
        case .answersInUse(let file):
            "\(file) is being written by another run. Wait for its end, or name another --output."
        case .unreadable(let path, let reason):
            "\(path) cannot be read (\(reason)). Allow it, or name another --output."
        case .unwritable(let path, let reason):
            "\(path) cannot be written (\(reason)). Make room or allow it, or name another "
                + "--output; the answers so far are kept."
        case .nothingAnswers(let endpoint, let reason, let isThisMachine):
            "nothing answers at \(endpoint) (\(reason)). "
                + (isThisMachine
                    ? "Start Ollama with `ollama serve`, or llama.cpp's `llama-server` (at "
                        + "http://localhost:8080/v1), or name another server with --endpoint."
                    : "Check --endpoint and the network.")
        case .brokenOff(let endpoint, let reason):
            "\(endpoint): \(reason). Try again later, with a longer --timeout or a lower "
                + "--concurrency; the answers so far are kept."
        case .notAuthorized(let endpoint, let status, let variable?):
            "\(endpoint) does not accept the key in \(variable) (status \(status)). Check the key, "
                + "or name the variable of another one with --key-variable."
        case .notAuthorized(let endpoint, let status, nil):
            "\(endpoint) wants a key (status \(status)). Put it into an environment variable and "
                + "name that with --key-variable."
        case .modelNotFound(let model, let endpoint, let message):
            "\(endpoint) has no model '\(model)'\(Self.saying(message)). Name one that the server "
                + "has; with Ollama, `ollama list` shows them and `ollama pull` fetches one."
        case .noSuchRoute(let address, let message):
            "there is nothing at \(address)\(Self.saying(message)). Check --endpoint, which most "
                + "often ends in /v1, and --api."
        case .redirected(let address, let target):
            "\(address) redirects to \(target), and neither questions nor a key are sent on. If that "
                + "server is meant, give its address as --endpoint, without the route at its end."
        case .requestRefused(let address, let status, let message):
            "\(address) does not take the request (status \(status))\(Self.saying(message)). Change "
                + "what it names, with --temperature, --max-tokens, --token-limit-name, --api or "
                + "--model."
        case .tooManyRequests(let endpoint, let seconds):
            "\(endpoint) has too many requests from here. Run the same command again "
                + (seconds.map { "in \($0) s" } ?? "later")
                + ", with --requests-per-minute; the answers so far are kept."
        case .serverProblem(let address, let status, let message):
            "\(address) has a problem of its own (status \(status))\(Self.saying(message)). Look "
                + "there, and run the same command again; the answers so far are kept."
        case .unusableAnswer(let address, let problem):
            "\(address): the answer cannot be used: \(problem) Check --endpoint and --api."
        }
    }

    /// For a notice: why another attempt is made, in a few words.
    var reason: String {
        switch self {
        case .nothingAnswers(_, let reason, _), .brokenOff(_, let reason): reason
        case .tooManyRequests: "too many requests"
        case .serverProblem(_, let status, _): "status \(status)"
        case .unusableAnswer: "an answer that cannot be used"
        default: "the request failed"
        }
    }

    private static func saying(_ message: String) -> String {
        message.isEmpty ? "" : "; it says: \(message)"
    }

    private static func quoted(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\(TerminalText.safe($0))'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

extension EndpointProblem: CustomStringConvertible {
    /// A sentence.
    package var description: String {
        switch self {
        case .noURL: "it is no http or https URL."
        case .query: "it has a query."
        case .route(let route): "--api says which route is asked, so /\(route) must not be there."
        }
    }
}

extension AnswerProblem: CustomStringConvertible {
    /// A sentence.
    package var description: String {
        switch self {
        case .notJSON(let begins):
            begins.isEmpty ? "it is empty." : "it is not JSON and begins with '\(begins)'."
        case .brokenJSON(let problem):
            "line \(problem.line), column \(problem.column): not JSON: \(problem.problem)."
        case .missing(let name): "there is no '\(name)' in it."
        case .noChoices: "its list of choices is empty."
        case .tooLarge(let limit): "it has more than \(limit) bytes."
        case .notHTTP: "it is not HTTP."
        case .compressed(let encoding):
            "it is compressed (\(encoding)), although that was not asked for."
        }
    }
}
