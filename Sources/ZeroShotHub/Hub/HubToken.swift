internal import Fetch
internal import Foundation

/// The secret by which the Hub knows who asks; it is sent to the Hub alone and never shown.
public struct HubToken: Sendable, Equatable {
    let bearer: BearerToken

    /// A token, with blanks and line ends around it taken off.
    ///
    /// - Parameters:
    ///   - text: the token.
    ///   - source: where it stands, for the error's sentence.
    /// - Throws: ``HubError/invalidToken(source:)``, which does not hold the text.
    public init(_ text: String, from source: String = "the token") throws {
        let trimmed = text.filter { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
        guard let bearer = BearerToken(trimmed) else {
            throw HubError.invalidToken(source: source)
        }
        self.bearer = bearer
    }
}

extension HubToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of the token.
    public var description: String { "***" }
    /// Nothing of the token.
    public var debugDescription: String { description }
    /// Nothing of the token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
