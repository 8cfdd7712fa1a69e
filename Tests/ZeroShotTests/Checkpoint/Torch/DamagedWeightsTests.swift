import Foundation
import Testing

@testable import ZeroShot

/// Archives with random damage: reading ends with tensors or with an error, never otherwise.
struct DamagedWeightsTests {
    private static let rounds = 300

    /// Changes a few bytes, or cuts a part out, or puts one in twice.
    private func damage(_ bytes: [UInt8], _ random: inout RandomNumbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let begin = bytes.indices.randomElement(using: &random) ?? 0
            let end = min(bytes.count, begin + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0: bytes.removeSubrange(begin..<end)
            case 1: bytes.insert(contentsOf: bytes[begin..<end], at: begin)
            case 2: bytes[begin] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes[begin..<end] = ArraySlice(repeating: 0xFF, count: end - begin)
            default: bytes[begin] = UInt8.random(in: .min ... .max, using: &random)
            }
        }
        return bytes
    }

    /// Reads every tensor; true when the file was readable.
    private func read(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> Bool {
        try folder.write(bytes, to: "model.bin")
        do {
            let file = try WeightFiles.open(folder.path("model.bin"))
            for (name, entry) in file.entries {
                let values = try file.floats(of: name, entry)
                #expect(values.count == entry.count)
            }
            return true
        } catch let error as CheckpointError {
            #expect(error.description.hasPrefix(folder.path("model.bin") + ": "))
            return false
        }
    }

    @Test(arguments: [
        "values-2.pt", "values-5.pt", "training.pt", "script.pt", "types.pt", "floats.safetensors",
    ])
    func `a damaged file is read or refused`(name: String) throws {
        let folder = try TemporaryFolder()
        let whole = try TorchFixture.bytes(name)
        var random = RandomNumbers(seed: UInt64(whole.count))
        var readable = 0
        for _ in 0..<Self.rounds where try read(damage(whole, &random), in: folder) {
            readable += 1
        }
        // Damage in a tensor's bytes goes unnoticed, damage elsewhere mostly not.
        #expect(readable < Self.rounds)
    }

    /// The pickle is damaged inside a sound archive, so that nothing before it stops the reading.
    @Test(arguments: ["values-2.pt", "values-5.pt", "training.pt", "script.pt"])
    func `a damaged pickle is read or refused`(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try MappedFile(path: TorchFixture.path(name))
        let directory = try ZipDirectory(of: file)
        var zip = ZipWriter(entries: [])
        for entry in directory.names where !entry.contains("code/") {
            let data = file.bytes(try #require(try directory.data(of: entry)))
            zip.entries.append(ZipWriter.Entry(name: entry, data: data))
        }
        let pickle = try #require(zip.entries.firstIndex { $0.name.hasSuffix("/data.pkl") })
        let whole = zip.entries[pickle].data
        #expect(try read(zip.bytes, in: folder))
        var random = RandomNumbers(seed: UInt64(whole.count))
        var readable = 0
        for _ in 0..<Self.rounds {
            zip.entries[pickle].data = damage(whole, &random)
            readable += try read(zip.bytes, in: folder) ? 1 : 0
        }
        #expect(readable > 0 && readable < Self.rounds)
    }
}
