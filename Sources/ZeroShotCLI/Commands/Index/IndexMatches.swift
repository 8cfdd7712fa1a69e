import EmbeddingIndex
import ZeroShot

extension IndexReader.Found {
    /// What was found for each query, as a report shows it.
    var matches: [[Match]] {
        pictures.map { found in
            found.enumerated().map { place, entry in
                let paths = entry.picture.paths.map { String(decoding: $0, as: UTF8.self) }
                return Match(
                    rank: place + 1, similarity: entry.near.similarity, source: paths.first ?? "",
                    copies: Array(paths.dropFirst()), size: entry.picture.size)
            }
        }
    }

    /// Writes what was found for each query.
    ///
    /// - Throws: `OutputError`, `ClosedPipe`.
    func write(_ queries: [String], _ run: MatchRun, as format: MatchFormat, to path: String?)
        throws
    {
        let output = try OutputFile(path: path)
        var writer = try MatchWriter(
            run, as: format, style: path == nil ? Terminal.textStyle : .plain
        ) { try output.write($0) }
        for (query, matches) in zip(queries, matches) { try writer.add(query, matches) }
        try writer.finish()
        guard !format.holdsNotices else { return }
        for notice in run.notices {
            StandardError.write(TerminalText.safe("notice: \(notice.message)"))
        }
    }
}

extension IndexReader {
    /// What is to be known of a search through this index: how its rows came about, and which of
    /// its images were left out.
    func notices(compared: Int) throws -> [Notice] {
        let statistics = try statistics()
        let leftOut =
            statistics.failures.reduce(0) { $0 + $1.count }
            + max(0, rows.count - statistics.unneededRows - compared)
        return header.notices + (leftOut > 0 ? [.index(.leftOut(leftOut))] : [])
    }
}
