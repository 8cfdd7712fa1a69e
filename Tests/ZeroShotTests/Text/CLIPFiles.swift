import Foundation

@testable import ZeroShot

/// Hugging Face tokenizer files with CLIP's whole vocabulary, written from the table that ships with
/// the product.
struct CLIPFiles {
    private let tokens: [String]
    private let merges: [(left: String, right: String)]

    init() throws {
        let table = try ProductResources.url(forResource: "tokenizer/clip-merges.txt")
        let lines = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
        merges = lines.dropFirst().map { line in
            let parts = line.split(separator: " ")
            return (String(parts[0]), String(parts[1]))
        }
        let symbols = ByteAlphabet.bytes.map {
            String(decoding: ByteAlphabet.symbols[Int($0)], as: UTF8.self)
        }
        tokens =
            symbols + symbols.map { $0 + "</w>" } + merges.map { $0.left + $0.right }
            + ["<|startoftext|>", "<|endoftext|>"]
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json`.
    func writeTokenizerJSON(to folder: URL) throws {
        let small = try TextFixture.url("variants/plain")
        let data = try Data(contentsOf: small.appending(path: "tokenizer.json"))
        var file = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        var model = file["model"] as? [String: Any] ?? [:]
        model["vocab"] = vocabulary
        model["merges"] = merges.map { [$0.left, $0.right] }
        file["model"] = model
        let start = tokens.count - 2
        file["added_tokens"] = (file["added_tokens"] as? [[String: Any]] ?? []).enumerated().map {
            $1.merging(["id": start + $0]) { $1 }
        }
        var frame = file["post_processor"] as? [String: Any] ?? [:]
        frame["cls"] = [tokens[start], start]
        frame["sep"] = [tokens[start + 1], start + 1]
        file["post_processor"] = frame
        try JSONSerialization.data(withJSONObject: file)
            .write(to: folder.appending(path: "tokenizer.json"))
        try copySpecialTokens(to: folder)
    }

    /// Writes `vocab.json`, `merges.txt` with Windows line ends as the published file has them, and
    /// `tokenizer_config.json`.
    func writeVocabularyAndMerges(to folder: URL) throws {
        try JSONSerialization.data(withJSONObject: vocabulary)
            .write(to: folder.appending(path: "vocab.json"))
        let lines = ["#version: 0.2"] + merges.map { "\($0.left) \($0.right)" }
        try lines.map { $0 + "\r\n" }.joined()
            .write(to: folder.appending(path: "merges.txt"), atomically: true, encoding: .utf8)
        try copySpecialTokens(to: folder)
    }

    private var vocabulary: [String: Int] {
        Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
    }

    private func copySpecialTokens(to folder: URL) throws {
        // Ids in this file count for nothing: the vocabulary has them.
        try FileManager.default.copyItem(
            at: try TextFixture.url("variants/plain/tokenizer_config.json"),
            to: folder.appending(path: "tokenizer_config.json")
        )
    }
}
