internal import Foundation
internal import ZeroShot

/// The path of each row of an array: lines of text, or JSON lines as in metadata files.
///
/// What clip-retrieval calls `image_path` or `url`, and 'zeroshot index export' calls `path`.
package struct PathList {
    package let file: String
    private let bytes: Data
    private let isJSON: Bool

    /// The members of a line that may name the image, the first one there counts.
    static let names = ["path", "image_path", "source", "url"]

    /// Opens a list; the name of JSON lines ends in `.jsonl`.
    ///
    /// - Throws: `IndexError.paths`.
    package init(file: String) throws {
        self.file = file
        isJSON = file.lowercased().hasSuffix(".jsonl")
        do {
            bytes = try Data(contentsOf: URL(filePath: file), options: .mappedIfSafe)
        } catch {
            throw IndexError.paths(file: file, .unreadable(reason: error.systemReason))
        }
    }

    /// Calls a closure with each path, in order.
    ///
    /// - Throws: `IndexError.paths`, what `body` throws.
    package func forEach(_ body: (String) throws -> Void) throws {
        var line = 0
        let mark = Data([0xEF, 0xBB, 0xBF])
        var rest = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        while !rest.isEmpty {
            line += 1
            var text = rest.prefix { $0 != 0x0A }
            rest = rest[text.endIndex...].dropFirst()
            if text.last == 0x0D { text = text.dropLast() }
            guard let string = String(validating: text, as: UTF8.self) else {
                throw IndexError.paths(file: file, .notText)
            }
            let path = isJSON ? try path(inJSON: string, line: line) : string
            guard !path.isEmpty else { throw IndexError.paths(file: file, .empty(line: line)) }
            try body(path)
        }
    }

    private func path(inJSON text: String, line: Int) throws -> String {
        guard let json = try? OrderedJSON(parsing: text), case .object(let members) = json else {
            throw IndexError.paths(file: file, .json(line: line))
        }
        for name in Self.names {
            if case .string(let path)? = members.first(where: { $0.name == name })?.value {
                return path
            }
        }
        throw IndexError.paths(file: file, .json(line: line))
    }
}
