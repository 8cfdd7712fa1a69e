internal import Crypto
internal import OneDNN

/// A hash of everything that a run's class prototypes come from.
///
/// Labels, names, templates and sentences are hashed instead of the prompts made of them: the prompts of
/// 1,000 labels in 80 templates are seventy times as much text, and the code that makes them has a
/// version that is hashed too.
struct PrototypeKey: Sendable, Equatable {
    /// The version of what is computed from texts.
    ///
    /// Raise it with every change that gives the same prompts other embeddings, or the same
    /// templates other prompts, by however little.
    static let computation = 3

    /// The versions of all code that decides on the numbers, down to how sums are rounded.
    ///
    /// The number of threads has no part in that.
    static let code = [
        ProductVersion.current, "\(computation)", Engine.version, Engine.instructionSet,
    ]

    let bytes: [UInt8]

    /// The key of `request` with a checkpoint.
    ///
    /// - Parameters:
    ///   - request: the classes and how they are averaged.
    ///   - checkpoint: its fingerprint stands for weights, configuration and tokenizer.
    ///   - parity: the reference that is followed.
    ///   - code: the versions of the code that computes.
    init(
        _ request: ClassificationRequest, _ checkpoint: CheckpointSummary, _ parity: ParityMode,
        code: [String] = code
    ) {
        var content = Content()
        content.add(code)
        content.add([
            checkpoint.fingerprint, checkpoint.precision, parity.rawValue,
            request.averaging.rawValue, request.prompts.weights.rawValue,
        ])
        content.add(request.prompts.labels)
        content.add(request.prompts.names)
        content.add(request.prompts.templates.map(\.text))
        content.add(request.prompts.sentences)
        bytes = Array(SHA256.hash(data: content.bytes))
    }

    /// The name of the entry under this key.
    var fileName: String { Hexadecimal.text(bytes) + Self.fileSuffix }

    /// Whether this is the name of an entry, under whatever key.
    static func isFileName(_ name: String) -> Bool {
        startsFileName(name) && name.utf8.count == 64 + fileSuffix.utf8.count
    }

    /// Whether this is such a name, or one with more behind it.
    static func startsFileName(_ name: String) -> Bool {
        name.utf8.prefix(64).allSatisfy(Hexadecimal.isDigit)
            && name.utf8.dropFirst(64).starts(with: fileSuffix.utf8)
    }

    private static let fileSuffix = ".prototypes"

    /// Texts and numbers in a form in which no two lists of them are the same bytes.
    private struct Content {
        var bytes: [UInt8] = []

        mutating func add(_ number: Int) {
            bytes += UInt64(number).littleEndianBytes
        }

        mutating func add(_ text: String) {
            add(text.utf8.count)
            bytes.append(contentsOf: text.utf8)
        }

        mutating func add(_ texts: [String]) {
            add(texts.count)
            for text in texts { add(text) }
        }

        mutating func add(_ lists: [[String]]) {
            add(lists.count)
            for texts in lists { add(texts) }
        }
    }
}

extension UInt64 {
    /// Its 8 bytes, the lowest first.
    var littleEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}
