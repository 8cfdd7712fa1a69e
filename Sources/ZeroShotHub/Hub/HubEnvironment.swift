internal import Foundation

/// The Hub's environment variables, as huggingface_hub reads them; an empty one counts as absent.
///
/// Source: `constants.py` and `utils/_auth.py` in huggingface_hub.
struct HubEnvironment {
    private let variables: [String: String]
    private let home: String

    init(
        _ variables: [String: String],
        home: String = NSHomeDirectory()
    ) {
        self.variables = variables
        self.home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
    }

    /// The folder of the cache.
    var cacheFolder: URL {
        let path = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") ?? "\(hubHome)/hub"
        return URL(filePath: expanded(path), directoryHint: .isDirectory)
    }

    /// Where the Hub is; its text is not checked.
    var endpoint: String { value("HF_ENDPOINT") ?? HubConfiguration.defaultEndpoint }

    var isOffline: Bool { isTrue(value("HF_HUB_OFFLINE") ?? value("TRANSFORMERS_OFFLINE")) }

    /// The token of a variable, else of the file that `hf auth login` writes.
    ///
    /// - Throws: `HubError`.
    func token() throws -> HubToken? {
        guard !isTrue(value("HF_HUB_DISABLE_IMPLICIT_TOKEN")) else { return nil }
        for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
            if let text = value(name) { return try Self.token(text, from: name) }
        }
        let path = expanded(value("HF_TOKEN_PATH") ?? "\(hubHome)/token")
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try Self.token(String(contentsOfFile: path, encoding: .utf8), from: path)
        } catch let error as HubError {
            throw error
        } catch {
            throw HubError.unreadable(path: path, reason: SystemProblem(error).reason)
        }
    }

    private static func token(_ text: String, from source: String) throws -> HubToken? {
        text.allSatisfy(\.isWhitespace) ? nil : try HubToken(text, from: source)
    }

    private var hubHome: String {
        value("HF_HOME") ?? "\(value("XDG_CACHE_HOME") ?? "\(home)/.cache")/huggingface"
    }

    private func value(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func isTrue(_ value: String?) -> Bool {
        ["1", "ON", "YES", "TRUE"].contains(value?.uppercased())
    }

    /// With `~` and `$NAME` or `${NAME}` replaced; a variable that is not set stays as it is.
    private func expanded(_ path: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
        return path.replacing(/\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/) { match in
            let name = match.output.1 ?? match.output.2 ?? ""
            return variables[String(name)].map { Substring($0) } ?? match.output.0
        }
    }
}
