package import Foundation

/// A CSV file that says which image has which label.
///
/// Its first line names the columns; `path` and `label` must be among them, in any order and case,
/// and others are not looked at.
package struct LabelledTable: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        /// As it is written: relative to the file's folder, absolute, or an address.
        package let path: String
        package let label: String
    }

    package let rows: [Row]

    /// Reads a file.
    ///
    /// - Throws: `PromptError` when the file cannot be read or is not UTF-8; `EvaluationError` for
    ///   what is wrong in it, with line and column.
    package init(contentsOf file: URL) throws {
        try self.init(TextFile(contentsOf: file))
    }

    init(_ file: TextFile) throws {
        let name = file.name
        let table = try CSVTable(file.text, file: name)
        guard let header = table.rows.first else {
            throw EvaluationError.table(file: name, line: 1, .noHeader)
        }
        let pathColumn = try Self.column("path", in: header, file: name)
        let labelColumn = try Self.column("label", in: header, file: name)
        var lines: [String: Int] = [:]
        rows = try table.rows.dropFirst().map { row in
            func refuse(_ problem: TableProblem) -> EvaluationError {
                .table(file: name, line: row.line, problem)
            }
            guard row.fields.count == header.fields.count else {
                throw refuse(.fields(found: row.fields.count, expected: header.fields.count))
            }
            let path = row.fields[pathColumn]
            let label = row.fields[labelColumn].trimmingCharacters(in: .whitespacesAndNewlines)
            for (column, field, index) in [
                ("path", path, pathColumn), ("label", label, labelColumn),
            ] {
                guard field.contains(where: { !$0.isWhitespace }) else {
                    throw refuse(.blank(column: column, number: index + 1))
                }
                guard !field.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
                    throw refuse(.controlCharacter(column: column, number: index + 1))
                }
            }
            if let line = lines.updateValue(row.line, forKey: path) {
                throw refuse(.repeatedPath(path, firstLine: line))
            }
            return Row(path: path, label: label)
        }
        guard !rows.isEmpty else {
            throw EvaluationError.table(file: name, line: header.line + 1, .noRows)
        }
    }

    private static func column(
        _ column: String, in header: CSVTable.Row, file: String
    ) throws -> Int {
        let places = header.fields.indices.filter {
            header.fields[$0].trimmingCharacters(in: .whitespaces).lowercased() == column
        }
        switch places.count {
        case 1: return places[0]
        case 0:
            throw EvaluationError.table(
                file: file, line: header.line, .missingColumn(column, found: header.fields))
        default:
            throw EvaluationError.table(
                file: file, line: header.line, .repeatedColumn(column, number: places[1] + 1))
        }
    }
}
