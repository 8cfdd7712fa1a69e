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
        // In this order: asking for the bytes may change how many they are.
        let start = unsafe sqlite3_column_blob(sqliteStatement, index)
        let count = unsafe Int(sqlite3_column_bytes(sqliteStatement, index))
        // They stay until the statement's next step, and are copied here.
        bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
        Data.fromDatabaseValue(value).map { Blob(Array($0)) }
    }
}
