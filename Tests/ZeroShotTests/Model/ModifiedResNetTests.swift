import Foundation
import OneDNN
import Testing

@testable import ZeroShot

struct ModifiedResNetTests {
    /// The narrowest tower whose channels fill blocks.
    private static let configuration = ModifiedResNetConfiguration(
        layers: [1, 2, 1, 1], width: 32, heads: 4, imageSize: 96, embeddingDimension: 24
    )

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `it computes the same in blocks of channels as with channels last`() throws {
        try folder.write(Self.weights, to: "model.safetensors")
        let files = try WeightFiles(folder: folder.url, anyOf: ["model.safetensors"])
        let engine = try Engine(threads: 2)
        var numbers = RandomNumbers(seed: 5)
        let side = Self.configuration.imageSize
        let pictures = (0..<2).map { _ in
            PixelTensor(width: side, height: side, values: numbers.floats(3 * side * side))
        }
        func stages(_ arrangement: FeatureMap.Arrangement) throws -> [String: Tensor] {
            let tower = try ModifiedResNet(
                Weights(files), Self.configuration, arrangement, on: engine
            )
            var stages: [String: Tensor] = [:]
            _ = try tower(pictures) { stages[$0] = $1 }
            return stages
        }
        let expected = try stages(.channelsLast)
        let found = try stages(.channelBlocks)
        #expect(found.count == 6)
        for (stage, tensor) in found {
            let values = try #require(expected[stage]).values
            let scale = values.map(\.magnitude).max() ?? 0
            #expect(scale > 0.1, "\(stage)")
            expectEqual(tensor.values, values, within: 2e-5 * max(1, scale), stage)
        }
    }

    /// Random weights by which activations neither grow nor vanish.
    private static var weights: [UInt8] {
        var fields: [String] = []
        var data = Data()
        var numbers = RandomNumbers(seed: 11)
        // Repeated, since a debug build takes seconds to make millions.
        let noise = numbers.floats(10_007)
        func add(_ name: String, _ shape: [Int], mean: Float = 0, spread: Float) {
            let count = shape.reduce(1, *)
            let values = (0..<noise.count).map { mean + spread * noise[$0] }
            let begin = data.count
            var rest = count
            while rest > 0 {
                unsafe values[..<min(rest, values.count)].withUnsafeBytes {
                    unsafe data.append(contentsOf: $0)
                }
                rest -= values.count
            }
            fields.append(SafetensorsWriter.field(name, "F32", shape, begin, data.count))
        }
        func convolution(_ name: String, norm: String, _ inputs: Int, _ outputs: Int, _ side: Int) {
            let fanIn = Float(inputs * side * side)
            add("\(name).weight", [outputs, inputs, side, side], spread: (6 / fanIn).squareRoot())
            add("\(norm).weight", [outputs], mean: 1, spread: 0.1)
            add("\(norm).bias", [outputs], spread: 0.1)
            add("\(norm).running_mean", [outputs], spread: 0.1)
            add("\(norm).running_var", [outputs], mean: 1, spread: 0.1)
        }
        let width = configuration.width
        convolution("conv1", norm: "bn1", 3, width / 2, 3)
        convolution("conv2", norm: "bn2", width / 2, width / 2, 3)
        convolution("conv3", norm: "bn3", width / 2, width, 3)
        var channels = width
        for (stage, count) in configuration.layers.enumerated() {
            let planes = width << stage
            for number in 0..<count {
                let block = "layer\(stage + 1).\(number)"
                convolution("\(block).conv1", norm: "\(block).bn1", channels, planes, 1)
                convolution("\(block).conv2", norm: "\(block).bn2", planes, planes, 3)
                convolution("\(block).conv3", norm: "\(block).bn3", planes, planes * 4, 1)
                if number == 0 {
                    convolution(
                        "\(block).downsample.0", norm: "\(block).downsample.1", channels,
                        planes * 4, 1
                    )
                }
                channels = planes * 4
            }
        }
        let tokens = (configuration.imageSize / 32) * (configuration.imageSize / 32) + 1
        add("attnpool.positional_embedding", [tokens, channels], spread: 0.1)
        let spread = (3 / Float(channels)).squareRoot()
        for (name, outputs) in [
            ("q_proj", channels), ("k_proj", channels), ("v_proj", channels),
            ("c_proj", configuration.embeddingDimension),
        ] {
            add("attnpool.\(name).weight", [outputs, channels], spread: spread)
            add("attnpool.\(name).bias", [outputs], spread: 0.1)
        }
        return SafetensorsWriter.file(
            header: "{\(fields.joined(separator: ","))}", data: [UInt8](data)
        )
    }
}
