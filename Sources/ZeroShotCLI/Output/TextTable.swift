import Foundation

/// Columns as wide as their widest cell; the last one is not filled up.
struct TextTable {
    private var rows: [[String]]

    init(_ heading: [String]) {
        rows = [heading]
    }

    mutating func add(_ row: [String]) {
        precondition(row.count == rows[0].count, "a row of \(row.count) cells")
        rows.append(row)
    }

    /// The rows, each with a line end.
    var text: String {
        let widths = rows[0].indices.dropLast().map { column in
            rows.map(\.[column].count).max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            }
            return line + (row.last ?? "") + "\n"
        }.joined()
    }
}
