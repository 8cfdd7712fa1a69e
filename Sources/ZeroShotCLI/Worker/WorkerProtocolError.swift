/// What arrived is no message of the worker's protocol, or an answer does not fit into one.
enum WorkerProtocolError: Error, Equatable {
    /// Frames are counted from 1.
    case frame(number: Int, FrameProblem)
    case message(frame: Int, MessageProblem)
    case answerTooLarge(bytes: Int)

    /// A part of a frame.
    enum Part: String {
        case prologue
        case header
        case body
    }

    /// Bytes that are no frame.
    enum FrameProblem: Equatable {
        case notAFrame(found: [UInt8])
        case tooLarge(Part, bytes: Int, limit: Int)
        case cutOff(Part, missing: Int, of: Int)
        case headerNotUTF8
        case headerNotJSON(column: Int, problem: String)
        case headerNoObject
    }

    /// A frame whose header is no request.
    enum MessageProblem: Error, Equatable {
        case unknownType(String)
        /// `member` is written as `items[3].bytes`.
        case member(String, found: String, expected: String)
        case tooManyItems(Int, limit: Int)
        case bodyLength(Int, announced: Int)
    }

    /// A word for programs.
    var code: String {
        switch self {
        case .frame(_, .notAFrame): "not-a-frame"
        case .frame(_, .tooLarge): "frame-too-large"
        case .frame(_, .cutOff): "frame-cut-off"
        case .frame(_, .headerNotUTF8), .frame(_, .headerNotJSON), .frame(_, .headerNoObject):
            "bad-header"
        case .message: "bad-message"
        case .answerTooLarge: "answer-too-large"
        }
    }

    /// The frame that is wrong; nil where none is.
    var frame: Int? {
        switch self {
        case .frame(let number, _), .message(let number, _): number
        case .answerTooLarge: nil
        }
    }
}

extension WorkerProtocolError: CustomStringConvertible {
    /// One sentence: which frame, what was found, what was expected.
    var description: String {
        switch self {
        case .frame(let number, let problem): "Frame \(number) \(problem)"
        case .message(let frame, let problem): "The message in frame \(frame) \(problem)"
        case .answerTooLarge(let bytes):
            """
            An answer of \(bytes) bytes does not fit into a frame; send smaller batches, or ask \
            for fewer labels with --top.
            """
        }
    }
}

extension WorkerProtocolError.FrameProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .notAFrame(let found):
            """
            begins with the bytes \(found.map(Self.hexadecimal).joined(separator: " ")); a frame \
            begins with 5a 53 57 31 (ZSW1). Only frames may go to the worker's standard input.
            """
        case .tooLarge(let part, let bytes, let limit):
            """
            announces a \(part.rawValue) of \(bytes) bytes; at most \(limit) are taken. Send \
            smaller batches, and large pictures as paths.
            """
        case .cutOff(let part, let missing, let count):
            """
            ends within its \(part.rawValue): \(missing) of \(count) bytes are missing. The \
            input may end only behind a whole frame.
            """
        case .headerNotUTF8:
            "has a header that is not UTF-8; write it as JSON in UTF-8."
        case .headerNotJSON(let column, let problem):
            "has a header that is not JSON (character \(column): \(problem))."
        case .headerNoObject:
            "has a header that is no JSON object; write {\"type\": \"batch\", ...}."
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

extension WorkerProtocolError.MessageProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownType(let type):
            "is of type '\(type)'; the worker takes messages of type 'batch'."
        case .member(let member, let found, let expected):
            "has \(found) as '\(member)'; it needs \(expected)."
        case .tooManyItems(let count, let limit):
            "has \(count) items; at most \(limit) are taken. Send smaller batches."
        case .bodyLength(let count, let announced):
            """
            has a body of \(count) bytes, and its items announce \(announced); both must be equal.
            """
        }
    }
}
