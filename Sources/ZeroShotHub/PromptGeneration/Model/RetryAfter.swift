internal import Foundation

/// The pause that a server asks for in its `Retry-After` header (RFC 9110, 10.2.3).
enum RetryAfter {
    /// Reads a number of seconds or a date; nil for anything else.
    static func pause(_ header: String?, now: Date) -> Duration? {
        guard let text = header?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Double(text) {
            guard seconds.isFinite, (0...longest).contains(seconds) else { return nil }
            return .seconds(seconds)
        }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = format.date(from: text) else { return nil }
        return .seconds(min(max(0, date.timeIntervalSince(now)), longest))
    }

    /// A year: whatever is longer is no pause.
    private static let longest = 366.0 * 86_400
}
