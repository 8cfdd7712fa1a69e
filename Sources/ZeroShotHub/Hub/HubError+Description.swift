internal import ZeroShot

extension HubError: CustomStringConvertible {
    /// Which repository or file, what was found, and what to do.
    public var description: String {
        switch self {
        case .invalidName(let text):
            "'\(text)' is no repository of the Hub: it should look like openai/clip-vit-base-patch32,"
                + " with letters, digits, '-', '_' and '.' only. For a folder, give its path."
        case .invalidRevision(let text):
            "'\(text)' is no revision: give a branch, a tag, or a commit's hash, for example "
                + "openai/clip-vit-base-patch32@main."
        case .invalidEndpoint(let reason):
            "The Hub's address (HF_ENDPOINT) cannot be used: \(reason) It should look like "
                + "\(HubConfiguration.defaultEndpoint)."
        case .invalidProxy(let reason): reason
        case .invalidToken(let source):
            "\(source) holds no token that a request can carry: one word of letters, digits and "
                + "signs is expected. Write the token again, or remove it for public repositories."
        case .notCached(let repository, let cache):
            "\(repository): not in the cache (\(cache)), and the network may not be used. Download "
                + "it once without --offline and HF_HUB_OFFLINE, or give a folder's path."
        case .incompleteInCache(let repository, let missing, let cache):
            "\(repository): the cache (\(cache)) lacks \(missing.joined(separator: ", ")), and the "
                + "network may not be used. Download the rest once without --offline and "
                + "HF_HUB_OFFLINE."
        case .offline(let repository):
            "\(repository): the Hub cannot be asked, since the network may not be used. Try again "
                + "without --offline and HF_HUB_OFFLINE."
        case .unreachable(let repository, let address, let reason):
            "\(repository): the cache does not hold all that is needed, and the Hub cannot be "
                + "reached (\(address): \(reason)). Check the network and HF_ENDPOINT, or try again "
                + "later; what is already downloaded is kept."
        case .repositoryNotFound(let repository, let hasToken):
            "\(repository.id): the Hub has no such repository, or does not show it. Check the "
                + "spelling; for a private repository "
                + (hasToken
                    ? "the token (HF_TOKEN) must be valid and may read it."
                    : "set HF_TOKEN to a token that may read it.")
        case .revisionNotFound(let repository):
            "\(repository.id): there is no revision '\(repository.revision)'. Give a branch, a "
                + "tag, or a commit's hash that its page on the Hub shows."
        case .fileNotFound(let repository, let file):
            "\(repository): the Hub has no file \(file), which the repository lists. Try another "
                + "revision, or tell the repository's owner."
        case .gated(let repository, let page, let hasToken):
            "\(repository.id) is gated: its owner gives it only to those who accept the terms. "
                + "Accept them at \(page)"
                + (hasToken
                    ? ", with the account that the token (HF_TOKEN) belongs to; some owners answer "
                        + "after a while."
                    : ", then set HF_TOKEN to a token of that account "
                        + "(https://huggingface.co/settings/tokens).")
        case .tokenRejected(let repository):
            "\(repository): the Hub does not know the token. Write HF_TOKEN, or the file that "
                + "'hf auth login' makes, again; public repositories need no token."
        case .forbidden(let repository, let hasToken):
            "\(repository): the Hub does not give the files "
                + (hasToken
                    ? "to the token's owner. Use a token that may read this repository."
                    : "without a token. Set HF_TOKEN to one that may read this repository.")
        case .disabled(let repository):
            "\(repository.id): the Hub has taken the repository out of service. Use another "
                + "checkpoint."
        case .tooManyRequests(let repository, let seconds):
            "\(repository): too many requests to the Hub from here. Try again "
                + (seconds.map { "in \($0) s" } ?? "later")
                + "; with a token (HF_TOKEN) the Hub allows more."
        case .status(let repository, let address, let code):
            "\(repository): \(address) answered with status \(code)"
                + (code >= 500 ? ", a problem of its own" : "") + ". Try again later."
        case .unusableAnswer(let repository, let reason):
            "\(repository): the Hub's answer cannot be used: \(reason) Check HF_ENDPOINT and what "
                + "stands between here and the Hub."
        case .noCheckpoint(let repository, let part, let names):
            "\(repository): the repository holds no \(part): none of \(names.joined(separator: ", "))"
                + " is there. Give a CLIP-family checkpoint in Hugging Face or OpenCLIP layout."
        case .wrongSize(let repository, let file, let found, let expected):
            "\(repository): \(file) has \(found.map(String.init) ?? "more") bytes where the Hub says "
                + "\(expected). It was not kept; try again."
        case .checksum(let repository, let file, let found, let expected):
            "\(repository): \(file) was damaged on its way: its hash is \(found) where the Hub says "
                + "\(expected). It was not kept; try again."
        case .diskFull(let path, let needed?, let free?):
            "\(path): \(ByteCount.text(needed)) are needed and \(ByteCount.text(free)) are free. Make space, "
                + "or set HF_HUB_CACHE to a folder on a larger disk."
        case .diskFull(let path, _, _):
            "\(path): the disk is full. Make space, or set HF_HUB_CACHE to a folder on a larger "
                + "disk; what is already downloaded is kept."
        case .unwritable(let path, let reason):
            "\(path) cannot be written (\(reason)). Allow it, or set HF_HUB_CACHE to a folder of "
                + "your own."
        case .unreadable(let path, let reason):
            "\(path) cannot be read (\(reason)). Allow it, or remove the file."
        }
    }
}
