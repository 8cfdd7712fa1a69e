/// One line of Prometheus' text format, read by its rules and strictly.
struct PrometheusSample: Hashable {
    let name: String
    let labels: [String: String]
    let value: Double

    struct Malformed: Error {
        let line: String
    }

    /// All samples of a text whose families each have one type, before their samples.
    static func read(_ text: String) throws -> [PrometheusSample] {
        var types: [String: String] = [:]
        var samples: [PrometheusSample] = []
        guard text.isEmpty || text.unicodeScalars.last == "\n" else { throw Malformed(line: text) }
        // Only a line feed ends a line.
        for line in text.unicodeScalars.split(separator: "\n").map(String.init) {
            if line.hasPrefix("# HELP ") { continue }
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                guard words.count == 4, types[String(words[2])] == nil else {
                    throw Malformed(line: line)
                }
                types[String(words[2])] = String(words[3])
                continue
            }
            let sample = try PrometheusSample(line)
            let isKnown = types.contains { name, type in
                sample.name == name
                    || (type == "histogram"
                        && ["_bucket", "_sum", "_count"].contains { sample.name == name + $0 })
            }
            guard isKnown else { throw Malformed(line: line) }
            samples.append(sample)
        }
        return samples
    }

    init(name: String, labels: [String: String], value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }

    private init(_ line: String) throws {
        var rest = Array(line.unicodeScalars)[...]
        func isName(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isASCII
                && (scalar.properties.isAlphabetic || "0123456789_:".contains(Character(scalar)))
        }
        func take(while test: (Unicode.Scalar) -> Bool) -> String {
            let taken = rest.prefix(while: test)
            rest = rest.dropFirst(taken.count)
            return String(String.UnicodeScalarView(taken))
        }
        func expect(_ scalar: Unicode.Scalar) throws {
            guard rest.first == scalar else { throw Malformed(line: line) }
            rest = rest.dropFirst()
        }
        name = take(while: isName)
        guard !name.isEmpty else { throw Malformed(line: line) }
        var labels: [String: String] = [:]
        if rest.first == "{" {
            try expect("{")
            while rest.first != "}" {
                let key = take(while: isName)
                try expect("=")
                try expect("\"")
                var value = ""
                while let scalar = rest.first, scalar != "\"" {
                    rest = rest.dropFirst()
                    guard scalar == "\\" else {
                        value.unicodeScalars.append(scalar)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value += "\n"
                    case "\\": value += "\\"
                    case "\"": value += "\""
                    default: throw Malformed(line: line)
                    }
                }
                try expect("\"")
                guard !key.isEmpty, labels.updateValue(value, forKey: key) == nil else {
                    throw Malformed(line: line)
                }
                if rest.first == "," { try expect(",") }
            }
            try expect("}")
        }
        try expect(" ")
        let text = String(String.UnicodeScalarView(rest))
        guard let number = Double(text.replacing("+Inf", with: "inf")) else {
            throw Malformed(line: line)
        }
        self.labels = labels
        value = number
    }
}
