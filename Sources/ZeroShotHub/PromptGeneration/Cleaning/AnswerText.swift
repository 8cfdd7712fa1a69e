/// What a model meant to say: its answer without its reasoning, control tokens and markdown.
enum AnswerText {
    /// The paragraphs and the list items of an answer, each on one line, in order.
    ///
    /// Headings, tables, code and lines of signs hold no sentences and are left out.
    static func blocks(of answer: String) -> [String] {
        var blocks: [String] = []
        var isOpen = false
        var isCode = false
        let lines = withoutReasoning(answer)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for line in lines {
            let text = unquoted(line)
            if text.hasPrefix("```") || text.hasPrefix("~~~") {
                isCode.toggle()
                isOpen = false
            } else if isCode {
                continue
            } else if let item = item(in: text) {
                blocks.append(String(item))
                isOpen = true
            } else if isDecoration(text) {
                isOpen = false
            } else if isOpen {
                blocks[blocks.count - 1] += " " + text
            } else {
                blocks.append(String(text))
                isOpen = true
            }
        }
        return blocks.map(plain).filter { !$0.isEmpty }
    }

    /// Without what stands between reasoning tags, and behind the end of the answer.
    ///
    /// Where only the end tag is there, the chat template had put the other one into the prompt;
    /// where only the first one is there, the answer was cut before the model came to the point.
    static func withoutReasoning(_ answer: String) -> String {
        guard answer.contains(where: { $0 == "<" || $0 == "[" }) else { return answer }
        let pair =
            /<(think|thinking|thought|reasoning|reflection|scratchpad)>.*?<\/\1>|\[THINK\].*?\[\/THINK\]/
            .dotMatchesNewlines().ignoresCase()
        let start = /<(?:think|thinking|thought|reasoning|reflection|scratchpad)>|\[THINK\]/
            .ignoresCase()
        let end = /<\/(?:think|thinking|thought|reasoning|reflection|scratchpad)>|\[\/THINK\]/
            .ignoresCase()
        // What ends an answer in the model's own alphabet, where a server lets it through.
        let control = /<\|[A-Za-z_]+\|>|<\/s>|<(?:end_of_turn|eos)>|\[\/?INST\]/

        var text = answer.replacing(pair, with: "")
        if let last = text.matches(of: end).last {
            text = String(text[last.range.upperBound...])
        }
        if let first = text.firstMatch(of: start) {
            text = String(text[..<first.range.lowerBound])
        }
        if let first = text.firstMatch(of: control) {
            text = String(text[..<first.range.lowerBound])
        }
        return text
    }

    /// One line without emphasis, links, citations, tags, and what nobody sees.
    static func plain(_ line: String) -> String {
        var text = line
        if text.contains("[") || text.contains("【") {
            text = text.replacing(/!\[[^\]]*\]\([^)]*\)/, with: "")
            text = text.replacing(/\[([^\]]+)\]\([^)]*\)/) { $0.output.1 }
            text = text.replacing(/\s?(?:\[[0-9]{1,3}\]|【[^】]*】)/, with: "")
        }
        if text.contains("<") {
            text = text.replacing(/<\/?[A-Za-z][^<>]{0,80}>/, with: " ")
        }
        if text.contains("\\") {
            text = text.replacing(/\\([!-\/:-@\[-`{-~])/) { $0.output.1 }
        }
        text = withoutEmphasis(text)
        let visible = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
            case .control: scalar == "\t"
            default: true
            }
        }
        return String(String.UnicodeScalarView(visible))
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func unquoted(_ line: Substring) -> Substring {
        var text = line.drop(while: \.isWhitespace)
        while text.first == ">" {
            text = text.dropFirst().drop(while: \.isWhitespace)
        }
        while text.last?.isWhitespace == true {
            text.removeLast()
        }
        return text
    }

    /// A heading, a table's row, or a line without words.
    private static func isDecoration(_ text: Substring) -> Bool {
        let level = text.prefix { $0 == "#" }
        let isHeading = (1...6).contains(level.count) && text.dropFirst(level.count).first == " "
        // Many models write headings in bold.
        let isBold =
            text.hasPrefix("**") && text.hasSuffix("**") && text.split(separator: "**").count == 1
        return isHeading || isBold || text.first == "|"
            || !text.contains { $0.isLetter || $0.isNumber }
    }

    /// What stands behind a bullet or a number; nil where the line is no item of a list.
    private static func item(in text: Substring) -> Substring? {
        guard let first = text.first else { return nil }
        var rest = text
        if "-*+•‣◦▪·–—".contains(first) {
            rest.removeFirst()
        } else {
            if first == "(" { rest.removeFirst() }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard (1...3).contains(digits.count), let end = rest.popFirst(), ".)".contains(end)
            else { return nil }
        }
        guard rest.first?.isWhitespace == true else { return nil }
        return rest.drop(while: \.isWhitespace)
    }

    /// Without `*`, `~~`, backquotes, and the underscores that do not stand inside a word.
    private static func withoutEmphasis(_ text: String) -> String {
        guard text.contains(where: { "*`~_".contains($0) }) else { return text }
        let characters = Array(text)
        func isWord(_ index: Int) -> Bool {
            characters.indices.contains(index)
                && (characters[index].isLetter || characters[index].isNumber)
        }
        let kept = characters.indices.filter { index in
            switch characters[index] {
            case "*", "`": false
            case "~":
                !(index > 0 && characters[index - 1] == "~"
                    || characters.count > index + 1 && characters[index + 1] == "~")
            case "_": isWord(index - 1) && isWord(index + 1)
            default: true
            }
        }
        return String(kept.map { characters[$0] })
    }
}
