/// Writes Prometheus' text format, version 0.0.4.
struct PrometheusText {
    enum MetricType: String {
        case counter, gauge, histogram
    }

    /// A label of a series; sorts by name.
    struct Label: Hashable, Comparable {
        let name: String
        let value: String

        static func < (left: Label, right: Label) -> Bool {
            (left.name, left.value) < (right.name, right.value)
        }
    }

    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Says what the next lines are about.
    mutating func begin(_ name: String, _ type: MetricType, help: String?) {
        if let help { text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n" }
        text += "# TYPE \(name) \(type.rawValue)\n"
    }

    mutating func add(_ name: String, _ labels: [Label], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
            text += "{" + list.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    mutating func add(
        _ name: String, _ labels: [Label], _ counts: HistogramCell.Counts, bounds: [Double]
    ) {
        for (bound, count) in zip(bounds, counts.upToBound) {
            let le = Label(name: "le", value: Self.number(bound))
            add(name + "_bucket", labels + [le], Double(count))
        }
        let le = Label(name: "le", value: "+Inf")
        add(name + "_bucket", labels + [le], Double(counts.count))
        add(name + "_sum", labels, counts.sum)
        add(name + "_count", labels, Double(counts.count))
    }

    /// A metric's name, with `_` for what may not stand in one.
    static func name(_ label: String) -> String {
        usable(label, also: ":")
    }

    /// Labels in the order of their names, each name once; the last value counts.
    static func labels(_ dimensions: [(String, String)]) -> [Label] {
        var values: [String: String] = [:]
        for (key, value) in dimensions {
            let name = usable(key, also: "")
            // Histograms say with it what their buckets hold.
            values[name == "le" ? "le_" : name] = value
        }
        return values.map { Label(name: $0.key, value: $0.value) }.sorted()
    }

    private static func usable(_ text: String, also extra: String) -> String {
        let safe = String(
            text.map { character in
                let isUsable =
                    character.isASCII && (character.isLetter || character.isNumber)
                    || extra.contains(character)
                return isUsable ? character : "_"
            })
        guard let first = safe.first else { return "_" }
        return first.isNumber ? "_" + safe : safe
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Whole numbers without a fraction, as far as they are exact.
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return "\(Int(value))" }
        return "\(value)"
    }
}
