package import Foundation

/// The folder in which zeroshot keeps, for one user, what saves later runs time.
///
/// Whatever is in it can be removed at any time; nothing but time is lost.
package struct CacheFolder: Sendable, Equatable {
    /// Where it is; it need not exist yet.
    package let url: URL

    /// `zeroshot` in `XDG_CACHE_HOME`, or in `.cache` of `HOME`; nil when neither is set to an
    /// absolute path, the only kind that the XDG Base Directory Specification allows.
    package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
            url = URL(filePath: cache).appending(path: "zeroshot")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            url = URL(filePath: home).appending(path: ".cache/zeroshot")
        } else {
            return nil
        }
    }
}
