internal import Fetch
internal import Foundation

/// Where a language model answers, and as whom it is asked.
package struct LanguageModelEndpoint: Sendable {
    /// Ollama's address.
    package static let standard = "http://localhost:11434/v1"
    /// The variable that holds the key when none is named.
    package static let standardKeyVariable = "OPENAI_API_KEY"

    /// A secret and the variable that holds it.
    struct Key: Sendable {
        let bearer: BearerToken
        let variable: String
    }

    /// As it was given, without a slash at its end and without secrets.
    package let shown: String
    let key: Key?
    let proxy: FetchProxy?
    let isThisMachine: Bool
    /// Whether the standard variable holds a key that is not sent: over the network, and not
    /// encrypted, it would be readable for others.
    package let withholdsKey: Bool
    private let text: String

    /// An endpoint, with what the environment says of keys and proxies.
    ///
    /// - Parameters:
    ///   - text: what stands before `/chat/completions` or `/completions`.
    ///   - keyVariable: the variable that holds the key; nil means `OPENAI_API_KEY` where it is set
    ///     and the connection is encrypted or stays on this machine.
    ///   - environment: the variables.
    /// - Throws: `GenerationError`.
    package init(
        _ text: String = standard, keyVariable: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let trimmed = String(text.reversed().drop { $0 == "/" }.reversed())
        let address: WebAddress
        do {
            address = try WebAddress(trimmed)
        } catch FetchError.invalidAddress(let shown), FetchError.unsupportedScheme(let shown) {
            throw GenerationError.invalidEndpoint(shown, .noURL)
        }
        guard !trimmed.contains(where: { "?#".contains($0) }) else {
            throw GenerationError.invalidEndpoint(address.description, .query)
        }
        // The longer route ends in the shorter one.
        for route in GenerationSettings.Interface.allCases.map(\.route)
        where trimmed.hasSuffix("/\(route)") {
            throw GenerationError.invalidEndpoint(address.description, .route(route))
        }
        do {
            proxy = try FetchProxy(environment: environment)
        } catch let error as FetchError {
            throw GenerationError.invalidProxy(error.description)
        }
        self.text = trimmed
        shown = address.description
        isThisMachine = address.isThisMachine
        let found = try Self.key(in: keyVariable ?? Self.standardKeyVariable, environment)
        if let keyVariable, found == nil {
            throw GenerationError.keyMissing(variable: keyVariable)
        }
        withholdsKey =
            found != nil && keyVariable == nil && !address.isSecure && !address.isThisMachine
        key = withholdsKey ? nil : found
    }

    /// The variable whose key is sent; nil where none is.
    package var keyVariable: String? { key?.variable }

    /// The URL of a route.
    package func url(of interface: GenerationSettings.Interface) -> String {
        "\(shown)/\(interface.route)"
    }

    func address(of interface: GenerationSettings.Interface) throws -> WebAddress {
        try WebAddress("\(text)/\(interface.route)")
    }

    private static func key(in variable: String, _ environment: [String: String]) throws -> Key? {
        let text = environment[variable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !text.isEmpty else { return nil }
        guard let bearer = BearerToken(text) else {
            throw GenerationError.keyUnusable(variable: variable)
        }
        return Key(bearer: bearer, variable: variable)
    }
}
