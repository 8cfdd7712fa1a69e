import Crypto
import Foundation
import Testing

@testable import ZeroShot

/// The file that a label set is written to.
struct LabelSetFileTests {
    private let folder: TemporaryFolder
    private let file: URL

    init() throws {
        folder = try TemporaryFolder()
        file = folder.url.appending(path: "animals.labelset")
    }

    /// What was read, as if it had not been.
    private func read() throws -> LabelSet {
        var labelSet = try LabelSet(contentsOf: file)
        labelSet.file = nil
        return labelSet
    }

    @Test(arguments: [
        nil, Calibration(temperature: 1, threshold: 0.25),
        Calibration(temperature: 0.1 + 0.2, threshold: 0.1),
        Calibration(temperature: .leastNonzeroMagnitude, threshold: -.greatestFiniteMagnitude),
    ])
    func `a label set is read as it was written`(calibration: Calibration?) throws {
        let labelSet = try LabelSetSample.labelSet(calibration: calibration)
        try labelSet.write(to: file)
        #expect(try read() == labelSet)
    }

    @Test func `a label set without sentences, of patches and without revision too`() throws {
        var labelSet = try LabelSetSample.plain(["fox", "owl"], [[1, 0], [0, 1]])
        labelSet = LabelSet(
            prompts: labelSet.prompts, promptsFile: nil, averaging: .normalized,
            prototypes: labelSet.prototypes, truncated: [],
            checkpoint: CheckpointSummary(
                id: "demo", source: "bundled", revision: nil, family: "SigLIP 2",
                architecture: "NaFlex", resolution: .patches(maximum: 256, patchSize: 16),
                embeddingDimension: 2, fingerprint: String(repeating: "ab", count: 32),
                precision: "bfloat16"
            ),
            parity: .huggingFace, tokenizerFingerprint: labelSet.tokenizerFingerprint,
            code: .current, calibration: nil, file: nil
        )
        try labelSet.write(to: file)
        #expect(try read() == labelSet)
    }

    @Test func `more vectors than are read at once are read as they were written`() throws {
        var random = RandomNumbers(seed: 7)
        let rows = (0..<3000).map { _ in random.floats(200) }
        let labelSet = try LabelSetSample.plain((0..<3000).map { "label \($0)" }, rows)
        let summary = CheckpointSummary(
            id: "a", source: "folder", revision: nil, family: "CLIP", architecture: "ViT",
            resolution: .fixed(width: 8, height: 8), embeddingDimension: 200,
            fingerprint: LabelSetSample.checkpoint.fingerprint, precision: "float32"
        )
        let large = LabelSet(
            prompts: labelSet.prompts, promptsFile: nil, averaging: .normalized,
            prototypes: labelSet.prototypes, truncated: [], checkpoint: summary,
            parity: .huggingFace, tokenizerFingerprint: labelSet.tokenizerFingerprint,
            code: .current, calibration: nil, file: nil
        )
        try large.write(to: file)
        #expect(try read() == large)
    }

