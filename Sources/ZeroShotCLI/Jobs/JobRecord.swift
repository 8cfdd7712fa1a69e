import Foundation
import ZeroShot

/// What lies beside the output of a job while it runs: which run its rows are from.
///
/// One JSON object on the first line. Behind it, for an array, which has no rows for them, a line
/// for each input that failed.
struct JobRecord {
    private static let schema = "zeroshot.resume/1"

    let identity: RunIdentity
    /// Where the first line ends.
    let end: Int

    /// Where the record of an output is.
    static func path(of output: String) -> String { output + ".resume" }

    /// Reads the record of an output.
    ///
    /// - Throws: `JobError`.
    init(of output: String) throws {
        let path = Self.path(of: output)
        do {
            let file = try OpenedFile(reading: FilePath(bytes: Array(path.utf8)))
            var lines = LineReader(file)
            guard let line = try lines.next(), line.isEnded,
                case .object(let members) = try OrderedJSON(
                    parsing: String(decoding: line.bytes, as: UTF8.self)),
                members.first == Self.schemaMember, let identity = RunIdentity(members)
            else {
                throw JobError.unreadableRecord(record: path, reason: "it is no record of a run")
            }
            self.identity = identity
            end = line.end
        } catch FileError.missing {
            throw JobError.noRecord(output: output)
        } catch let error as JobError {
            throw error
        } catch {
            throw JobError.unreadableRecord(record: path, reason: "\(error)")
        }
    }

    /// Writes the record of a run that begins, whole or not at all.
    ///
    /// - Returns: how many bytes it has.
    static func write(_ identity: RunIdentity, for output: String) throws -> Int {
        let line = OrderedJSON.object([schemaMember] + identity.members).description + "\n"
        try Data(line.utf8).write(to: URL(filePath: path(of: output)), options: .atomic)
        return line.utf8.count
    }

    /// Removes the record of an output, if there is one.
    ///
    /// - Throws: `OutputError`.
    static func remove(for output: String) throws {
        let path = path(of: output)
        guard unsafe unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw OutputError(file: path, reason: unsafe String(cString: strerror(errno)))
        }
    }

    private static let schemaMember = OrderedJSON.Member(name: "schema", value: .string(schema))

    /// Checks that a run may go on where the recorded one stopped.
    ///
    /// - Throws: `Refusal` for another checkpoint, `JobError`.
    func requireSame(_ current: RunIdentity, output: String) throws {
        guard identity.fingerprint == current.fingerprint else {
            throw Refusal.crossCheckpoint(
                fingerprints: [identity.fingerprint, current.fingerprint])
        }
        let differences = current.differences(from: identity)
        guard differences.isEmpty else {
            throw JobError.otherRun(output: output, differences)
        }
    }

    /// An input without a row in the array.
    struct Failure {
        /// Rows before it.
        let row: Int
        let written: WrittenRow
        /// Where its line ends.
        let end: Int

        /// Nil for another line.
        init?(_ line: LineReader.Line) {
            let text = String(decoding: line.bytes, as: UTF8.self)
            guard case .object(let members)? = try? OrderedJSON(parsing: text),
                members.count == 3, let row = members[0].value.integer,
                case .string(let source) = members[1].value,
                case .string(let code) = members[2].value
            else { return nil }
            self.row = row
            written = WrittenRow(source: source, failure: code)
            end = line.end
        }

        /// The line of an input.
        static func line(_ source: String, code: String, row: Int) -> [UInt8] {
            let object: OrderedJSON = [
                "row": .integer(row), "source": .string(source), "code": .string(code),
            ]
            return Array((object.description + "\n").utf8)
        }
    }
}
