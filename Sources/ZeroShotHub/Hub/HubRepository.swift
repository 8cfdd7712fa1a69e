internal import ZeroShot

/// One revision of one model repository on the Hub, written `org/name` or `org/name@revision`.
public struct HubRepository: Sendable, Hashable {
    /// The branch that is meant where no revision is named.
    public static let defaultRevision = "main"

    /// The repository's id: `org/name`, for a few old ones only `name`.
    public let id: String
    /// A branch, a tag, or a commit's hash.
    public let revision: String

    /// Reads `org/name` or `org/name@revision`.
    ///
    /// - Throws: ``HubError/invalidName(_:)``, ``HubError/invalidRevision(_:)``.
    public init(_ text: String) throws {
        guard let at = text.firstIndex(of: "@") else {
            try self.init(id: text)
            return
        }
        try self.init(id: String(text[..<at]), revision: String(text[text.index(after: at)...]))
    }

    /// The revision of a repository.
    ///
    /// - Throws: ``HubError/invalidName(_:)``, ``HubError/invalidRevision(_:)``.
    public init(id: String, revision: String = defaultRevision) throws {
        guard Self.isID(id) else { throw HubError.invalidName(id) }
        guard Self.isRevision(revision) else { throw HubError.invalidRevision(revision) }
        self.id = id
        self.revision = revision
    }

    /// The revision, where it is a commit's full hash: such a one never changes.
    var commit: String? { Self.isCommit(revision) ? revision : nil }

    /// The name of the repository's folder in the cache.
    var folderName: String {
        Self.folderPrefix + id.replacing("/", with: Self.separator)
    }

    /// The repository's id by the name of its folder in the cache; nil for other folders.
    static func id(ofFolder name: String) -> String? {
        guard name.hasPrefix(folderPrefix) else { return nil }
        let id = String(name.dropFirst(folderPrefix.count)).replacing(separator, with: "/")
        return isID(id) ? id : nil
    }

    static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy(Hexadecimal.isDigit)
    }

    private static let separator = "--"
    private static let folderPrefix = "models--"

    /// Source: `validate_repo_id` in huggingface_hub.
    private static func isID(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy(isName) && !text.contains("--")
            && !text.contains("..") && !text.hasSuffix(".git")
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...96).contains(text.utf8.count)
            && text.wholeMatch(of: /[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_])?/) != nil
    }

    /// What git allows in a branch's name, which leads nowhere as a path either.
    private static func isRevision(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            (1...200).contains(part.utf8.count) && !part.hasPrefix(".") && !part.hasSuffix(".")
                && !part.hasPrefix("-") && !part.contains("..") && !part.hasSuffix(".lock")
                && part.unicodeScalars.allSatisfy(isAllowed)
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\0"..." ", "\u{7F}"..."\u{9F}", "~", "^", ":", "?", "*", "[", "\\": false
        default: true
        }
    }
}

extension HubRepository: CustomStringConvertible {
    /// As it is written; without the revision where that is the default one.
    public var description: String {
        revision == Self.defaultRevision ? id : "\(id)@\(revision)"
    }
}
