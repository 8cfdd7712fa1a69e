import Foundation
import Testing

@testable import ZeroShot

struct WeightFormatTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func message(
        _ bytes: [UInt8], named name: String = "pytorch_model.bin"
    ) throws -> String {
        try folder.write(bytes, to: name)
        let error = try #require(throws: CheckpointError.self) {
            try WeightFiles.open(folder.path(name))
        }
        return String(error.description.trimmingPrefix(folder.path(name)))
    }

    @Test(arguments: ["model.safetensors", "pytorch_model.bin", "weights.pt"])
    func `the content tells the format, whatever the name`(name: String) throws {
        try folder.write(SafetensorsWriter.file([("a", [1], [1])]), to: name)
        #expect(try WeightFiles.open(folder.path(name)) is SafetensorsFile)
        try folder.write(TorchFixture.bytes("values-2.pt"), to: name)
        #expect(try WeightFiles.open(folder.path(name)) is TorchArchive)
    }

    @Test(arguments: ["pytorch_model.bin", "model.safetensors"])
    func `a pickle outside a zip file is refused with what to do`(name: String) throws {
        // The first bytes that torch.save(..., _use_new_zipfile_serialization=False) writes.
        let old: [UInt8] =
            [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
            + [0x80, 2, 0x4D, 0xE9, 3, 0x2E, 0x80, 2, 0x7D, 0x71, 0]
        #expect(
            try message(old, named: name) == """
                : is a Torch file of the form before Torch 1.6, a pickle outside a zip file, which \
                is not read. Load it in Python with torch.load(..., weights_only=True) and save its \
                tensors with safetensors.torch.save_file.
                """
        )
    }

    @Test(arguments: ["pytorch_model.bin", "model.safetensors"])
    func `a Git LFS pointer is named`(name: String) throws {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 605157884\n"
        #expect(
            try message(Array(pointer.utf8), named: name) == """
                : is a Git LFS pointer, not the file it stands for. Fetch that one with `git lfs \
                pull`, or download the checkpoint again.
                """
        )
    }

    @Test func `anything else is named by its first bytes`() throws {
        #expect(
            try message(Array("<!DOCTYPE html>".utf8)) == """
                : is neither a safetensors file nor a Torch archive; it begins with the bytes \
                [60, 33, 68, 79, 67, 84, 89, 80, 69]. Download the file again.
                """
        )
        #expect(
            try message([]) == """
                : is neither a safetensors file nor a Torch archive (it is empty). Download the \
                file again.
                """
        )
        let short = try message([1, 2], named: "model.safetensors")
        #expect(short.contains("is not a valid safetensors file: it has 2 bytes, too few"))
    }
}
