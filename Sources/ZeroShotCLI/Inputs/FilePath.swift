import Foundation

/// A path as the system knows it: bytes, which need not be text.
struct FilePath: Hashable, Sendable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The path that an argument of the command line names.
    ///
    /// Arguments come as text, in which bytes that are not UTF-8 are lost; the process's own
    /// arguments still have them.
    init(argument: String, among arguments: () -> [[UInt8]] = Self.processArguments) {
        let isComplete = !argument.unicodeScalars.contains("\u{FFFD}")
        let original =
            isComplete ? nil : arguments().first { String(decoding: $0, as: UTF8.self) == argument }
        bytes = original ?? Array(argument.utf8)
    }

    /// What lies in this folder under a name.
    func appending(_ name: [UInt8]) -> FilePath {
        let slash = UInt8(ascii: "/")
        return FilePath(bytes: bytes + (bytes.last == slash ? [] : [slash]) + name)
    }

    private static func processArguments() -> [[UInt8]] {
        (0..<Int(CommandLine.argc)).compactMap { index in
            unsafe CommandLine.unsafeArgv[index].map { argument in
                unsafe Array(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
            }
        }
    }
}

extension FilePath: CustomStringConvertible {
    /// The path as text; what is not UTF-8 in it shows as replacement characters.
    var description: String { String(decoding: bytes, as: UTF8.self) }
}
