internal import Fetch
internal import Foundation

/// The Hub's answers about one repository.
struct HubServer: Sendable {
    let repository: HubRepository
    let configuration: HubConfiguration
    let fetcher: Fetcher

    /// The limits of every fetch from the Hub; `withAnswer` never reads more than this.
    static func fetchLimits(_ limits: HubLimits) -> FetchLimits {
        FetchLimits(
            // The list of a repository's files; the largest ones are a few megabytes.
            maximumBytes: 64 << 20, timeout: limits.answerTimeout,
            stallTimeout: limits.stallTimeout
        )
    }

    /// The Hub takes no file of a tenth of this; sizes of many files can be added up.
    private static let largestFile = 1 << 42

    /// What the repository's revision is now.
    ///
    /// - Throws: `HubError`, `CancellationError`.
    func model() async throws -> HubModel {
        let place = "api/models/\(repository.id)/revision/\(Self.encoded(repository.revision))"
        let bytes = try await read(place, file: nil) { answer in
            try await answer.bytes(atMost: Self.fetchLimits(configuration.limits).maximumBytes)
        }
        do {
            return try HubModel(json: bytes)
        } catch {
            throw HubError.unusableAnswer(
                repository, reason: "\(configuration.address) does not describe a repository."
            )
        }
    }

    /// Size and hash of a file of a commit.
    ///
    /// They stand in the Hub's own answer; where that leads to another server, it is not followed.
    ///
    /// - Throws: `HubError`, `CancellationError`.
    func file(_ name: String, at commit: String) async throws -> RemoteFile {
        try await read(place(of: name, at: commit), method: .head, file: name) { answer in
            guard answer.header("x-repo-commit") == commit else {
                throw unusable("it does not name the commit \(commit) of \(name)")
            }
            let tag = answer.header("x-linked-etag") ?? answer.header("etag")
            guard let tag = tag.flatMap(Self.entityTag) else {
                throw unusable("\(name) has no entity tag that can name a file")
            }
            let size =
                answer.header("x-linked-size").flatMap { Int($0) }
                ?? (answer.status == 200 ? answer.announcedLength : nil)
            guard let size, size >= 0 else { throw unusable("\(name) has no size") }
            guard size <= Self.largestFile else {
                throw unusable("\(name) has a size of \(size) bytes, which no file has")
            }
            return RemoteFile(name: name, entityTag: tag, size: size)
        }
    }

    /// The answer with a file's bytes from one on, or with all of them; its status is 200, 206 or
    /// 416.
    ///
    /// - Throws: `HubError`, `CancellationError`.
    func bytes(of file: RemoteFile, at commit: String, from first: Int) async throws -> FetchAnswer
    {
        try await translating {
            let request = FetchRequest(
                try address(place(of: file.name, at: commit)), token: configuration.token?.bearer,
                firstByte: first
            )
            let answer = try await fetcher.answer(to: request)
            switch answer.status {
            case 200, 206, 416: return answer
            default: throw error(of: answer, file: file.name)
            }
        }
    }

    /// What the HTTP client throws, in the Hub's terms.
    func error(_ error: FetchError) -> HubError {
        switch error {
        case .hostUnknown(let address):
            unreachable(address, "no server of the name \(address.host) was found")
        case .notConnected(let address, let problem):
            unreachable(address, problem.description)
        case .timedOut(let address, let limit):
            unreachable(address, "no whole answer came within \(limit.inSeconds)")
        case .stalled(let address, let limit):
            unreachable(address, "the server sent nothing for \(limit.inSeconds)")
        case .cutShort(let address, let received, let announced):
            unreachable(
                address,
                "the connection ended after \(received)"
                    + (announced.map { " of \($0)" } ?? "") + " bytes"
            )
        case .tooLarge(let address, let limit, _):
            unusable("\(address) sent more than \(limit) bytes")
        default:
            .unusableAnswer(repository, reason: error.description)
        }
    }

    private func unreachable(_ address: WebAddress, _ reason: String) -> HubError {
        .unreachable(repository, address: address.description, reason: reason)
    }

    private func translating<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as FetchError {
            throw self.error(error)
        }
    }

    private func unusable(_ reason: String) -> HubError {
        .unusableAnswer(repository, reason: reason + ".")
    }

    /// Reads an answer of the Hub itself with status 200, or one that leads to another server.
    private func read<Result: Sendable>(
        _ place: String, method: FetchRequest.Method = .get, file: String?,
        _ body: @escaping @Sendable (FetchAnswer) async throws -> Result
    ) async throws -> Result {
        try await translating {
            let request = FetchRequest(
                try address(place), method: method, redirects: .withinOrigin,
                token: configuration.token?.bearer
            )
            return try await fetcher.withAnswer(to: request) { answer in
                guard [200, 301, 302, 303, 307, 308].contains(answer.status) else {
                    throw error(of: answer, file: file)
                }
                return try await body(answer)
            }
        }
    }

    private func address(_ place: String) throws -> WebAddress {
        try WebAddress("\(configuration.endpoint)/\(place)")
    }

    private func place(of file: String, at commit: String) -> String {
        "\(repository.id)/resolve/\(commit)/\(Self.encoded(file))"
    }

    /// Source: `hf_raise_for_status` in huggingface_hub, and the Hub's `X-Error-...` headers.
    private func error(of answer: FetchAnswer, file: String?) -> HubError {
        let hasToken = configuration.token != nil
        switch answer.header("x-error-code") {
        case "RevisionNotFound": return .revisionNotFound(repository)
        case "RepoNotFound": return .repositoryNotFound(repository, hasToken: hasToken)
        case "GatedRepo":
            let page = "\(configuration.address)/\(repository.id)"
            return .gated(repository, page: page, hasToken: hasToken)
        case "EntryNotFound":
            if let file { return .fileNotFound(repository, file: file) }
        default: break
        }
        let message = answer.header("x-error-message")
        if message == "Access to this resource is disabled." { return .disabled(repository) }
        switch (answer.status, answer.address.host == configuration.address.host) {
        case (401, true) where message == "Invalid credentials in Authorization header":
            return .tokenRejected(repository)
        case (401, true): return .repositoryNotFound(repository, hasToken: hasToken)
        case (403, true): return .forbidden(repository, hasToken: hasToken)
        case (404, true):
            return file.map { .fileNotFound(repository, file: $0) }
                ?? .repositoryNotFound(repository, hasToken: hasToken)
        case (429, _):
            let seconds = answer.header("retry-after").flatMap { Int($0) }
            return .tooManyRequests(repository, seconds: seconds.flatMap { $0 < 0 ? nil : $0 })
        case (let code, _):
            return .status(repository, address: answer.address.description, code: code)
        }
    }

    /// The tag without its quotation marks; nil for one that is no plain name and leads astray.
    ///
    /// Source: `_normalize_etag` in huggingface_hub.
    private static func entityTag(_ header: String) -> String? {
        let tag = (header.hasPrefix("W/") ? header.dropFirst(2) : header[...]).filter { $0 != "\"" }
        let isName = tag.wholeMatch(of: /[A-Za-z0-9_\-][A-Za-z0-9_.\-]{0,199}/) != nil
        return isName && !tag.hasSuffix(".incomplete") ? String(tag) : nil
    }

    /// One part of a path: slashes too are encoded.
    private static func encoded(_ text: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"
        )
        // Text always can be encoded.
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
