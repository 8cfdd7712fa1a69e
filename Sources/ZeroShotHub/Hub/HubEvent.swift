/// What a caller may want to tell while a checkpoint is fetched.
public enum HubEvent: Sendable, Equatable {
    /// More bytes have come.
    case progress(HubProgress)
    /// Something to know; its description is a sentence.
    case notice(HubNotice)
}

/// How far a download is, over all its files.
public struct HubProgress: Sendable, Equatable {
    /// Bytes that are here, those of earlier attempts included.
    public internal(set) var bytes: Int
    /// Of these, what was here before; how fast the rest comes says how long it takes.
    public internal(set) var keptBytes: Int
    /// Bytes of all files that are fetched.
    public internal(set) var totalBytes: Int
    /// Files that are whole.
    public internal(set) var files: Int
    /// Files that are fetched.
    public internal(set) var totalFiles: Int
}

/// Something that went otherwise than it should, without being an error.
public enum HubNotice: Sendable, Equatable {
    /// The Hub could not be asked for the newest revision; the cached one is used.
    case cachedRevisionUsed(HubRepository, commit: String, reason: String)
    /// Another process fetches the same file.
    case waitingForAnotherProcess(file: String)
    /// A request for a file, or about the repository, is made again after a pause.
    case tryingAgain(_ subject: String, reason: String, pause: Duration)
    /// What an interrupted download left of a file was of no use.
    case startedOver(file: String)
}

extension HubNotice: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .cachedRevisionUsed(let repository, let commit, let reason):
            "\(repository): the Hub did not tell the newest revision (\(reason)); commit "
                + "\(commit.prefix(12)) from the cache is used."
        case .waitingForAnotherProcess(let file):
            "\(file): another process fetches it; waiting for that."
        case .tryingAgain(let subject, let reason, let pause):
            "\(subject): \(reason); trying again in \(pause.components.seconds) s."
        case .startedOver(let file):
            "\(file): what an interrupted download had left was of no use; starting over."
        }
    }
}
