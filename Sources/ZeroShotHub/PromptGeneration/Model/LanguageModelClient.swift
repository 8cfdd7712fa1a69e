internal import Fetch
internal import Synchronization
internal import ZeroShot

/// Asks a server, again where that may help, and reads its answers.
final class LanguageModelClient: Sendable {
    private let endpoint: LanguageModelEndpoint
    private let settings: GenerationSettings
    private let limits: GenerationLimits
    private let fetcher: Fetcher
    private let address: WebAddress
    private let pace: RequestPace
    private let report: @Sendable (GenerationNotice) -> Void
    /// Whether the server has answered anything in this run.
    private let isKnown = Mutex(false)

    /// Far more than any answer: a megabyte is 200,000 words.
    static let largestAnswer = 4 << 20

    /// Runs `body` with a client, whose connections are closed at the end.
    ///
    /// - Throws: `GenerationError`, what `body` throws.
    static func with<Result>(
        _ endpoint: LanguageModelEndpoint, _ settings: GenerationSettings,
        _ limits: GenerationLimits, report: @escaping @Sendable (GenerationNotice) -> Void,
        _ body: (LanguageModelClient) async throws -> Result
    ) async throws -> Result {
        let address = try endpoint.address(of: settings.interface)
        return try await Fetcher.withFetcher(
            limits: FetchLimits(maximumBytes: largestAnswer, timeout: limits.requestTimeout),
            userAgent: "zeroshot/\(ProductVersion.current)", proxy: endpoint.proxy
        ) { fetcher in
            try await body(
                LanguageModelClient(endpoint, settings, limits, fetcher, address, report)
            )
        }
    }

    private init(
        _ endpoint: LanguageModelEndpoint, _ settings: GenerationSettings,
        _ limits: GenerationLimits, _ fetcher: Fetcher, _ address: WebAddress,
        _ report: @escaping @Sendable (GenerationNotice) -> Void
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.limits = limits
        self.fetcher = fetcher
        self.address = address
        self.report = report
        pace = RequestPace(limits)
    }

    /// The answer to one question about one class.
    ///
    /// - Throws: `GenerationError`, of the last attempt; `CancellationError`.
    func answer(_ question: PromptTemplate, about label: String) async throws -> ModelAnswer {
        let body = Array(settings.body(asking: question, about: label).description.utf8)
        var failures = 0
        while true {
            try await pace.turn()
            do {
                return try await ask(body)
            } catch let failure as Failure {
                failures += 1
                let error = failure.error
                // Nobody has started the server yet; it does not help to knock again.
                let isAbsent = error.isUnreached && !isKnown.withLock { $0 }
                guard error.isPassing, !isAbsent, failures < limits.attempts else { throw error }
                let wanted = failure.pause ?? .zero
                guard wanted <= limits.longestPause else { throw error }
                let pause = max(limits.pause(afterFailures: failures), wanted)
                if error.isForAll || wanted > .zero { await pace.hold(for: pause) }
                report(.tryingAgain(endpoint: endpoint.shown, reason: error.reason, pause: pause))
                try await limits.clock.sleep(pause)
            }
        }
    }

    /// Why a request failed, and for how long the server wants none.
    private struct Failure: Error {
        let error: GenerationError
        var pause: Duration?
    }

    /// What came back, of whatever status.
    private struct Answer: Sendable {
        let status: Int
        let retryAfter: String?
        let bytes: [UInt8]
    }

