internal import Foundation
internal import GRDB
internal import ZeroShot

/// The SQLite file of an index: what is known of files and pictures, and which rows count.
///
/// A picture is what some bytes show; files with the same bytes share it and its row. The rollback
/// journal is used, not the write-ahead log: an index on a read-only disk can be read, and readers
/// take so little time that a writer need not wait for them.
struct IndexDatabase: Sendable {
    static let version = 1

    let folder: IndexFolder
    private let queue: DatabaseQueue

    /// Longer than any transaction here takes.
    private static let patience: TimeInterval = 60

    /// Opens the database of an index to read it.
    ///
    /// - Throws: `IndexError`.
    init(reading folder: IndexFolder) throws {
        var configuration = Self.configuration
        configuration.readonly = true
        self.folder = folder
        do {
            queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        } catch {
            throw Self.error(error, folder, isWriting: false)
        }
        switch try version() {
        case Self.version: break
        case 0: throw IndexError.missing(path: folder.path)
        case let other: throw Self.newer(other, folder)
        }
    }

    /// Opens the database of an index to write it; it is made where it is missing.
    ///
    /// - Parameters:
    ///   - folder: the index.
    ///   - create: called before the tables are made.
    /// - Throws: `IndexError`, what `create` throws.
    init(writing folder: IndexFolder, create: () throws -> Void) throws {
        self.folder = folder
        do {
            queue = try DatabaseQueue(path: folder.database, configuration: Self.configuration)
        } catch {
            throw Self.error(error, folder, isWriting: true)
        }
        switch try version() {
        case Self.version: break
        case 0:
            try create()
            try write { try $0.execute(sql: Self.tables) }
        case let other: throw Self.newer(other, folder)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        return configuration
    }

    private func version() throws -> Int {
        try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }

    private static func newer(_ version: Int, _ folder: IndexFolder) -> IndexError {
        .newerVersion(index: folder.path, version: version, known: Self.version)
    }

    /// Reads in one transaction.
    ///
    /// - Throws: `IndexError`, what `body` throws.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try queue.read(body)
        } catch {
            throw Self.error(error, folder, isWriting: false)
        }
    }

    /// Writes in one transaction, which the disk has when this returns.
    ///
    /// - Throws: `IndexError`, what `body` throws; then nothing was written.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try queue.write(body)
        } catch {
            throw Self.error(error, folder, isWriting: true)
        }
    }

    private static func error(
        _ error: any Error, _ folder: IndexFolder, isWriting: Bool
    ) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = error.message ?? "SQLite's error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_ERROR:
            return IndexError.damaged(index: folder.path, .database(reason))
        default:
            return isWriting
                ? IndexError.unwritable(file: folder.database, reason: reason)
                : IndexError.unreadable(file: folder.database, reason: reason)
        }
    }

    /// `copies` counts the files that are there; triggers keep it, so that no query has to count.
    private static let tables = """
        CREATE TABLE info (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            generation INTEGER NOT NULL,
            finished INTEGER,
            policy TEXT
        );
        INSERT INTO info VALUES (1, 1, NULL, NULL);
        CREATE TABLE block (
            first INTEGER PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count > 0),
            checksum BLOB NOT NULL
        );
        CREATE TABLE root (
            id INTEGER PRIMARY KEY,
            path BLOB UNIQUE
        );
        CREATE TABLE picture (
            id INTEGER PRIMARY KEY,
            hash BLOB UNIQUE,
            row INTEGER UNIQUE,
            width INTEGER,
            height INTEGER,
            people TEXT,
            notices TEXT,
            code TEXT,
            message TEXT,
            copies INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX picture_hidden ON picture (row)
            WHERE row IS NOT NULL AND (copies = 0 OR people IS NOT NULL);
        CREATE TABLE file (
            id INTEGER PRIMARY KEY,
            root INTEGER NOT NULL REFERENCES root,
            path BLOB NOT NULL,
            size INTEGER,
            modified INTEGER,
            present INTEGER NOT NULL,
            picture INTEGER REFERENCES picture,
            code TEXT,
            message TEXT,
            UNIQUE (root, path)
        );
        CREATE INDEX file_picture ON file (picture);
        CREATE TRIGGER file_added AFTER INSERT ON file BEGIN
            UPDATE picture SET copies = copies + 1 WHERE id = new.picture AND new.present;
        END;
        CREATE TRIGGER file_removed AFTER DELETE ON file BEGIN
            UPDATE picture SET copies = copies - 1 WHERE id = old.picture AND old.present;
        END;
        CREATE TRIGGER file_changed AFTER UPDATE OF present, picture ON file BEGIN
            UPDATE picture SET copies = copies - 1 WHERE id = old.picture AND old.present;
            UPDATE picture SET copies = copies + 1 WHERE id = new.picture AND new.present;
        END;
        PRAGMA user_version = \(version);
        """
}

extension Database {
    /// The number of the file of embeddings.
    func generation() throws -> Int {
        try Int.fetchOne(cachedStatement(sql: "SELECT generation FROM info")) ?? 0
    }

    /// How many rows were committed.
    func rowCount() throws -> Int {
        try Int.fetchOne(self, sql: "SELECT max(first + count) FROM block") ?? 0
    }
}
