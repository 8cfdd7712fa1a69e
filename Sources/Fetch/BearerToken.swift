/// A secret that proves to one server who asks; it is never shown.
package struct BearerToken: Sendable, Equatable {
    let text: String

    /// - Returns: nil for text that no HTTP header may hold.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.text = text
    }

    /// The text with the secret replaced, for what a server says that may repeat it.
    package func hidden(in text: String) -> String {
        text.replacing(self.text, with: description)
    }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
