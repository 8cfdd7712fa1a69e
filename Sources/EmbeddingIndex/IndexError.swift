/// What keeps an index from being built, read or used.
package enum IndexError: Error, Sendable, Equatable {
    /// There is no index at the path.
    case missing(path: String)
    /// The path of the index leads to something else.
    case notAFolder(path: String)
    /// A new index would lie among other files.
    case notEmpty(path: String)
    /// The index has the form of a later version of zeroshot.
    case newerVersion(index: String, version: Int, known: Int)
    /// A part of the index is not what was written.
    case damaged(index: String, IndexDamage)
    /// The system does not let the index be read.
    case unreadable(file: String, reason: String)
    /// The system does not let the index be written; what was committed before is complete.
    case unwritable(file: String, reason: String)
    /// Another process writes to the index.
    case locked(index: String, holder: String)
    /// The index was pruned while it was read.
    case pruned(index: String)

    /// Rows that were computed in another way would be mixed or compared.
    case other(IndexProperty, index: String, built: String, run: String)
    /// Computed and imported embeddings would be mixed.
    case mixedOrigins(index: String, isImported: Bool)
    /// A folder to be indexed holds one that the index has, or the other way round.
    case overlappingFolders(index: String, folder: String, known: String)
    /// The index knows no folder that could be looked through again.
    case noFolders(index: String)

    /// A file of embeddings cannot be imported.
    case array(file: String, NPYProblem)
    /// A list of paths cannot be used.
    case paths(file: String, PathListProblem)
}

/// What a run and an index can differ in.
package enum IndexProperty: Sendable, Equatable {
    case parity, precision, decoding, code, store
}

/// What is wrong with an index.
package enum IndexDamage: Error, Sendable, Equatable {
    /// The start of the file of embeddings is not a header.
    case header(file: String)
    /// The file of embeddings is shorter than what was committed.
    case short(file: String, bytes: Int, expected: Int)
    /// A block of rows does not have its checksum.
    case block(rows: Range<Int>)
    /// A row is no vector of unit length.
    case row(Int)
    /// Blocks of rows leave a gap or overlap.
    case blocks(row: Int)
    /// The database contradicts itself, or the file of embeddings.
    case database(String)
}

/// What is wrong with an array that is to be imported.
package enum NPYProblem: Error, Sendable, Equatable {
    case unreadable(reason: String)
    case notAnArray
    case version(major: Int)
    case header(String)
    case elementType(String)
    case fortranOrder
    case shape(String)
    case dimension(found: Int, expected: Int, checkpoint: String)
    case size(bytes: Int, expected: Int)
    case row(Int, isZero: Bool)
}

/// What is wrong with the paths of an array's rows.
package enum PathListProblem: Sendable, Equatable {
    case unreadable(reason: String)
    case notText
    case count(found: Int, rows: Int)
    case empty(line: Int)
    case json(line: Int)
}

extension IndexError {
    /// Whether the command line is to be changed; else something failed.
    package var isUsage: Bool {
        switch self {
        case .missing, .notAFolder, .notEmpty, .newerVersion, .other, .mixedOrigins,
            .overlappingFolders,
            .noFolders, .array, .paths:
            true
        case .damaged, .unreadable, .unwritable, .locked, .pruned: false
        }
    }
}
