import Foundation
import Testing

@testable import ZeroShot

/// The cache as a classifier uses it.
struct PrototypeCacheTests {
    private let temporary: TemporaryFolder
    private let cache: PrototypeCache

    init() throws {
        temporary = try TemporaryFolder()
        cache = PrototypeCache(folder: temporary.url.appending(path: "cache"))
    }

    /// The text side of a checkpoint that must not be touched.
    private struct Touched: Error {}

    /// A copy of a checkpoint that may be changed.
    private func copy(_ name: String) throws -> URL {
        let copy = temporary.url.appending(path: name)
        try FileManager.default.copyItem(at: ParityCase.folder(name), to: copy)
        return copy
    }

    private func request(
        labels: [String] = ["cat", "rocket", "cup of coffee"]
    ) throws -> ClassificationRequest {
        let long = String(repeating: "very ", count: 300) + "long"
        return ClassificationRequest(
            labels: labels, templates: try TemplateSet(["a photo of {a class}", "\(long) {}"])
        )
    }

    private func report(
        _ checkpoint: Checkpoint, _ cache: PrototypeCache?, _ request: ClassificationRequest
    ) async throws -> String {
        let images = ["cat", "coffee"].map { name in
            URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../Fixtures/models/images/\(name).png").standardized
        }
        let classifier = ZeroShotClassifier(checkpoint: checkpoint, prototypeCache: cache)
        return try await classifier.classify(images, request).text(as: .json)
    }

    @Test(arguments: ["clip-hf", "clip-hf-laion", "openclip-vit", "siglip-hf", "siglip2-naflex"])
    func `known classes need neither tokenizer nor text tower`(name: String) async throws {
        let checkpoint = try ParityCase.checkpoint(name)
        let textless = try checkpoint.interceptingText { throw Touched() }
        let request = try request()
        await #expect(throws: Touched.self) { try await report(textless, cache, request) }

        let computed = try await report(checkpoint, nil, request)
        #expect(computed.contains(#""truncated":[{"#) || computed.contains(#""truncated": ["#))
        #expect(try await report(checkpoint, cache, request) == computed)
        #expect(try await report(textless, cache, request) == computed)
        await #expect(throws: Touched.self) { try await report(textless, nil, request) }
    }

