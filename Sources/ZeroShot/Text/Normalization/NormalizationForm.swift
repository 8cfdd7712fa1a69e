/// Unicode's normalization forms.
///
/// Foundation's own make mistakes (Swift 6.3): they leave some Hangul uncomposed, compose characters
/// beyond U+FFFF as if they were others, and do not put all marks in order.
enum NormalizationForm: Equatable, Sendable {
    /// Composed where it can be.
    case c
    /// Taken apart.
    case d
    /// As ``c``, and characters that are others in a special shape become these.
    case kc
    /// As ``d``, and characters that are others in a special shape become these.
    case kd

    /// The text in this form, by the tables of a Unicode version or the newest ones.
    ///
    /// A character newer than that version is one that its tables do not know: nothing is composed
    /// with it or reordered around it.
    func normalize(
        _ text: [Unicode.Scalar], upTo version: Unicode.Version? = nil
    ) -> [Unicode.Scalar] {
        // Below these nothing composes, is reordered or taken apart.
        let first: UInt32 = self == .c ? 0x300 : 0xA0
        guard text.contains(where: { $0.value >= first }) else { return text }
        var parts = decompose(text, version)
        Self.sortMarks(in: &parts)
        switch self {
        case .c, .kc: return Self.compose(parts)
        case .d, .kd: return parts.map(\.scalar)
        }
    }

    private struct Part {
        let scalar: Unicode.Scalar
        let combiningClass: UInt8
        let isKnown: Bool
    }

    private func decompose(_ text: [Unicode.Scalar], _ version: Unicode.Version?) -> [Part] {
        let table = self == .kc || self == .kd ? Self.tables.compatibility : Self.tables.canonical
        var parts: [Part] = []
        parts.reserveCapacity(text.count)
        for scalar in text {
            if scalar.value < 0xA0 {
                parts.append(Part(scalar: scalar, combiningClass: 0, isKnown: true))
            } else if Self.isUnknown(scalar, to: version) {
                parts.append(Part(scalar: scalar, combiningClass: 0, isKnown: false))
            } else {
                for part in table[scalar] ?? Hangul.decompose(scalar) ?? [scalar] {
                    let mark = part.properties.canonicalCombiningClass.rawValue
                    parts.append(Part(scalar: part, combiningClass: mark, isKnown: true))
                }
            }
        }
        return parts
    }

    /// Puts the marks behind each character in the order of their classes, equal ones as they are.
    private static func sortMarks(in parts: inout [Part]) {
        var start = 0
        while let first = parts[start...].firstIndex(where: { $0.combiningClass > 0 }) {
            let end = parts[first...].firstIndex { $0.combiningClass == 0 } ?? parts.count
            if end - first > 1 {
                let sorted = parts[first..<end].enumerated().sorted {
                    ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
                }
                parts.replaceSubrange(first..<end, with: sorted.map(\.element))
            }
            start = end
        }
    }

    private static func compose(_ parts: [Part]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(parts.count)
        var starter: Int?  // in `result`, what later parts may be composed with
        var lastClass: UInt8 = 0  // of the part before, 0 right behind the starter
        for part in parts {
            // A mark of the same class, or another character, in between keeps the two apart.
            let isAdjacent = starter == result.count - 1
            if let index = starter, part.isKnown,
                isAdjacent || (lastClass != 0 && lastClass < part.combiningClass),
                let composed = composite(of: result[index], part.scalar)
            {
                result[index] = composed
                continue
            }
            if part.combiningClass == 0 { starter = part.isKnown ? result.count : nil }
            lastClass = part.combiningClass
            result.append(part.scalar)
        }
        return result
    }

    private static func composite(
        of first: Unicode.Scalar, _ second: Unicode.Scalar
    ) -> Unicode.Scalar? {
        tables.compositions[Pair(first: first, second: second)] ?? Hangul.compose(first, second)
    }

    private static func isUnknown(_ scalar: Unicode.Scalar, to version: Unicode.Version?) -> Bool {
        guard let version else { return false }
        guard let age = scalar.properties.age else { return true }
        return age > version
    }

    private struct Pair: Hashable {
        let first: Unicode.Scalar
        let second: Unicode.Scalar
    }

    private struct Tables {
        /// Down to the last part.
        var canonical: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        /// The canonical ones too, all of them down to the last part.
        var compatibility: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        var compositions: [Pair: Unicode.Scalar] = [:]
    }

    private static let tables: Tables = {
        var tables = Tables()
        var steps: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        func whole(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
            steps[scalar]?.flatMap(whole) ?? [scalar]
        }
        for entry in CanonicalDecompositions.table.split(separator: " ") {
            let scalars = scalars(of: entry)
            steps[scalars[0]] = Array(scalars[1...])
            if entry.contains("=") {
                tables.compositions[Pair(first: scalars[1], second: scalars[2])] = scalars[0]
            }
        }
        tables.canonical = steps.mapValues { $0.flatMap(whole) }
        for entry in CompatibilityDecompositions.table.split(separator: " ") {
            let scalars = scalars(of: entry)
            steps[scalars[0]] = Array(scalars[1...])
        }
        tables.compatibility = steps.mapValues { $0.flatMap(whole) }
        return tables
    }()

    /// The character and its parts.
    private static func scalars(of entry: Substring) -> [Unicode.Scalar] {
        let values = entry.split { "=~+".contains($0) }.map { digits in
            UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
        }
        let scalars = values.compactMap(\.self)
        precondition(
            scalars.count == values.count && scalars.count >= 2,
            "the table holds characters and their parts"
        )
        return scalars
    }
}

/// Syllables and the letters they are made of: composed by arithmetic.
private enum Hangul {
    private static let leads: ClosedRange<UInt32> = 0x1100...0x1112
    private static let vowels: ClosedRange<UInt32> = 0x1161...0x1175
    private static let tails: ClosedRange<UInt32> = 0x11A8...0x11C2
    private static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3

    /// The syllable of a lead and a vowel, or of a syllable without tail and a tail.
    static func compose(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if leads.contains(first.value), vowels.contains(second.value) {
            let index = (first.value - 0x1100) * 21 + (second.value - 0x1161)
            return Unicode.Scalar(0xAC00 + index * 28)
        }
        if syllables.contains(first.value), (first.value - 0xAC00) % 28 == 0,
            tails.contains(second.value)
        {
            return Unicode.Scalar(first.value + second.value - 0x11A7)
        }
        return nil
    }

    /// The letters of a syllable.
    static func decompose(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard syllables.contains(scalar.value) else { return nil }
        let index = scalar.value - 0xAC00
        var letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
        if index % 28 > 0 { letters.append(0x11A7 + index % 28) }
        return letters.compactMap(Unicode.Scalar.init)
    }
}
