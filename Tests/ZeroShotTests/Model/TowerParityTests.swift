import OneDNN
import Testing

@testable import ZeroShot

/// Each tower against its reference, stage by stage, from the reference's own inputs.
struct TowerParityTests {
    /// Hidden states grow through the blocks, and rounding with them; measured differences of
    /// float32 references from float64 stay below a tenth of this.
    private static let relativeTolerance: Float = 2e-5

    private func expectStage(
        _ found: [Float], _ expected: [Float], _ what: String
    ) {
        let scale = max(1, expected.map(\.magnitude).max() ?? 0)
        expectEqual(found, expected, within: Self.relativeTolerance * scale, what)
    }

    @Test(arguments: ParityCase.all)
    func `the image tower equals the reference at every stage`(name: String) throws {
        let reference = try ReferenceTensors(name)
        let engine = try Engine(threads: 2)
        let tower = try ParityCase.layout(name).imageTower(on: engine)
        let shape = try reference.shape("image/pixels")
        let pictures = try reference.rows("image/pixels").map {
            PixelTensor(width: shape[3], height: shape[2], values: $0)
        }
        var stages: [String: Tensor] = [:]
        _ = try tower(pictures) { stages[$0] = $1 }
        let compared = reference.names("image/").filter {
            !["image/pixels", "image/unit embedding"].contains($0)
        }
        #expect(compared.count == stages.count)
        for stage in compared {
            let found = try #require(stages[String(stage.dropFirst("image/".count))], "\(stage)")
            let shape = try reference.shape(stage)
            let expected = try reference.values(stage)
            expectStage(
                found.values, shape.count == 4 ? channelsLast(expected, shape) : expected, stage
            )
        }
    }

    @Test(arguments: ParityCase.all)
    func `the text tower equals the reference at every stage`(name: String) throws {
        let reference = try ReferenceTensors(name)
        let engine = try Engine(threads: 2)
        let tower = try ParityCase.layout(name).textTower(on: engine)
        for index in try ParityCase.load(name).prompts.indices {
            var stages: [String: Tensor] = [:]
            _ = try tower([try reference.ids("text/ids/\(index)")]) { stages[$0] = $1 }
            #expect(stages.count >= 6)
            let compared = stages.filter { stage, _ in
                reference.names("text/\(stage)/\(index)").contains("text/\(stage)/\(index)")
            }
            // Of towers that read padding, the tokens of some prompts only.
            #expect(compared.count == stages.count || compared.count == 2)
            for (stage, found) in compared {
                let key = "text/\(stage)/\(index)"
                expectStage(found.values, try reference.values(key), key)
            }
        }
    }

    private func channelsLast(_ values: [Float], _ shape: [Int]) -> [Float] {
        let (b, c, h, w) = (shape[0], shape[1], shape[2], shape[3])
        var result: [Float] = []
        for item in 0..<b {
            for place in 0..<h * w {
                for channel in 0..<c {
                    result.append(values[(item * c + channel) * h * w + place])
                }
            }
        }
        return result
    }
}
