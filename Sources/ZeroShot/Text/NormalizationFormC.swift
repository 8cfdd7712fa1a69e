/// Unicode's Normalization Form C.
///
/// Foundation's own makes mistakes (Swift 6.3): it leaves some Hangul uncomposed, composes characters
/// beyond U+FFFF as if they were others, and does not put all marks in order.
enum NormalizationFormC {
    /// The text in Form C, by the tables of a Unicode version or the newest ones.
    ///
    /// A character newer than that version is one that its tables do not know: nothing is composed
    /// with it or reordered around it.
    static func normalize(
        _ text: [Unicode.Scalar], upTo version: Unicode.Version? = nil
    ) -> [Unicode.Scalar] {
        // Nothing below U+0300 composes or is reordered.
        guard text.contains(where: { $0.value >= 0x300 }) else { return text }
        var parts = decompose(text, version)
        sortMarks(in: &parts)
        return compose(parts)
    }

    private struct Part {
        let scalar: Unicode.Scalar
        let combiningClass: UInt8
        let isKnown: Bool
    }

    private static func decompose(
        _ text: [Unicode.Scalar], _ version: Unicode.Version?
    ) -> [Part] {
        var parts: [Part] = []
        parts.reserveCapacity(text.count)
        for scalar in text {
            if scalar.value < 0xC0 {
                parts.append(Part(scalar: scalar, combiningClass: 0, isKnown: true))
            } else if isUnknown(scalar, to: version) {
                parts.append(Part(scalar: scalar, combiningClass: 0, isKnown: false))
            } else {
                for part in tables.decompositions[scalar] ?? [scalar] {
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
        var decompositions: [Unicode.Scalar: [Unicode.Scalar]] = [:]  // down to the last part
        var compositions: [Pair: Unicode.Scalar] = [:]
    }

    private static let tables: Tables = {
        var tables = Tables()
        var steps: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for entry in CanonicalDecompositions.table.split(separator: " ") {
            let values = entry.split { "=~+".contains($0) }.map { digits in
                UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            }
            let scalars = values.compactMap(\.self)
            precondition(
                scalars.count == values.count && (2...3).contains(scalars.count),
                "the table holds characters of one or two parts"
            )
            steps[scalars[0]] = Array(scalars[1...])
            if entry.contains("=") {
                tables.compositions[Pair(first: scalars[1], second: scalars[2])] = scalars[0]
            }
        }
        func whole(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
            steps[scalar]?.flatMap(whole) ?? [scalar]
        }
        tables.decompositions = steps.mapValues { $0.flatMap(whole) }
        return tables
    }()
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
}
