/// The fields of a text with comma-separated values (RFC 4180).
///
/// Lines end with CR LF, LF or CR; a quoted field may hold them. Lines without any character are
/// passed over.
struct CSVTable {
    /// A record and the line that it begins on, from 1.
    struct Row: Equatable {
        let line: Int
        let fields: [String]
    }

    let rows: [Row]

    /// Reads a text; `file` is for messages.
    ///
    /// - Throws: `EvaluationError` that names the line and the character in it.
    init(_ text: String, file: String) throws {
        var parser = Parser(text: Array(text.unicodeScalars), file: file)
        rows = try parser.rows()
    }

    private struct Parser {
        let text: [Unicode.Scalar]
        let file: String
        private var position = 0
        private var line = 1
        private var lineStart = 0

        init(text: [Unicode.Scalar], file: String) {
            self.text = text
            self.file = file
        }

        mutating func rows() throws -> [Row] {
            var rows: [Row] = []
            while position < text.count {
                if takeLineEnd() { continue }
                rows.append(try row())
            }
            return rows
        }

        private mutating func row() throws -> Row {
            let first = line
            var fields = [try field()]
            while position < text.count, text[position] == "," {
                position += 1
                fields.append(try field())
            }
            _ = takeLineEnd()
            return Row(line: first, fields: fields)
        }

        /// Takes a field, up to the comma or line end behind it.
        private mutating func field() throws -> String {
            guard position < text.count, text[position] == "\"" else { return try plainField() }
            let field = try quotedField()
            guard position == text.count || text[position] == "," || isLineEnd else {
                throw problem(.textAfterQuote)
            }
            return field
        }

        private mutating func plainField() throws -> String {
            var field = String.UnicodeScalarView()
            while position < text.count, text[position] != ",", !isLineEnd {
                guard text[position] != "\"" else { throw problem(.quoteInside) }
                field.append(text[position])
                position += 1
            }
            return String(field)
        }

        private mutating func quotedField() throws -> String {
            let opening = problem(.openQuote)
            var field = String.UnicodeScalarView()
            position += 1
            while position < text.count {
                if text[position] == "\"" {
                    position += 1
                    guard position < text.count, text[position] == "\"" else {
                        return String(field)
                    }
                    field.append("\"")
                    position += 1
                } else {
                    let start = position
                    if !takeLineEnd() { position += 1 }
                    field.append(contentsOf: text[start..<position])
                }
            }
            throw opening
        }

        private var isLineEnd: Bool { text[position] == "\n" || text[position] == "\r" }

        /// Takes a line end, if one is there.
        private mutating func takeLineEnd() -> Bool {
            guard position < text.count, isLineEnd else { return false }
            let isPair =
                text[position] == "\r" && position + 1 < text.count && text[position + 1] == "\n"
            position += isPair ? 2 : 1
            line += 1
            lineStart = position
            return true
        }

        private func problem(_ problem: CSVProblem) -> EvaluationError {
            .csv(file: file, line: line, character: position - lineStart + 1, problem)
        }
    }
}
