/// Pieces of HTML and SVG.
///
/// Whatever comes from a caller goes through `text` or `attribute`: nothing of it can become an
/// element, end an attribute, or turn the direction of the text around it.
enum Markup {
    /// A caller's text between tags.
    static func text(_ text: String) -> String {
        "<bdi>\(escaped(text))</bdi>"
    }

    /// A caller's text as the value of an attribute, or inside of `title`.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in TerminalText.safe(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    /// A table whose first column names the rows; cells are markup already.
    static func table(
        caption: String, className: String = "numbers", _ heading: [String], _ rows: [[String]]
    ) -> String {
        let head = heading.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }.joined()
        return "<div class=\"scroll\"><table class=\"\(className)\"><caption>\(caption)</caption>"
            + "<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table></div>\n"
    }

    /// What stands folded up under a line that opens it.
    static func folded(_ summary: String, _ content: String, isOpen: Bool = false) -> String {
        "<details\(isOpen ? " open" : "")><summary>\(summary)</summary>\n\(content)</details>\n"
    }

    static func section(_ heading: String, _ content: String) -> String {
        "<section><h2>\(heading)</h2>\n\(content)</section>\n"
    }

    static func paragraph(_ text: String) -> String { "<p>\(escaped(text))</p>\n" }

    /// A number for an attribute of SVG.
    static func number(_ value: Double) -> String { value.text(digits: 2) }
}
