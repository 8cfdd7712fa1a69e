import Foundation
import Testing

@testable import ZeroShot

/// Label sets as a classifier compiles and uses them.
struct LabelSetUseTests {
    private let temporary: TemporaryFolder
    private let file: URL

    init() throws {
        temporary = try TemporaryFolder()
        file = temporary.url.appending(path: "things.labelset")
    }

    /// The text side of a checkpoint that must not be touched.
    private struct Touched: Error {}

    private func request() throws -> ClassificationRequest {
        let long = String(repeating: "very ", count: 300) + "long"
        return ClassificationRequest(
            labels: ["cat", "rocket", "cup of coffee"],
            templates: try TemplateSet(["a photo of {a class}", "\(long) {}"])
        )
    }

    private var images: [URL] {
        ["cat", "coffee"].map { name in
            URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../Fixtures/models/images/\(name).png").standardized
        }
    }

    /// A label set that was written and read.
    private func stored(_ labelSet: LabelSet) throws -> LabelSet {
        try labelSet.write(to: file)
        return try LabelSet(contentsOf: file)
    }

    private func report(
        _ checkpoint: Checkpoint, _ request: ClassificationRequest
    ) async throws -> Report {
        try await ZeroShotClassifier(checkpoint: checkpoint).classify(images, request)
    }

    @Test(arguments: ["clip-hf", "clip-hf-laion", "openclip-vit", "siglip-hf", "siglip2-naflex"])
    func `a label set gives the report of its labels, without tokenizer and text tower`(
        name: String
    ) async throws {
        let checkpoint = try ParityCase.checkpoint(name)
        let classifier = ZeroShotClassifier(checkpoint: checkpoint)
        let labelSet = try stored(try await classifier.compile(request()))
        #expect(!labelSet.truncated.isEmpty)

        let textless = try checkpoint.interceptingText { throw Touched() }
        await #expect(throws: Touched.self) { try await report(textless, request()) }
        let found = try await report(textless, ClassificationRequest(labelSet: labelSet))
        let expected = try await report(checkpoint, request())
        #expect(found.images == expected.images)
        #expect(found.run.prompts == expected.run.prompts)
        #expect(found.run.notices == expected.run.notices)
        #expect(found.run.labelSet == labelSet.file && expected.run.labelSet == nil)
    }