    @Test func `the file has the form that the documentation says`() throws {
        try LabelSetSample.labelSet(calibration: Calibration(temperature: 2, threshold: 0.25))
            .write(to: file)
        let bytes = [UInt8](try Data(contentsOf: file))
        let parts = LabelSetParts(bytes)
        #expect(parts.firstLine == "zeroshot.labelset/1 \(parts.header.utf8.count)")
        #expect(parts.header.hasSuffix("}\n"))
        #expect(Array(SHA256.hash(data: bytes.dropLast(32))) == bytes.suffix(32))
        let floats = stride(from: 0, to: parts.vectors.count, by: 4).map { index in
            Float(
                bitPattern: parts.vectors[index..<index + 4].reversed()
                    .reduce(0) { $0 << 8 | UInt32($1) })
        }
        #expect(floats == [0.6, 0, -0.8, 0, 0.5, -0.5, 0.5, 0.5, 0, 0, 0, 1])

        let header = try #require(
            try JSONSerialization.jsonObject(with: Data(parts.header.utf8)) as? [String: Any])
        #expect(header["labels"] as? [String] == LabelSetSample.labels)
        #expect(header["templates"] as? [String] == ["a photo of {a class}", "{}"])
        let sentences = try #require(header["sentences"] as? [[String]])
        #expect(sentences[0] == ["A tree frog is small.", "It\nclimbs."])
        #expect(header["averaging"] as? String == "raw")
        #expect(header["parity"] as? String == "openclip")
        #expect(header["promptsFile"] as? String == "cupl.json")
        #expect((header["prototypes"] as? [String: Int]) == ["count": 3, "dimension": 4])
        let calibration = try #require(header["calibration"] as? [String: Double])
        #expect(calibration == ["shift": 0, "temperature": 2, "threshold": 0.25])
        let checkpoint = try #require(header["checkpoint"] as? [String: Any])
        #expect(checkpoint["id"] as? String == "./clip")
        #expect(checkpoint["precision"] as? String == "float32")
        let fingerprints = try #require(header["fingerprints"] as? [String: String])
        #expect(fingerprints["checkpoint"] == LabelSetSample.checkpoint.fingerprint)
        #expect(fingerprints["tokenizer"] == String(repeating: "fedcba9876543210", count: 4))
        let names = try OrderedJSON(parsing: parts.header).names
        #expect(names == names.sorted() && names.count == 14)
    }

    @Test func `the same label set gives the same bytes`() throws {
        let calibration = Calibration(temperature: 1.5, threshold: 0.3)
        let first = try LabelSetSample.labelSet(calibration: calibration).write(to: file)
        let bytes = try Data(contentsOf: file)
        let other = folder.url.appending(path: "other")
        #expect(try LabelSet(contentsOf: file).write(to: other).sha256 == first.sha256)
        #expect(try Data(contentsOf: other) == bytes)
    }

    @Test func `the file's hash is that of its bytes`() throws {
        let written = try LabelSetSample.labelSet().write(to: file)
        let expected = SHA256.hash(data: try Data(contentsOf: file))
        #expect(written.sha256 == expected.map { String(format: "%02x", $0) }.joined())
        #expect(try LabelSet(contentsOf: file).file == written)
        #expect(written.path == file.path(percentEncoded: false))
    }

    @Test func `every word of the prompts is in their fingerprint`() throws {
        let prompts = try LabelSetSample.prompts()
        let others = [
            ClassPrompts(labels: prompts.labels),
            ClassPrompts(labels: prompts.labels.reversed()),
            ClassPrompts(labels: prompts.labels, templates: try TemplateSet(["{}"])),
            ClassPrompts(labels: prompts.labels, templates: try TemplateSet(["{class}"])),
            ClassPrompts(labels: ["tree", "frog"]), ClassPrompts(labels: ["tree frog"]), prompts,
        ]
        #expect(Set(others.map(\.fingerprint)).count == others.count)
        #expect(prompts.fingerprint == (try LabelSetSample.prompts().fingerprint))
    }

    @Test func `what was there is replaced, a link stays, and permissions stay`() throws {
        let target = try folder.write("something else", to: "target")
        let path = target.path(percentEncoded: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: target)
        try LabelSetSample.labelSet().write(to: file)
        #expect(try LabelSet(contentsOf: target).prompts.labels == LabelSetSample.labels)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(
                atPath: file.path(percentEncoded: false)) == path)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
        #expect(names.sorted() == ["animals.labelset", "target"])
    }

    @Test func `a folder that is missing, or in the file's place, is no file`() throws {
        let labelSet = try LabelSetSample.labelSet()
        let below = folder.url.appending(path: "missing/a.labelset")
        #expect(
            throws: LabelSetError.unwritable(
                file: below.path(percentEncoded: false), reason: "No such file or directory")
        ) { try labelSet.write(to: below) }
        #expect(throws: LabelSetError.self) { try labelSet.write(to: folder.url) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == [])
    }

    @Test func `a device stays one, and says when it is full`() throws {
        let full = URL(filePath: "/dev/full")
        #expect(
            throws: LabelSetError.unwritable(file: "/dev/full", reason: "No space left on device")
        ) { try LabelSetSample.labelSet().write(to: full) }
        var status = stat()
        #expect(unsafe stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func `more text than a label set may hold is refused before anything is written`() throws
    {
        let label = String(repeating: "a", count: 64 << 20)
        let labelSet = try LabelSetSample.plain([label, "b"], [[1, 0], [0, 1]])
        let error = #expect(throws: LabelSetError.self) { try labelSet.write(to: file) }
        guard case .tooLarge(.text(let bytes, let limit)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bytes > limit && limit == 64 << 20)
        #expect(!FileManager.default.fileExists(atPath: file.path(percentEncoded: false)))
    }
}

extension OrderedJSON {
    /// The names of an object's members, in their order.
    fileprivate var names: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }
}
