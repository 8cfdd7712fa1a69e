/// Why no prompts could be generated.
package enum GenerationError: Error, Sendable, Equatable {
    // MARK: What was asked for

    /// Text that is no address of a server; secrets are hidden.
    case invalidEndpoint(String, EndpointProblem)
    /// No such variable in the environment, or an empty one.
    case keyMissing(variable: String)
    /// A key that no request can carry; the key itself is not told.
    case keyUnusable(variable: String)
    /// A proxy in the environment that cannot be used; the sentence hides secrets.
    case invalidProxy(_ reason: String)
    /// What stands there more than once: a prompts file has each class once, and the same answers
    /// can stand for one question only.
    case repeated(Repeatable, [String])

    // MARK: The files

    /// The answers that are there were given under other settings.
    case answersOfAnotherRun(file: String, setting: String, found: String, asked: String)
    /// The output is there, and not as a run with these answers left it.
    case foreignOutput(file: String, answers: String)
    /// A line of the answers' file, counted from 1, that no run writes.
    case damagedAnswers(file: String, line: Int)
    /// Another run has the file.
    case answersInUse(file: String)
    /// A file cannot be read.
    case unreadable(path: String, reason: String)
    /// A file cannot be written.
    case unwritable(path: String, reason: String)

    // MARK: What the server answers

    /// No connection to the server.
    case nothingAnswers(endpoint: String, reason: String, isThisMachine: Bool)
    /// A connection that broke, or an answer that did not come in time.
    case brokenOff(endpoint: String, reason: String)
    /// The server wants a key, or another one.
    case notAuthorized(endpoint: String, status: Int, keyVariable: String?)
    /// The server knows the route and not the model; its own words.
    case modelNotFound(model: String, endpoint: String, message: String)
    /// There is nothing at the address.
    case noSuchRoute(address: String, message: String)
    /// The server leads elsewhere, where neither question nor key is sent.
    case redirected(address: String, to: String)
    /// The server does not take the request; its own words.
    case requestRefused(address: String, status: Int, message: String)
    /// Too many requests; the pause that the server wants, where it says one.
    case tooManyRequests(endpoint: String, seconds: Int?)
    /// A problem of the server's own; its own words.
    case serverProblem(address: String, status: Int, message: String)
    /// Something that no such server sends.
    case unusableAnswer(address: String, AnswerProblem)
}

extension GenerationError {
    /// What must not stand there more than once.
    package enum Repeatable: Sendable {
        case labels, questions
    }
}

/// What is wrong with the text of an endpoint.
package enum EndpointProblem: Sendable, Equatable {
    /// It is no `http` or `https` URL.
    case noURL
    /// It has a query.
    case query
    /// It names one route, which is another option's matter.
    case route(String)
}

/// What is wrong with an answer of status 200.
package enum AnswerProblem: Sendable, Equatable {
    /// The text begins like this; a web page, perhaps.
    case notJSON(begins: String)
    /// JSON that ends too soon or is not JSON after all.
    case brokenJSON(JSONProblem)
    /// JSON without what belongs there, such as `choices`.
    case missing(String)
    /// A list of no answers.
    case noChoices
    /// More bytes than any answer has.
    case tooLarge(limit: Int)
    case notHTTP
    case compressed(encoding: String)
}

/// Where JSON breaks off, counted from 1.
package struct JSONProblem: Sendable, Equatable {
    package let line: Int
    package let column: Int
    package let problem: String
}

extension GenerationError {
    /// Whether the same request may succeed a little later.
    var isPassing: Bool {
        switch self {
        case .nothingAnswers, .brokenOff, .tooManyRequests, .serverProblem: true
        case .unusableAnswer(_, .brokenJSON), .unusableAnswer(_, .noChoices): true
        default: false
        }
    }

    /// Whether other requests would fail as well.
    var isForAll: Bool {
        if case .tooManyRequests = self { true } else { false }
    }

    /// Whether there has been no answer at all.
    var isUnreached: Bool {
        if case .nothingAnswers = self { true } else { false }
    }

    /// Whether it is the caller's to put right before anything can be asked.
    package var isUsage: Bool {
        switch self {
        case .invalidEndpoint, .keyMissing, .keyUnusable, .invalidProxy, .repeated,
            .answersOfAnotherRun, .foreignOutput, .damagedAnswers, .unreadable:
            true
        default: false
        }
    }
}