    @Test func `other classes are computed`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let textless = try checkpoint.interceptingText { throw Touched() }
        _ = try await report(checkpoint, cache, request())
        var others = [
            try request(labels: ["rocket", "cat", "cup of coffee"]),
            try request(labels: ["cat", "rocket"]),
            ClassificationRequest(labels: ["cat", "rocket", "cup of coffee"]),
            try request(),
        ]
        others[3].averaging = .raw
        for request in others {
            await #expect(throws: Touched.self) { try await report(textless, cache, request) }
            let computed = try await report(checkpoint, nil, request)
            #expect(try await report(checkpoint, cache, request) == computed)
        }
        #expect(try cache.names().count == 1 + others.count)
    }

    @Test(arguments: ["tokenizer.json", "config.json", "model.safetensors"])
    func `classes of a checkpoint that was changed are computed`(file: String) async throws {
        let folder = try copy("clip-hf")
        _ = try await report(ParityCase.checkpoint(at: folder), cache, request())
        let changed = folder.appending(path: file)
        var bytes = [UInt8](try Data(contentsOf: changed))
        if file.hasSuffix(".json") {
            bytes.append(UInt8(ascii: "\n"))
        } else {
            bytes[bytes.count - 1] ^= 1
        }
        try Data(bytes).write(to: changed)
        let textless = try ParityCase.checkpoint(at: folder).interceptingText { throw Touched() }
        await #expect(throws: Touched.self) { try await report(textless, cache, request()) }
    }

    @Test func `nothing is kept of a checkpoint whose files are no longer those opened`()
        async throws
    {
        let folder = try copy("clip-hf")
        let opened = try ParityCase.checkpoint(at: folder)
        let computed = try await report(opened, nil, request())
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.copyItem(at: ParityCase.folder("clip-hf"), to: folder)
        // The fingerprint is the same, but nobody can know what was read of which files.
        #expect(try await report(opened, cache, request()) == computed)
        #expect(throws: CocoaError.self) { try cache.names() }
        #expect(try await report(ParityCase.checkpoint(at: folder), cache, request()) == computed)
        #expect(try cache.names().count == 1)
    }

    @Test func `nothing is kept of a checkpoint that lost a file since it was opened`()
        async throws
    {
        let folder = try copy("clip-hf")
        let opened = try ParityCase.checkpoint(at: folder)
        try FileManager.default.removeItem(at: folder.appending(path: "special_tokens_map.json"))
        // The fingerprint is that of a checkpoint without the file, which may have been read.
        _ = try await report(opened, cache, request())
        #expect(throws: CocoaError.self) { try cache.names() }
    }

    @Test func `nothing is kept of a checkpoint that is written to while texts are computed`()
        async throws
    {
        let folder = try copy("clip-hf")
        let file = folder.appending(path: "tokenizer.json")
        let text = try Data(contentsOf: file)
        let meddling = try ParityCase.checkpoint(at: folder).interceptingText {
            try text.write(to: file)
        }
        _ = try await report(meddling, cache, request())
        #expect(throws: CocoaError.self) { try cache.names() }
    }

    @Test func `a request is refused though its prototypes are there`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let request = ClassificationRequest(labels: ["melanoma", "benign mole"])
        let key = PrototypeKey(request, try checkpoint.summary(), checkpoint.parity)
        let unit = (0..<checkpoint.embeddingDimension).map { $0 == 0 ? Float(1) : 0 }
        let results = PromptResults(
            prototypes: ClassPrototypes(
                labels: request.prompts.labels,
                embeddings: Embeddings(unit + unit, dimension: unit.count)
            ),
            truncated: []
        )
        #expect(cache.keep(results, for: key) == nil)
        let classifier = ZeroShotClassifier(checkpoint: checkpoint, prototypeCache: cache)
        let refusal = await #expect(throws: Refusal.self) { try await classifier.prepare(request) }
        #expect(refusal?.code == .restrictedMedical)
    }

    @Test func `a cache that cannot be written costs no results`() async throws {
        let file = try temporary.write("", to: "file")
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let broken = PrototypeCache(folder: file.appending(path: "prototypes"))
        let classifier = ZeroShotClassifier(checkpoint: checkpoint, prototypeCache: broken)
        let classes = try await classifier.prepare(request())
        #expect(
            classes.cacheProblem
                == .unwritable(
                    folder: temporary.path("file/prototypes"), reason: "Not a directory")
        )
        let computed = try await ZeroShotClassifier(checkpoint: checkpoint).prepare(request())
        #expect(computed.cacheProblem == nil)
        #expect(classes.prototypes == computed.prototypes)
        #expect(classes.run == computed.run)
    }

    @Test func `the problem says where and why nothing is kept, and what helps`() {
        let problem = PrototypeCacheError.unwritable(
            folder: "/home/a/.cache/zeroshot/prototypes", reason: "No space left on device"
        )
        #expect(
            problem.description == """
                /home/a/.cache/zeroshot/prototypes: the classes' prototypes cannot be kept here \
                (No space left on device), so the next run computes them again. Make room or \
                permit writing, or name another folder with XDG_CACHE_HOME.
                """
        )
    }

    @Test func `prototypes do not depend on the number of threads`() async throws {
        let checkpoint = try Checkpoint("demo")
        var found: [ClassPrototypes] = []
        for threads in 1...3 {
            let classifier = ZeroShotClassifier(checkpoint: checkpoint, threads: threads)
            found.append(try await classifier.prepare(request()).prototypes)
        }
        #expect(found[0] == found[1] && found[0] == found[2])
    }
}
