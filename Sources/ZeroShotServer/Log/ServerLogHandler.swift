package import Foundation
package import Logging

/// Writes lines of the log for people, or for programs as JSON.
package struct ServerLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let format: LogFormat
    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    /// A log of some form; `write` takes each line, with its end.
    package init(
        _ format: LogFormat, level: Logger.Level, now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (String) -> Void
    ) {
        self.format = format
        logLevel = level
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        for more in [metadataProvider?.get(), event.metadata] {
            fields.merge(more ?? [:]) { $1 }
        }
        let ordered = fields.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
        let time = now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let message = "\(event.message)"
        switch format {
        case .text:
            let words = ordered.map { "\($0.0)=\(Self.word($0.1))" }
            write(
                ([time, event.level.rawValue, Self.line(message)] + words)
                    .joined(separator: " ") + "\n")
        case .json:
            // By hand, since the order of the members is for people.
            let members = [("time", time), ("level", event.level.rawValue), ("message", message)]
            let taken = Set(members.map(\.0))
            let rest = ordered.map { (taken.contains($0.0) ? $0.0 + "_" : $0.0, $0.1) }
            let texts = (members + rest).map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
            write("{" + texts.joined(separator: ",") + "}\n")
        }
    }

    /// In quotes where blanks or other characters would make it ambiguous.
    private static func word(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        return isPlain ? text : quoted(text)
    }

    /// Without line ends and other control characters, so that a line of the log is one line.
    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _
            where scalar.properties.generalCategory == .control
                || scalar == "\u{2028}" || scalar == "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
