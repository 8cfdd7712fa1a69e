import Foundation
import ZeroShot

/// Reads frames from a pipe.
///
/// What it holds grows with the bytes that arrive, whatever lengths are announced.
struct FrameReader: Sendable {
    let descriptor: Int32
    let limits: FrameLimits
    /// Frames that were begun.
    private(set) var number = 0

    init(descriptor: Int32, limits: FrameLimits) {
        self.descriptor = descriptor
        self.limits = limits
    }

    /// The next frame; nil where the input ends behind a whole one.
    ///
    /// - Throws: `WorkerProtocolError` for what is no frame, `FileError` when reading fails.
    mutating func next() throws -> Frame? {
        number += 1
        // The mark alone first: who writes something else need not write twelve bytes of it.
        let mark = try read(Frame.mark.count)
        if mark.isEmpty { return nil }
        guard Frame.mark.starts(with: mark) else { throw error(.notAFrame(found: mark)) }
        let lengths = try read(Frame.prologueBytes - Frame.mark.count)
        let missing = Frame.prologueBytes - mark.count - lengths.count
        guard missing == 0 else {
            throw error(.cutOff(.prologue, missing: missing, of: Frame.prologueBytes))
        }
        let header = try read(
            .header, Frame.number(of: lengths[..<4]), limit: limits.headerBytes)
        // Before the body is waited for.
        let bodyBytes = Frame.number(of: lengths[4...])
        try requireRoom(.body, bodyBytes, limit: limits.bodyBytes)
        let json = try parsed(header)
        return Frame(
            header: json, body: try read(.body, bodyBytes, limit: limits.bodyBytes))
    }

    private func parsed(_ header: [UInt8]) throws -> OrderedJSON {
        guard let text = String(validating: header, as: UTF8.self) else {
            throw error(.headerNotUTF8)
        }
        let json: OrderedJSON
        do {
            json = try OrderedJSON(parsing: text)
        } catch let syntax as JSONSyntaxError {
            throw error(.headerNotJSON(column: syntax.column, problem: syntax.problem))
        }
        guard case .object = json else { throw error(.headerNoObject) }
        return json
    }

    private func read(
        _ part: WorkerProtocolError.Part, _ count: Int, limit: Int
    ) throws -> [UInt8] {
        try requireRoom(part, count, limit: limit)
        let bytes = try read(count)
        guard bytes.count == count else {
            throw error(.cutOff(part, missing: count - bytes.count, of: count))
        }
        return bytes
    }

    private func requireRoom(
        _ part: WorkerProtocolError.Part, _ count: Int, limit: Int
    ) throws {
        guard count <= limit else { throw error(.tooLarge(part, bytes: count, limit: limit)) }
    }

    /// So many bytes; fewer where the input ends.
    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(count, Self.chunkBytes))
        while bytes.count < count {
            let wanted = min(chunk.count, count - bytes.count)
            let got = unsafe Foundation.read(descriptor, &chunk, wanted)
            switch got {
            case 0: return bytes
            case 1...: bytes += chunk[..<got]
            default: guard errno == EINTR else { throw FileError(errno: errno) }
            }
        }
        return bytes
    }

    private static let chunkBytes = 1 << 18

    private func error(_ problem: WorkerProtocolError.FrameProblem) -> WorkerProtocolError {
        .frame(number: number, problem)
    }
}
