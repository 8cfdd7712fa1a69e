/// Repairs characters as ftfy's `fix_text` does by default, all but one of its fixes: text that was
/// decoded with the wrong character set stays as it is.
///
/// Line by line, each until nothing changes any more: HTML entities, C1 controls, ligatures,
/// character width, curly quotes, line breaks, terminal escapes, control characters, Form C.
/// Source: `fix_text` and `fixes.py` in ftfy 6.3. Lone surrogates, which ftfy also repairs, cannot
/// occur in a Swift string.
struct CharacterRepair: Sendable {
    private let entities: HTMLEntities

    init(entities: HTMLEntities) {
        self.entities = entities
    }

    func callAsFunction(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var unescapes = true
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: "\n").map { $0 + 1 } ?? text.count
            let line = text[start..<end]
            // Where there is a tag the entities are meant as they are, from there on.
            if line.contains("<") { unescapes = false }
            result += repaired(Array(line), unescapes: unescapes)
            start = end
        }
        return result
    }

    private func repaired(_ line: [Unicode.Scalar], unescapes: Bool) -> [Unicode.Scalar] {
        var line = line
        while true {
            var fixed = unescapes ? unescaped(line) : line
            fixed = Self.withPlainCharacters(fixed)
            fixed = Self.withPlainLineBreaks(fixed)
            fixed = Self.withoutTerminalEscapes(fixed)
            fixed = NormalizationForm.c.normalize(fixed.filter { !Self.isRemoved($0) })
            if fixed == line { return fixed }
            line = fixed
        }
    }

    /// Only entities with a semicolon; also names in capitals whose entity is in small letters.
    private func unescaped(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var position = 0
        while position < text.count {
            guard text[position] == "&", let end = Self.endOfEntity(at: position, in: text) else {
                result.append(text[position])
                position += 1
                continue
            }
            result += value(ofEntity: Array(text[position..<end]))
            position = end
        }
        return result
    }

    /// The end of `&`, perhaps `#`, 1 to 24 ASCII letters or digits and `;`.
    private static func endOfEntity(at start: Int, in text: [Unicode.Scalar]) -> Int? {
        var first = start + 1
        if first < text.count, text[first] == "#" { first += 1 }
        var end = first
        while end < text.count, isASCIIAlphanumeric(text[end]) { end += 1 }
        guard (1...24).contains(end - first), end < text.count, text[end] == ";" else { return nil }
        return end + 1
    }

    /// What an entity with its ampersand and semicolon stands for, or itself.
    private func value(ofEntity entity: [Unicode.Scalar]) -> [Unicode.Scalar] {
        if entity[1] == "#" {
            let value = entities.unescape(entity)
            return value.contains(";") ? entity : value
        }
        let name = Array(entity.dropFirst())
        if let value = entities.value(of: name) { return value }
        guard !name.contains(where: { ("a"..."z").contains($0) }),
            let value = entities.value(of: PythonText.lowercased(name)),
            entities.unescape(entity) == entity
        else { return entity }
        return value.flatMap { Array($0.properties.uppercaseMapping.unicodeScalars) }
    }

    /// C1 controls, ligatures, character width and quotes.
    private static func withPlainCharacters(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            guard !scalar.isASCII else {
                result.append(scalar)
                continue
            }
            let isC1 = (0x80...0x9F).contains(scalar.value)
            let known = isC1 ? Windows1252.characters[Int(scalar.value) - 0x80] : scalar
            for part in ligatures[known] ?? widths[known] ?? [known] {
                result.append(straightQuote(part))
            }
        }
        return result
    }

    private static func straightQuote(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\u{2BC}", "\u{2018}"..."\u{201B}": "'"
        case "\u{201C}"..."\u{201F}": "\""
        default: scalar
        }
    }

    /// Carriage returns and Unicode's line and paragraph separators; U+0085 is no longer there.
    private static func withPlainLineBreaks(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for (index, scalar) in text.enumerated() {
            switch scalar {
            case "\r":
                let isBeforeLineFeed = index + 1 < text.count && text[index + 1] == "\n"
                if !isBeforeLineFeed { result.append("\n") }
            case "\u{2028}", "\u{2029}":
                result.append("\n")
            default:
                result.append(scalar)
            }
        }
        return result
    }

    /// `ESC [`, digits and semicolons, a letter.
    private static func withoutTerminalEscapes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("\u{1B}") else { return text }
        var result: [Unicode.Scalar] = []
        var position = 0
        while position < text.count {
            if text[position...].starts(with: ["\u{1B}", "["]) {
                let end = text[(position + 2)...].firstIndex {
                    $0 != ";" && $0.properties.generalCategory != .decimalNumber
                }
                if let end, isASCIILetter(text[end]) {
                    position = end + 1
                    continue
                }
            }
            result.append(text[position])
            position += 1
        }
        return result
    }

    private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x08, 0x0B, 0x0E...0x1F, 0x7F: true
        case 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: true
        default: false
        }
    }

    private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isASCIIAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        isASCIILetter(scalar) || ("0"..."9").contains(scalar)
    }

    private static let ligatures: [Unicode.Scalar: [Unicode.Scalar]] = [
        "\u{132}": ["I", "J"],
        "\u{133}": ["i", "j"],
        "\u{149}": ["\u{2BC}", "n"],
        "\u{1C4}": ["D", "\u{17D}"],
        "\u{1C5}": ["D", "\u{17E}"],
        "\u{1C6}": ["d", "\u{17E}"],
        "\u{1C7}": ["L", "J"],
        "\u{1C8}": ["L", "j"],
        "\u{1C9}": ["l", "j"],
        "\u{1CA}": ["N", "J"],
        "\u{1CB}": ["N", "j"],
        "\u{1CC}": ["n", "j"],
        "\u{1F1}": ["D", "Z"],
        "\u{1F2}": ["D", "z"],
        "\u{1F3}": ["d", "z"],
        "\u{FB00}": ["f", "f"],
        "\u{FB01}": ["f", "i"],
        "\u{FB02}": ["f", "l"],
        "\u{FB03}": ["f", "f", "i"],
        "\u{FB04}": ["f", "f", "l"],
        "\u{FB05}": ["\u{17F}", "t"],
        "\u{FB06}": ["s", "t"],
    ]

    /// Full-width and half-width forms, and the ideographic space.
    private static let widths: [Unicode.Scalar: [Unicode.Scalar]] = {
        var widths: [Unicode.Scalar: [Unicode.Scalar]] = ["\u{3000}": [" "]]
        for scalar in (UInt32(0xFF01)..<0xFFF0).compactMap(Unicode.Scalar.init) {
            let standard = NormalizationForm.kc.normalize([scalar])
            if standard != [scalar] { widths[scalar] = standard }
        }
        return widths
    }()
}
