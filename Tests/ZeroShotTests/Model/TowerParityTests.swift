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
        var stages: [String: Tensor] = [:]
        _ = try tower(try reference.pictures()) { stages[$0] = $1 }
        let compared = reference.names("image/").filter {
            !$0.hasPrefix("image/pixels") && $0 != "image/unit embedding"
        }
        #expect(Set(compared.map { $0.split(separator: "/")[1] }).count == stages.count)
        for name in compared {
            let parts = name.split(separator: "/")
            let found = try #require(stages[String(parts[1])], "\(name)")
            let shape = try reference.shape(name)
            let expected = try reference.values(name)
            if parts.count == 3 {
                // One picture of several; what its rows are filled up with is not compared.
                let start = try #require(Int(parts[2])) * found.shape.count / found.shape[0]
                expectStage(Array(found.values[start..<start + expected.count]), expected, name)
            } else {
                expectStage(
                    found.values, shape.count == 4 ? channelsLast(expected, shape) : expected, name
                )
            }
        }
    }

    @Test(arguments: ParityCase.all)
    func `the text tower equals the reference at every stage`(name: String) throws {
        let reference = try ReferenceTensors(name)
        let engine = try Engine(threads: 2)
        let tower = try ParityCase.layout(name).textTower(on: engine)
        let recorded = try ParityCase.load(name).prompts.indices.filter {
            reference.has("text/embeddings/\($0)")
        }
        #expect(recorded.count >= 3)
        for index in recorded {
            var stages: [String: Tensor] = [:]
            _ = try tower([try reference.ids("text/ids/\(index)")]) { stages[$0] = $1 }
            #expect(stages.count >= 6)
            for (stage, found) in stages {
                let key = "text/\(stage)/\(index)"
                expectStage(found.values, try computedRows(of: key, in: reference, found), key)
            }
        }
    }

    /// The reference's rows that a tower computes of a prompt: its tokens from the first on, and
    /// behind the last block one alone, which `pooled` shows to be the right one.
    private func computedRows(
        of key: String, in reference: ReferenceTensors, _ found: Tensor
    ) throws -> [Float] {
        guard try reference.shape(key).count == 2 else { return try reference.values(key) }
        let rows = try reference.rows(key)
        guard found.values.count == rows[0].count else {
            return Array(rows.joined().prefix(found.values.count))
        }
        let nearest = rows.max { cosine($0, found.values) < cosine($1, found.values) }
        return try #require(nearest)
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
