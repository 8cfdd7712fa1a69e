internal import Logging

/// How a value of a setting is written.
struct SettingForm<Value: Sendable>: Sendable {
    /// What a value looks like, as the end of a sentence.
    let expected: String
    /// Nil for text that is no value.
    let read: @Sendable (String) -> Value?
    /// Text that is read as the same value.
    let write: @Sendable (Value) -> String
}

extension SettingForm where Value == Int {
    static func integer(in range: ClosedRange<Int>) -> SettingForm {
        SettingForm(
            expected: "a number from \(range.lowerBound) to \(range.upperBound)",
            read: { Int($0).flatMap { range.contains($0) ? $0 : nil } },
            write: { String($0) })
    }

    /// An amount of memory.
    static func bytes(in range: ClosedRange<Int>) -> SettingForm {
        SettingForm(
            expected: """
                a size from \(byteText(range.lowerBound)) to \(byteText(range.upperBound)), such as \
                512KiB, 64MiB or 2GiB
                """,
            read: { text in
                guard let number = leadingNumber(of: text, units: byteUnits),
                    range.contains(number)
                else { return nil }
                return number
            },
            write: byteText)
    }

    private static let byteUnits: KeyValuePairs<String, Int> = [
        "GiB": 1 << 30, "MiB": 1 << 20, "KiB": 1 << 10, "B": 1, "": 1,
    ]

    private static func byteText(_ bytes: Int) -> String {
        for (unit, size) in byteUnits where bytes % size == 0 && bytes >= size {
            return "\(bytes / size)\(unit)"
        }
        return "\(bytes)"
    }
}

extension SettingForm where Value == Duration {
    static func duration(in range: ClosedRange<Duration>) -> SettingForm {
        SettingForm(
            expected: """
                a time from \(text(range.lowerBound)) to \(text(range.upperBound)), such as 500ms, \
                10s or 2m
                """,
            read: { text in
                guard let count = leadingNumber(of: text, units: units) else { return nil }
                let duration = Duration.milliseconds(count)
                return range.contains(duration) ? duration : nil
            },
            write: text)
    }

    private static let units: KeyValuePairs<String, Int> = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000,
    ]

    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1000 + milliseconds)ms" }
        if seconds != 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}

extension SettingForm where Value == Bool {
    static var truth: SettingForm {
        SettingForm(
            expected: "true or false", read: { Bool($0) }, write: { $0 ? "true" : "false" })
    }
}

extension SettingForm where Value == String {
    /// Any text but none.
    static func text(_ expected: String) -> SettingForm {
        SettingForm(expected: expected, read: { $0.isEmpty ? nil : $0 }, write: { $0 })
    }

    /// A page's origin, as browsers name it.
    static var origin: SettingForm {
        SettingForm(
            expected: "an origin such as https://example.org or http://localhost:3000",
            read: { text in
                let origin = #/https?://[a-z0-9.\-]+(:[0-9]{1,5})?/#
                let isOrigin = (try? origin.wholeMatch(in: text)) != nil
                return isOrigin ? text : nil
            },
            write: { $0 })
    }

    /// A host's name without a port.
    static var hostName: SettingForm {
        SettingForm(
            expected: "the name of a host without a port, such as owls.example.org",
            read: { text in
                let name = #/[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?/#
                let isName = (try? name.wholeMatch(in: text)) != nil
                return isName ? text.lowercased() : nil
            },
            write: { $0 })
    }
}

extension SettingForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var choice: SettingForm {
        let words = Value.allCases.map(\.rawValue)
        return SettingForm(
            expected: words.dropLast().joined(separator: ", ") + " or " + (words.last ?? ""),
            read: { Value(rawValue: $0) }, write: { $0.rawValue })
    }
}

/// The value of digits with a unit behind them; nil for other text, or more than a number holds.
private func leadingNumber(of text: String, units: KeyValuePairs<String, Int>) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text[digits.endIndex...].drop { $0 == " " }
    guard let count = Int(digits), let size = units.first(where: { $0.key == unit })?.value
    else { return nil }
    let (value, overflow) = count.multipliedReportingOverflow(by: size)
    return overflow ? nil : value
}
