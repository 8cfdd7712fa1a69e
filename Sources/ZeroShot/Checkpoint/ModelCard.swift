internal import Foundation

/// The head of a checkpoint's `README.md`, as the Hub keeps it: YAML between two lines of dashes.
///
/// Only the plain values of one line that are asked for here are understood.
struct ModelCard {
    private let lines: [String]

    /// Far longer than any head; what comes after it is text for people.
    private static let maximumBytes = 1 << 16

    /// The card in `folder`; nil when there is none or it has no head.
    init?(folder: URL) {
        let card = folder.appending(path: CheckpointFiles.cardName)
        guard let file = try? FileHandle(forReadingFrom: card),
            let data = try? file.read(upToCount: Self.maximumBytes)
        else { return nil }
        let lines = String(decoding: data, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            return nil
        }
        self.lines = Array(lines[1..<end])
    }

    /// The name of the licence; the custom name where the identifier says `other`.
    var licence: String? {
        let identifier = value(of: "license")
        return identifier == "other" ? value(of: "license_name") ?? identifier : identifier
    }

    private func value(of key: String) -> String? {
        guard let line = lines.first(where: { $0.hasPrefix(key + ":") }) else { return nil }
        let value = line.dropFirst(key.count + 1).trimmingCharacters(
            in: CharacterSet(charactersIn: " \"'[]")
        )
        return value.isEmpty ? nil : value
    }
}
