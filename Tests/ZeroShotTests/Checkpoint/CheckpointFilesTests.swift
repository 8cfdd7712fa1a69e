import Foundation
import Testing
import ZeroShot

struct CheckpointFilesTests {
    typealias Layout = CheckpointFiles.Layout

    @Test(
        arguments: [
            ([], nil),
            (["model.safetensors", "README.md"], nil),
            (["config.json"], .huggingFace),
            (["open_clip_config.json"], .openCLIP),
            (["open_clip_config.json", "model.safetensors"], .openCLIP),
            (["config.json", "open_clip_config.json"], .openCLIP),
            (["config.json", "open_clip_config.json", "open_clip_model.safetensors"], .openCLIP),
            (["config.json", "open_clip_config.json", "model.safetensors"], .huggingFace),
            (
                ["config.json", "open_clip_config.json", "model.safetensors.index.json"],
                .huggingFace
            ),
        ] as [(Set<String>, Layout?)])
    func `the layout follows from the names`(names: Set<String>, layout: Layout?) {
        #expect(CheckpointFiles.layout(of: names) { true } == layout)
        #expect(
            CheckpointFiles.choices(among: names) { true }.first.map(\.layout) ?? layout == layout)
    }

    @Test func `of two configurations, the first counts only for a model that can be built`() {
        let names: Set = ["config.json", "open_clip_config.json", "model.safetensors"]
        #expect(CheckpointFiles.layout(of: names) { false } == .openCLIP)
        #expect(CheckpointFiles.choices(among: names) { false }.map(\.layout) == [.openCLIP])
        #expect(CheckpointFiles.decidingName(among: names) == "config.json")
        for name in names {
            #expect(CheckpointFiles.decidingName(among: names.subtracting([name])) == nil)
        }
    }

    @Test func `a folder with everything holds several checkpoints, the best first`() {
        let names = CheckpointFiles.knownNames
        let choices = CheckpointFiles.choices(among: names) { true }
        #expect(choices.first?.layout == .huggingFace)
        #expect(choices.first?.weights == "model.safetensors")
        #expect(choices.contains { $0.layout == .openCLIP })
        #expect(
            choices.first?.others == [
                "config.json", "preprocessor_config.json", "processor_config.json",
                "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
                "added_tokens.json", "spiece.model",
            ]
        )
    }

    @Test(
        arguments: [
            (["tokenizer.json", "vocab.json", "merges.txt"], ["tokenizer.json"]),
            (["vocab.json", "merges.txt", "tokenizer.model"], ["vocab.json", "merges.txt"]),
            // SigLIP's own tokenizer class reads its file beside any other.
            (["tokenizer.json", "spiece.model"], ["tokenizer.json", "spiece.model"]),
            (["vocab.json", "spiece.model"], ["spiece.model"]),
            (["vocab.json"], []),
            (["tokenizer.model", "sentencepiece.bpe.model"], ["tokenizer.model"]),
        ] as [(Set<String>, [String])])
    func `one form of a tokenizer is enough`(names: Set<String>, expected: [String]) {
        let all = names.union(["config.json", "model.safetensors"])
        #expect(
            CheckpointFiles.choices(among: all) { true }.first?.others == ["config.json"] + expected
        )
    }

    @Test(
        arguments: [
            (["model.safetensors", "pytorch_model.bin"], "model.safetensors"),
            (
                ["model.safetensors.index.json", "pytorch_model.bin"],
                "model.safetensors.index.json"
            ),
            (["pytorch_model.bin", "pytorch_model.bin.index.json"], "pytorch_model.bin"),
            (
                ["pytorch_model.bin.index.json", "flax_model.msgpack"],
                "pytorch_model.bin.index.json"
            ),
        ] as [(Set<String>, String)])
    func `safetensors come before Torch archives, and one file before shards`(
        names: Set<String>, weights: String
    ) {
        let choices = CheckpointFiles.choices(among: names.union(["config.json"])) { true }
        #expect(choices.first?.weights == weights)
        #expect(choices.first?.isSharded == weights.hasSuffix(".index.json"))
    }

    @Test func `OpenCLIP's own weights come before weights of other names`() {
        let names: Set = [
            "open_clip_config.json", "open_clip_pytorch_model.bin", "open_clip_model.safetensors",
            "pytorch_model.bin",
        ]
        #expect(
            CheckpointFiles.choices(among: names) { true }.map(\.weights) == [
                "open_clip_model.safetensors", "open_clip_pytorch_model.bin", "pytorch_model.bin",
            ]
        )
    }

    @Test func `weights without a configuration are no checkpoint`() {
        #expect(CheckpointFiles.choices(among: ["model.safetensors"]) { true }.isEmpty)
        #expect(CheckpointFiles.choices(among: ["config.json"]) { true }.isEmpty)
    }

    @Test func `the names of shards come from their list, each once`() throws {
        let shards = try shards(
            #"{"b": "model-2.safetensors", "a": "m.safetensors", "c": "m.safetensors"}"#)
        #expect(shards == ["m.safetensors", "model-2.safetensors"])
    }

    @Test(arguments: [
        "../a.safetensors", "/a.safetensors", ".a.safetensors", "a.bin", "", "a/b.safetensors",
    ])
    func `a shard lies beside its list`(name: String) {
        #expect(throws: CheckpointError.self) { try shards(#"{"a": "\#(name)"}"#) }
    }

    @Test func `shards end as their list says`() throws {
        let shards = try shards(#"{"a": "a.bin"}"#, in: "pytorch_model.bin.index.json")
        #expect(shards == ["a.bin"])
    }

    private func shards(
        _ map: String, in name: String = "model.safetensors.index.json"
    ) throws -> [String] {
        let folder = URL.temporaryDirectory.appending(path: "zeroshot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let index = folder.appending(path: name)
        try Data("{\"weight_map\": \(map)}".utf8).write(to: index)
        return try CheckpointFiles.shards(listedIn: index)
    }
}
