/// Why a checkpoint could not be had from the Hub or its cache.
public enum HubError: Error, Sendable, Equatable {
    // MARK: What was asked for

    /// Text that is no repository's id.
    case invalidName(String)
    /// Text that is no branch, tag or commit.
    case invalidRevision(String)
    /// An `HF_ENDPOINT` that is no URL of a server; the sentence hides secrets.
    case invalidEndpoint(_ reason: String)
    /// A proxy in the environment that cannot be used; the sentence hides secrets.
    case invalidProxy(_ reason: String)
    /// A token that no request can carry; the token itself is not told.
    case invalidToken(source: String)

    // MARK: What the cache holds

    /// Only the cache may be used, and it holds nothing of the repository's revision.
    case notCached(HubRepository, cache: String)
    /// Only the cache may be used, and it lacks files without which nothing works.
    case incompleteInCache(HubRepository, missing: [String], cache: String)

    /// Only the Hub knows, and only the cache may be used.
    case offline(HubRepository)

    // MARK: What the Hub answers

    /// No connection, or one that broke again and again.
    case unreachable(HubRepository, address: String, reason: String)
    /// There is no such repository, or it is not shown to who asks.
    case repositoryNotFound(HubRepository, hasToken: Bool)
    /// The repository has no such branch, tag or commit.
    case revisionNotFound(HubRepository)
    /// The repository has no such file.
    case fileNotFound(HubRepository, file: String)
    /// The repository's terms must be accepted first.
    case gated(HubRepository, page: String, hasToken: Bool)
    /// The Hub does not know the token.
    case tokenRejected(HubRepository)
    /// The Hub does not give the files to who asks.
    case forbidden(HubRepository, hasToken: Bool)
    /// The Hub has taken the repository out of service.
    case disabled(HubRepository)
    /// Too many requests; the pause that the Hub wants, where it says one.
    case tooManyRequests(HubRepository, seconds: Int?)
    /// A status that says nothing about the repository.
    case status(HubRepository, address: String, code: Int)
    /// An answer that no Hub gives.
    case unusableAnswer(HubRepository, reason: String)
    /// The repository holds no checkpoint in a known layout.
    case noCheckpoint(HubRepository, part: String, anyOf: [String])

    // MARK: What comes of a file

    /// The file has another size in bytes than the Hub says; nil is a larger one.
    case wrongSize(HubRepository, file: String, found: Int?, expected: Int)
    /// The file has another hash than the Hub says.
    case checksum(HubRepository, file: String, found: String, expected: String)
    /// There is no space for a file; sizes in bytes, where they are known.
    case diskFull(path: String, needed: Int?, free: Int?)
    /// A file or folder cannot be written.
    case unwritable(path: String, reason: String)
    /// A file or folder cannot be read.
    case unreadable(path: String, reason: String)
}

extension HubError {
    /// Whether the same request may well succeed a little later.
    var isPassing: Bool {
        switch self {
        case .unreachable, .tooManyRequests: true
        case .status(_, _, let code): code == 408 || code >= 500
        default: false
        }
    }

    /// What happened, for a notice that already says where: no full stop, nothing to do.
    var reason: String {
        switch self {
        case .unreachable(_, _, let reason): reason
        case .tooManyRequests: "too many requests to the Hub from here"
        case .status(_, _, let code): "the server answered with status \(code)"
        case .repositoryNotFound: "the Hub does not show the repository"
        case .gated: "the repository is gated"
        case .tokenRejected: "the Hub does not know the token"
        case .forbidden: "the Hub does not give the files to who asks"
        case .disabled: "the Hub has taken the repository out of service"
        case .unusableAnswer: "the Hub's answer cannot be used"
        default: description
        }
    }

    /// Whether what the cache holds may be used instead of the Hub's newest, as huggingface_hub
    /// uses it.
    ///
    /// A revision that the Hub does not have is a mistake, and an error of this machine stays one.
    var leavesTheCache: Bool {
        switch self {
        case .unreachable, .tooManyRequests, .status, .unusableAnswer, .repositoryNotFound, .gated,
            .tokenRejected, .forbidden, .disabled:
            true
        default: false
        }
    }
}
