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
            if isLastBlock(found, of: expected) {
                expectRows(found, amongRowsOf: expected, name)
            } else if parts.count == 3 {
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
                let expected = try reference.values(key)
                if isLastBlock(found, of: expected) {
                    expectRows(found, amongRowsOf: expected, key)
                } else {
                    // A causal tower computes no token behind the one that it reads.
                    expectStage(found.values, Array(expected.prefix(found.shape.count)), key)
                }
            }
        }
    }

    /// Whether a stage holds one row of each item where the reference has all of them.
    private func isLastBlock(_ found: Tensor, of expected: [Float]) -> Bool {
        found.shape.rank == 2 && found.shape.count < expected.count
    }

    /// Compares rows `[B, D]` with the nearest of each item's rows in the reference `[B, T, D]`.
    ///
    /// That it is the right one shows in the next stage, which is made of it.
    private func expectRows(_ found: Tensor, amongRowsOf expected: [Float], _ what: String) {
        let (items, width) = (found.shape[0], found.shape[1])
        let itemSize = expected.count / items
        for (item, row) in found.values.chunks(of: width).enumerated() {
            let rows = expected[item * itemSize..<(item + 1) * itemSize].chunks(of: width)
            let nearest = rows.min { distance($0, row) < distance($1, row) }
            expectStage(row, nearest ?? [], "\(what), item \(item)")
        }
    }

    private func distance(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
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

extension Collection<Float> where Index == Int {
    /// Parts of equally many values.
    fileprivate func chunks(of size: Int) -> [[Float]] {
        stride(from: startIndex, to: endIndex, by: size).map {
            Array(dropFirst($0 - startIndex).prefix(size))
        }
    }
}
