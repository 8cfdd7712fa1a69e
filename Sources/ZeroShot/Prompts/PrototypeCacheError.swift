/// What keeps prototypes from being kept.
public enum PrototypeCacheError: Error, Sendable, Equatable {
    /// The folder, or a file in it, cannot be written.
    case unwritable(folder: String, reason: String)
}

extension PrototypeCacheError: CustomStringConvertible {
    /// The sentence for people.
    public var description: String {
        switch self {
        case .unwritable(let folder, let reason):
            """
            \(folder): the classes' prototypes cannot be kept here (\(reason)), so the next run \
            computes them again. Make room or permit writing, or name another folder with \
            XDG_CACHE_HOME.
            """
        }
    }
}
