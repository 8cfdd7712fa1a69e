internal import Foundation
internal import ZeroShot

/// The file beside the output in which every answer is kept as it came.
///
/// One line for the settings, then one for each answer, written to the disk before the next one is
/// waited for: a run that is killed loses what it was being told, and nothing else. The lock on the
/// file ends with its process.
final class AnswerJournal {
    /// What earlier runs have left.
    struct Contents: Equatable {
        var answers: [GivenAnswer] = []
        /// Of what earlier runs have written to the output.
        var outputs: Set<String> = []
        /// Up to the end of the last whole line.
        var length = 0
        /// Whether a line is there that was not written to its end.
        var isCut = false
    }

    let contents: Contents
    private let path: String
    private let handle: FileHandle
    private var length: Int

    /// Where the answers are for an output of this path.
    static func path(beside output: String) -> String { output + ".answers.jsonl" }

    /// Opens the file, or makes it, for this run alone.
    ///
    /// - Throws: `GenerationError`.
    init(path: String, settings: GenerationSettings) throws {
        self.path = path
        let handle = try Self.open(path)
        self.handle = handle
        let bytes = try Self.reading(path) { try handle.readToEnd() ?? Data() }
        contents = try Contents(Array(bytes), file: path, settings: settings)
        length = contents.length
        if contents.isCut { try writing { try handle.truncate(atOffset: UInt64(length)) } }
        if length == 0 { try append(.settings(settings.recorded)) }
    }

    /// What is there, for who only looks.
    ///
    /// - Throws: `GenerationError`.
    static func contents(at path: String, settings: GenerationSettings) throws -> Contents {
        guard FileManager.default.fileExists(atPath: path) else { return Contents() }
        let bytes = try reading(path) { try Data(contentsOf: URL(filePath: path)) }
        return try Contents(Array(bytes), file: path, settings: settings)
    }

    /// Keeps one more line.
    ///
    /// - Throws: `GenerationError.unwritable`; the file then ends with the line before.
    func append(_ record: AnswerRecord) throws {
        let line = Array((record.line + "\n").utf8)
        do {
            try writing {
                try handle.write(contentsOf: line)
                try handle.synchronize()
            }
        } catch {
            try? handle.truncate(atOffset: UInt64(length))
            throw error
        }
        length += line.count
    }

    private static func open(_ path: String) throws -> FileHandle {
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC
        let descriptor = unsafe Foundation.open(path, flags, 0o666)
        guard descriptor >= 0 else {
            throw GenerationError.unwritable(path: path, reason: SystemProblem(errno: errno).reason)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Where a file system knows no locks the work goes on without.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            throw GenerationError.answersInUse(file: path)
        }
        return handle
    }

    private static func reading<Result>(_ path: String, _ body: () throws -> Result) throws
        -> Result
    {
        do {
            return try body()
        } catch {
            throw GenerationError.unreadable(path: path, reason: SystemProblem(error).reason)
        }
    }

    private func writing(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw GenerationError.unwritable(path: path, reason: SystemProblem(error).reason)
        }
    }
}

extension AnswerJournal.Contents {
    /// Reads the lines.
    ///
    /// - Throws: `GenerationError`, for other settings and for lines that no run writes.
    init(_ bytes: [UInt8], file: String, settings: GenerationSettings) throws {
        let newline = UInt8(ascii: "\n")
        length = bytes.lastIndex(of: newline).map { $0 + 1 } ?? 0
        isCut = length < bytes.count
        for (index, line) in bytes[..<length].split(
            separator: newline, omittingEmptySubsequences: false
        ).dropLast().enumerated() {
            let damage = GenerationError.damagedAnswers(file: file, line: index + 1)
            guard let text = String(validating: line, as: UTF8.self),
                let record = AnswerRecord(line: text)
            else { throw damage }
            switch record {
            case .settings(let found) where index == 0:
                try settings.require(found, of: file)
            case .answer(let answer) where index > 0:
                answers.append(answer)
            case .output(let hash) where index > 0:
                outputs.insert(hash)
            default:
                throw damage
            }
        }
    }
}

extension GenerationSettings {
    /// What must be the same for answers to belong together, as the first line of the file has it.
    ///
    /// More or fewer answers, another address of the same model, and other labels change nothing
    /// about the answers that are there.
    var recorded: [AnswerRecord.Setting] {
        [
            .init(name: "model", value: .string(model)),
            .init(name: "api", value: .string(interface.rawValue)),
            .init(name: "questions", value: .texts(questions.templates.map(\.text))),
            .init(name: "temperature", value: .double(temperature)),
            .init(name: "max-tokens", value: .integer(maximumTokens)),
            .init(name: "instruction", value: .text(instruction)),
        ]
    }

    fileprivate func require(_ found: [AnswerRecord.Setting], of file: String) throws {
        for setting in recorded {
            let before = found.last { $0.name == setting.name }?.value.description ?? "not said"
            let now = setting.value.description
            guard before == now else {
                throw GenerationError.answersOfAnotherRun(
                    file: file, setting: setting.name, found: before, asked: now
                )
            }
        }
    }
}
