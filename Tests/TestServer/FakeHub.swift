import Crypto
import Foundation
import Synchronization

/// A Hub with one repository: what it answers, and how it can be made to fail.
package struct FakeHub: Sendable {
    package struct File: Sendable {
        package let bytes: [UInt8]
        /// Kept beside git, as large files are, and sent by another server.
        package let isLarge: Bool

        package init(bytes: [UInt8], isLarge: Bool) {
            self.bytes = bytes
            self.isLarge = isLarge
        }

        package static func small(_ content: String) -> File {
            File(bytes: Array(content.utf8), isLarge: false)
        }

        package static func large(_ content: String) -> File {
            File(bytes: Array(content.utf8), isLarge: true)
        }

        /// What a file of text holds.
        package var content: String { String(decoding: bytes, as: UTF8.self) }

        /// As the Hub names the file: by its hash.
        package var entityTag: String {
            isLarge
                ? hexadecimal(SHA256.hash(data: bytes))
                : hexadecimal(Insecure.SHA1.hash(data: Array("blob \(bytes.count)\0".utf8) + bytes))
        }
    }

    /// An answer in place of the Hub's own; nil where there is none.
    package typealias Fault = @Sendable (_ request: LocalServer.Request, _ earlier: Int) -> Answer?

    package static let commit = "1111111111111111111111111111111111111111"
    package static let newerCommit = "2222222222222222222222222222222222222222"

    package var id = "owls/clip"
    /// By branch.
    package var commits = ["main": FakeHub.commit]
    package var files: [String: File]
    /// Beside the files, in the list of them.
    package var extraNames: [String] = []
    /// Where a large file is: a host name that is not the Hub's own.
    package var storage = "localhost"

    /// A repository in Hugging Face layout, with files that nobody needs.
    package static let huggingFace = FakeHub(files: [
        "config.json": .small(#"{"model_type": "clip"}"#),
        "preprocessor_config.json": .small(#"{"crop_size": 224}"#),
        "tokenizer.json": .small(#"{"version": "1.0"}"#),
        "tokenizer_config.json": .small(#"{"tokenizer_class": "CLIPTokenizer"}"#),
        "vocab.json": .small(#"{"owl": 0}"#),
        "merges.txt": .small("#version: 0.2\no w\n"),
        "model.safetensors": .large(weights),
        "flax_model.msgpack": .large("flax"),
        "README.md": .small("# Owls"),
    ])

    /// The names of what is needed of `huggingFace`.
    package static let neededNames: Set = [
        "config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json",
        "model.safetensors", "README.md",
    ]

    /// More than fits into one part of an answer.
    package static let weights = (0..<20_000).map { "weight \($0)\n" }.joined()

    package init(files: [String: File]) {
        self.files = files
    }

    /// The answers of a Hub that counts equal requests, for the faults.
    package func answers(fault: Fault?) -> @Sendable (LocalServer.Request) -> Answer {
        let counts = RequestCounts()
        return { request in
            fault?(request, counts.add(request)) ?? answer(to: request)
        }
    }

    /// The Hub's answer, or that of the server with the large files.
    private func answer(to request: LocalServer.Request) -> Answer {
        let path = request.path.prefix { $0 != "?" }
        if path.hasPrefix("/storage/") { return stored(String(path.dropFirst(9)), request) }
        if path == "/api/models/\(id)" || path.hasPrefix("/api/models/\(id)/revision/") {
            let revision = path.dropFirst("/api/models/\(id)/revision/".count)
            return model(String(revision).removingPercentEncoding ?? "")
        }
        let parts = path.dropFirst("/\(id)/resolve/".count).split(separator: "/", maxSplits: 1)
        guard path.hasPrefix("/\(id)/resolve/"), parts.count == 2 else {
            return .error(404, code: "RepoNotFound")
        }
        return resolved(String(parts[1]), at: String(parts[0]), request)
    }

    private func model(_ revision: String) -> Answer {
        guard let commit = commits[revision] ?? commits.values.first(where: { $0 == revision })
        else { return .error(404, code: "RevisionNotFound") }
        let names = (files.keys.sorted() + extraNames).map { ["rfilename": $0] }
        let object: [String: Any] = [
            "id": id, "sha": commit, "siblings": names, "gated": false,
            "cardData": ["license": "mit"],
        ]
        guard let json = try? JSONSerialization.data(withJSONObject: object) else {
            return .message(status: 500)
        }
        return .message(String(decoding: json, as: UTF8.self))
    }

    private func resolved(
        _ name: String, at commit: String, _ request: LocalServer.Request
    ) -> Answer {
        guard commits.values.contains(commit) else { return .error(404, code: "RevisionNotFound") }
        guard let file = files[name] else { return .error(404, code: "EntryNotFound") }
        let size = file.bytes.count
        guard file.isLarge else {
            let headers = ["X-Repo-Commit: \(commit)", "ETag: \"\(file.entityTag)\""]
            let head = Answer.head(length: size, headers: headers)
            return request.method == "HEAD" ? head : .message(file.bytes, headers: headers)
        }
        let target = "http://\(storage):\(request.port)/storage/\(file.entityTag)?signature=secret"
        return .redirect(
            target,
            headers: [
                "X-Repo-Commit: \(commit)", "X-Linked-Size: \(size)",
                "X-Linked-Etag: \"\(file.entityTag)\"", "X-Xet-Hash: owl",
            ]
        )
    }

    private func stored(_ entityTag: String, _ request: LocalServer.Request) -> Answer {
        guard let file = files.values.first(where: { $0.entityTag == entityTag }) else {
            return .message(status: 404)
        }
        return .bytes(of: file.bytes, request)
    }
}

/// How often each request has come.
private final class RequestCounts: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// How often the request came before.
    func add(_ request: LocalServer.Request) -> Int {
        counts.withLock { counts in
            let key = "\(request.method) \(request.path)"
            defer { counts[key, default: 0] += 1 }
            return counts[key, default: 0]
        }
    }
}

extension Answer {
    /// The part of a file that the request asks for.
    package static func bytes(of content: [UInt8], _ request: LocalServer.Request) -> Answer {
        let size = content.count
        guard let first = request.firstByte else { return .message(content) }
        guard first < size else {
            return .message(status: 416, headers: ["Content-Range: bytes */\(size)"])
        }
        return .message(
            status: 206, Array(content.dropFirst(first)),
            headers: ["Content-Range: bytes \(first)-\(size - 1)/\(size)"]
        )
    }

    package static func error(_ status: Int, code: String? = nil, message: String? = nil) -> Answer
    {
        .message(
            status: status,
            headers: (code.map { ["X-Error-Code: \($0)"] } ?? [])
                + (message.map { ["X-Error-Message: \($0)"] } ?? [])
        )
    }
}

extension LocalServer.Request {
    /// Where the wanted part begins; nil when all is wanted.
    package var firstByte: Int? {
        header("range").first.flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) }
    }
}

package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
