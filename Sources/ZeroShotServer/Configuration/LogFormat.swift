/// The form of the log.
package enum LogFormat: String, Sendable, CaseIterable {
    /// A line for people.
    case text
    /// One JSON object a line.
    case json
}
