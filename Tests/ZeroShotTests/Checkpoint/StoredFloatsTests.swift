import Foundation
import OneDNN
import Testing

@testable import ZeroShot

struct StoredFloatsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func bits(_ source: some WeightSource) -> [UInt32] {
        source.withSpan { span in span.indices.map { span[$0].bitPattern } }
    }

    @Test(arguments: ["values.safetensors", "values-2.pt", "values-5.pt"])
    func `a tensor to be packed has the values it has as an array, whatever its type`(
        name: String
    ) throws {
        let file = try WeightFiles.open(TorchFixture.path(name))
        #expect(Set(file.entries.values.map(\.elementType)).count == 10)
        for (name, entry) in file.entries {
            let source = try file.source(of: name, entry)
            #expect(source.count == entry.count, "\(name)")
            let array = try file.floats(of: name, entry)
            #expect(bits(source) == array.map(\.bitPattern), "\(name)")
        }
    }

    @Test(arguments: 0..<4)
    func `float32 values are read at any address`(padding: Int) throws {
        let values: [Float] = [1, -2.5, .infinity, 0x1p-140]
        let header = "{" + SafetensorsWriter.field("a", "F32", [4], 0, 16) + "}"
        let file = try SafetensorsFile(
            path: folder.write(
                SafetensorsWriter.file(
                    header: header + String(repeating: " ", count: padding),
                    data: values.flatMap { SafetensorsWriter.bytes(of: $0.bitPattern) }
                ), to: "model.safetensors"
            ).path(percentEncoded: false)
        )
        let source = try file.source(of: "a", #require(file.entries["a"]))
        #expect(bits(source) == values.map(\.bitPattern))
    }

    @Test(arguments: ["F32", "F16"])
    func `a part of a part is where both say`(type: String) throws {
        // 0 to 9 in both types.
        let data = (0..<10).flatMap { number in
            type == "F32"
                ? SafetensorsWriter.bytes(of: Float(number).bitPattern)
                : SafetensorsWriter.bytes(of: halfBits(of: number))
        }
        let header = "{" + SafetensorsWriter.field("a", type, [10], 0, data.count) + "}"
        let url = try folder.write(
            SafetensorsWriter.file(header: header, data: data), to: "model.safetensors"
        )
        let file = try SafetensorsFile(path: url.path(percentEncoded: false))
        let whole = try file.source(of: "a", #require(file.entries["a"]))
        let part = whole[2..<9][1..<4]
        #expect(part.count == 3)
        #expect(bits(part) == [3, 4, 5].map { Float($0).bitPattern })
    }

    /// The bits of a small whole number in half precision.
    private func halfBits(of number: Int) -> UInt16 {
        guard number > 0 else { return 0 }
        let exponent = UInt16(number.bitWidth - 1 - number.leadingZeroBitCount)
        return (exponent + 15) << 10 | (UInt16(number) << (10 - exponent) & 0x3FF)
    }

    @Test func `a layer packed from a file computes what one packed from arrays does`() throws {
        let (outputs, inputs) = (96, 80)
        let matrix = (0..<outputs * inputs).map { Float(($0 * 37) % 101) / 50 - 1 }
        try folder.write(
            SafetensorsWriter.file([("w", [outputs, inputs], matrix)]), to: "model.safetensors"
        )
        let weights = Weights(
            try WeightFiles(folder: folder.url, anyOf: ["model.safetensors"])
        )
        let engine = try Engine(threads: 1)
        let x = Tensor((0..<3 * inputs).map { Float($0 % 7) }, shape: [3, inputs], on: engine)
        let stored = try Linear(
            weights: weights.source("w", [outputs, inputs]), outputs: outputs, inputs: inputs,
            bias: nil, on: engine
        )
        let array = try Linear(
            weights: matrix, outputs: outputs, inputs: inputs, bias: nil, on: engine
        )
        for run in 0..<12 {
            #expect(try stored(x).values == array(x).values, "run \(run)")
        }
    }

    @Test(arguments: ["F32", "F16"])
    func `no page of a file stays in memory once its tensors were packed`(type: String) throws {
        let count = 1 << 20
        let bytes = type == "F32" ? 4 : 2
        let fields = [
            SafetensorsWriter.field("a", type, [count], 0, count * bytes),
            SafetensorsWriter.field("b", type, [count], count * bytes, 2 * count * bytes),
        ]
        // Filled up to whole words, as safetensors writes it.
        let header = "{\(fields.joined(separator: ","))}"
            .padding(toLength: 256, withPad: " ", startingAt: 0)
        let url = try folder.write(
            SafetensorsWriter.file(
                header: header, data: [UInt8](repeating: 0, count: 2 * count * bytes)
            ), to: "model.safetensors"
        )
        let file = try SafetensorsFile(path: url.path(percentEncoded: false))
        for name in ["a", "b"] {
            let entry = try #require(file.entries[name])
            let source = try file.source(of: name, entry)
            let (first, last) = source.withSpan { ($0[0], $0[count - 1]) }
            #expect(first == 0 && last == 0)
            if type == "F32" {
                #expect(try residentBytes() >= count * bytes, "read where it lies")
            }
            extendLifetime(source)
        }
        // The header, and pages that the system maps around those that are asked for.
        #expect(try residentBytes() < 1 << 18)
    }

    /// Bytes of this test's file that count as this process's memory.
    private func residentBytes() throws -> Int {
        let path = "/\(folder.url.lastPathComponent)/model.safetensors"
        let handle = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let maps = String(decoding: try #require(try handle.readToEnd()), as: UTF8.self)
        var total = 0
        var isInFile = false
        for line in maps.split(separator: "\n") {
            if line.first.map({ $0.isHexDigit && !$0.isUppercase }) == true {
                isInFile = line.hasSuffix(path)
            } else if isInFile, line.hasPrefix("Rss:") {
                let kilobytes = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
                total += try #require(kilobytes) * 1024
            }
        }
        return total
    }
}