    private func ask(_ body: [UInt8]) async throws -> ModelAnswer {
        let answer: Answer
        do {
            let request = FetchRequest(
                address, method: .post(body, contentType: "application/json"),
                token: endpoint.key?.bearer
            )
            answer = try await fetcher.withAnswer(to: request) { answer in
                Answer(
                    status: answer.status, retryAfter: answer.header("retry-after"),
                    bytes: try await answer.bytes(atMost: Self.largestAnswer)
                )
            }
        } catch let error as FetchError {
            throw Failure(error: self.error(error))
        }
        isKnown.withLock { $0 = true }
        let reply = ModelReply(answer.bytes, hiding: endpoint.key?.bearer)
        guard answer.status == 200 else {
            let pause = RetryAfter.pause(answer.retryAfter, now: limits.clock.date())
            throw Failure(error: error(answer.status, reply, pause), pause: pause)
        }
        do {
            return try reply.answer(of: settings.interface)
        } catch let problem as AnswerProblem {
            throw Failure(error: .unusableAnswer(address: shownAddress, problem))
        }
    }

    private var shownAddress: String { address.description }

    private func error(
        _ status: Int, _ reply: ModelReply, _ pause: Duration?
    ) -> GenerationError {
        let message = reply.message
        switch status {
        case 401, 407:
            // What a server says of a key may hold a part of it.
            return .notAuthorized(
                endpoint: endpoint.shown, status: status, keyVariable: endpoint.keyVariable
            )
        case 404 where reply.isAboutModel:
            return .modelNotFound(
                model: TerminalText.safe(settings.model), endpoint: endpoint.shown, message: message
            )
        case 404, 405:
            return .noSuchRoute(address: shownAddress, message: message)
        case 429 where !reply.isOutOfQuota:
            return .tooManyRequests(
                endpoint: endpoint.shown, seconds: pause.map { Int($0.components.seconds) }
            )
        case 500, 502, 503, 504:
            return .serverProblem(address: shownAddress, status: status, message: message)
        default:
            return .requestRefused(address: shownAddress, status: status, message: message)
        }
    }

    /// What the HTTP client throws, in terms of a language model.
    private func error(_ error: FetchError) -> GenerationError {
        switch error {
        case .hostUnknown(let address):
            unreached("no server of the name \(address.host) was found")
        case .notConnected(_, .closed):
            .brokenOff(
                endpoint: endpoint.shown,
                reason: FetchError.ConnectionProblem.closed.description
            )
        case .notConnected(_, let problem):
            unreached(problem.description)
        case .notSecure(let address):
            unreached(
                "its certificate is not valid for \(address.host), or it does not offer https")
        case .timedOut(_, let limit), .stalled(_, let limit):
            .brokenOff(
                endpoint: endpoint.shown, reason: "no whole answer came within \(limit.inSeconds)"
            )
        case .cutShort(_, let received, let announced):
            .brokenOff(
                endpoint: endpoint.shown,
                reason: "the connection ended after \(received)"
                    + (announced.map { " of \($0)" } ?? "") + " bytes"
            )
        case .tooLarge(_, let limit, _):
            .unusableAnswer(address: shownAddress, .tooLarge(limit: limit))
        case .bodyNotSentOn(let from, let target), .insecureRedirect(let from, let target):
            .redirected(address: from.description, to: target.description)
        case .unusableRedirect(let from, let target):
            .redirected(address: from.description, to: TerminalText.safe(target))
        case .addressNotPublic(let target, _):
            .redirected(address: shownAddress, to: target.description)
        case .tooManyRedirects(let address, _):
            .redirected(address: shownAddress, to: address.description)
        case .redirectWithoutTarget(_, let code), .status(_, let code):
            .requestRefused(address: shownAddress, status: code, message: "")
        case .notHTTP:
            .unusableAnswer(address: shownAddress, .notHTTP)
        case .compressed(_, let encoding):
            .unusableAnswer(
                address: shownAddress, .compressed(encoding: TerminalText.safe(encoding))
            )
        case .invalidAddress(let text), .unsupportedScheme(let text):
            .invalidEndpoint(text, .noURL)
        case .unusableProxy:
            .invalidProxy(error.description)
        }
    }

    private func unreached(_ reason: String) -> GenerationError {
        .nothingAnswers(
            endpoint: endpoint.shown, reason: reason, isThisMachine: endpoint.isThisMachine
        )
    }
}