    @Test func `the report says which label set`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let classifier = ZeroShotClassifier(checkpoint: checkpoint)
        let labelSet = try stored(try await classifier.compile(request()))
        let path = file.path(percentEncoded: false)
        let sha256 = try #require(labelSet.file?.sha256)
        let found = try await report(checkpoint, ClassificationRequest(labelSet: labelSet))
        let json = try OrderedJSON(parsing: found.text(as: .json)).description
        #expect(
            json.contains(
                """
                "promptsFile": null, "labelSet": {"path": "\(path)", "sha256": "\(sha256)"}, \
                "averaging": "normalized",
                """))
        let text = try found.text(as: .text, style: TextStyle(width: 200, ansi: false))
        #expect(text.contains("Label set   \(path) · sha256 \(sha256.prefix(12))\n"))
        let plain = try await report(checkpoint, request())
        #expect(!(try plain.text(as: .json).contains("labelSet")))
        #expect(!(try plain.text(as: .text).contains("Label set")))
    }

    @Test func `prompts file and averaging are those that were compiled`() async throws {
        var request = ClassificationRequest(prompts: try LabelSetSample.prompts())
        request.promptsFile = "cupl.json"
        request.averaging = .raw
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let classifier = ZeroShotClassifier(checkpoint: checkpoint)
        let labelSet = try stored(try await classifier.compile(request))
        let found = try await report(checkpoint, ClassificationRequest(labelSet: labelSet))
        #expect(found.run.promptsFile == "cupl.json" && found.run.averaging == .raw)
        #expect(found.images == (try await report(checkpoint, request)).images)

        var other = ClassificationRequest(labelSet: labelSet)
        other.averaging = .normalized
        await #expect(
            throws: LabelSetError.otherAveraging(
                file: file.path(percentEncoded: false), compiled: .raw, requested: .normalized)
        ) { try await report(checkpoint, other) }
    }

    @Test(arguments: ["tokenizer.json", "config.json", "model.safetensors"])
    func `a checkpoint that was changed is another one`(changed: String) async throws {
        let folder = temporary.url.appending(path: "clip")
        try FileManager.default.copyItem(at: ParityCase.folder("clip-hf"), to: folder)
        let opened = try ParityCase.checkpoint(at: folder)
        let labelSet = try stored(
            try await ZeroShotClassifier(checkpoint: opened).compile(request()))
        let part = folder.appending(path: changed)
        var bytes = [UInt8](try Data(contentsOf: part))
        if changed.hasSuffix(".json") {
            bytes.append(UInt8(ascii: "\n"))
        } else {
            bytes[bytes.count - 1] ^= 1
        }
        try Data(bytes).write(to: part)
        let refusal = await #expect(throws: Refusal.self) {
            try await report(
                ParityCase.checkpoint(at: folder), ClassificationRequest(labelSet: labelSet))
        }
        #expect(refusal?.code == .crossCheckpoint)
    }

    @Test func `the tokenizer's fingerprint follows its files and nothing else`() throws {
        let folder = try ParityCase.checkpoint("clip-hf-full-vocab", in: temporary).folder
        func fingerprint(_ parity: ParityMode? = nil) throws -> String {
            try ParityCase.checkpoint(at: folder, CheckpointSettings(parity: parity))
                .tokenizerFingerprint(rememberedIn: nil)
        }
        func append(to name: String) throws {
            let part = folder.appending(path: name)
            try (try Data(contentsOf: part) + Data("\n".utf8)).write(to: part)
        }
        let first = try fingerprint()
        let shipped = try fingerprint(.openCLIP)
        #expect(first != shipped)
        #expect(try Checkpoint("demo").tokenizerFingerprint(rememberedIn: nil) == shipped)
        try append(to: "config.json")
        #expect(try fingerprint() == first)
        try append(to: "vocab.json")
        #expect(try fingerprint() != first)
        #expect(try fingerprint(.openCLIP) == shipped)
    }

    @Test func `files that changed since they were opened are neither compiled nor used`()
        async throws
    {
        let folder = temporary.url.appending(path: "clip")
        try FileManager.default.copyItem(at: ParityCase.folder("clip-hf"), to: folder)
        let opened = try ParityCase.checkpoint(at: folder)
        let labelSet = try await ZeroShotClassifier(checkpoint: opened).compile(request())
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.copyItem(at: ParityCase.folder("clip-hf"), to: folder)
        let changed = LabelSetError.checkpointChanged(
            folder: opened.folder.path(percentEncoded: false))
        await #expect(throws: changed) {
            try await ZeroShotClassifier(checkpoint: opened).compile(request())
        }
        await #expect(throws: changed) {
            try await report(opened, ClassificationRequest(labelSet: labelSet))
        }
        // The same files, opened as they are now.
        _ = try await report(
            ParityCase.checkpoint(at: folder), ClassificationRequest(labelSet: labelSet))
    }

    @Test func `the policy judges at compile and again at use`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let textless = try checkpoint.interceptingText { throw Touched() }
        let classifier = ZeroShotClassifier(checkpoint: textless)
        let refused = await #expect(throws: Refusal.self) {
            try await classifier.compile(
                ClassificationRequest(labels: ["melanoma", "benign mole"]))
        }
        #expect(refused?.code == .restrictedMedical)

        // A file whose labels somebody changed, prototypes and checksum in order.
        let honest = try await ZeroShotClassifier(checkpoint: checkpoint).compile(
            ClassificationRequest(labels: ["cat", "dog"]))
        let doctored = LabelSet(
            prompts: ClassPrompts(labels: ["melanoma", "benign mole"]), promptsFile: nil,
            averaging: honest.averaging, prototypes: honest.prototypes, truncated: [],
            checkpoint: honest.checkpoint, parity: honest.parity,
            tokenizerFingerprint: honest.tokenizerFingerprint, code: honest.code,
            calibration: nil, file: nil
        )
        let labelSet = try stored(doctored)
        let judged = await #expect(throws: Refusal.self) {
            try await report(checkpoint, ClassificationRequest(labelSet: labelSet))
        }
        #expect(judged?.code == .restrictedMedical)
    }

    @Test func `consent is not part of a label set`() async throws {
        var request = ClassificationRequest(labels: ["a smiling person", "a crying person"])
        request.people = RunReport.People(consentPolicy: "Form 7")
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let labelSet = try stored(
            try await ZeroShotClassifier(checkpoint: checkpoint).compile(request))
        var use = ClassificationRequest(labelSet: labelSet)
        let refusal = await #expect(throws: Refusal.self) { try await report(checkpoint, use) }
        #expect(refusal?.code == .peopleWithoutPolicy)
        use.people = request.people
        _ = try await report(checkpoint, use)
    }

    @Test func `the label set's threshold stands unless another is given`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        var labelSet = try await ZeroShotClassifier(checkpoint: checkpoint).compile(request())
        #expect(labelSet.calibration == nil)
        #expect(
            try await report(checkpoint, ClassificationRequest(labelSet: labelSet)).images
                .allSatisfy { $0.confidence?.threshold == 0.2 })
        labelSet.calibration = Calibration(temperature: 1, threshold: 0.75)
        labelSet = try stored(labelSet)
        var request = ClassificationRequest(labelSet: labelSet)
        #expect(request.calibration?.threshold == 0.75)
        let images = try await report(checkpoint, request).images
        #expect(images.allSatisfy { $0.confidence?.threshold == 0.75 })
        request.threshold = 0.5
        let others = try await report(checkpoint, request).images
        #expect(others.allSatisfy { $0.confidence?.threshold == 0.5 })
    }

    @Test func `a label set compiles anew for another checkpoint`() async throws {
        let first = try ParityCase.checkpoint("clip-hf")
        let second = try ParityCase.checkpoint("siglip-hf")
        var labelSet = try await ZeroShotClassifier(checkpoint: first).compile(request())
        labelSet.calibration = Calibration(temperature: 1, threshold: 0.75)
        let anew = try await ZeroShotClassifier(checkpoint: second).compile(
            ClassificationRequest(labelSet: labelSet))
        #expect(anew == (try await ZeroShotClassifier(checkpoint: second).compile(request())))
        #expect(anew.calibration == nil && anew.checkpoint != labelSet.checkpoint)
    }
}
