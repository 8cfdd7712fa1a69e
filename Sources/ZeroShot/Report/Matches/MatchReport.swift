/// What a search through kept embeddings has to say beside what it found.
package struct MatchRun: Sendable {
    /// What images were compared with.
    package enum Query: String, Sendable {
        case label
        case text
        case image
    }

    package let query: Query
    package let checkpoint: CheckpointSummary
    package let parity: ParityMode
    /// The path of the index.
    package let index: String
    /// How many pictures were compared with each query.
    package let compared: Int
    package let people: RunReport.People
    package let notices: [Notice]

    /// - Parameters:
    ///   - query: what images were compared with.
    ///   - checkpoint: that embedded both.
    ///   - parity: the reference that was followed.
    ///   - index: its path, and how many of its pictures were compared.
    ///   - people: what the caller said of people in the images.
    ///   - further: notices beyond those of every search.
    package init(
        _ query: Query, checkpoint: CheckpointSummary, parity: ParityMode,
        index: (path: String, compared: Int), people: RunReport.People, further: [Notice]
    ) {
        self.query = query
        self.checkpoint = checkpoint
        self.parity = parity
        self.index = index.path
        compared = index.compared
        self.people = people
        let ofEvery: [Notice] = [.index(.rankingAmongImages), .scoresNotComparable]
        notices = (query == .image ? [] : [.outsidePretraining]) + ofEvery + further
    }
}

/// A picture that is near to a query.
package struct Match: Sendable, Equatable {
    /// 1 for the nearest.
    package let rank: Int
    /// Cosine, -1...1.
    package let similarity: Float
    package let source: String
    /// Where the same bytes are besides.
    package let copies: [String]
    /// In pixels, the right way up; nil where it is not known.
    package let size: ImageReport.Size?

    package init(
        rank: Int, similarity: Float, source: String, copies: [String], size: ImageReport.Size?
    ) {
        self.rank = rank
        self.similarity = similarity
        self.source = source
        self.copies = copies
        self.size = size
    }
}

/// The forms in which what was found can be written.
package enum MatchFormat: String, Sendable, CaseIterable {
    /// For people: a table for each query.
    case text
    /// One object, indented.
    case json
    /// A run line, a line for each match, a summary line.
    case jsonl
    /// RFC 4180, one row for each match.
    case csv

    /// Whether the notices are part of what is written; where not, they belong on standard error.
    package var holdsNotices: Bool { self != .csv }
}
