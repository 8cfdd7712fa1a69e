internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Bytes as the database keeps them, read from a row with a single copy.
struct Blob: DatabaseValueConvertible, StatementColumnConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(sqliteStatement: SQLiteStatement, index: CInt) {
        bytes = unsafe Array(Self.bytes(sqliteStatement, index))
    }

    /// The bytes of a column, which stay until the statement's next step.
    @unsafe
    static func bytes(_ statement: SQLiteStatement, _ column: CInt) -> UnsafeRawBufferPointer {
        // In this order: asking for the bytes may change how many they are.
        let start = unsafe sqlite3_column_blob(statement, column)
        let count = unsafe Int(sqlite3_column_bytes(statement, column))
        return unsafe UnsafeRawBufferPointer(start: start, count: count)
    }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
        Data.fromDatabaseValue(value).map { Blob(Array($0)) }
    }
}
