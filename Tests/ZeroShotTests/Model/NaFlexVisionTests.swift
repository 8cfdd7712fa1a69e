import OneDNN
import Testing

@testable import ZeroShot

struct NaFlexVisionTests {
    private let tower: any ImageTower
    private let pictures: [PixelTensor]
    private let reference: ReferenceTensors

    init() throws {
        reference = try ReferenceTensors("siglip2-naflex")
        pictures = try reference.pictures()
        tower = try ParityCase.layout("siglip2-naflex").imageTower(on: try Engine(threads: 2))
    }

    @Test func `pictures of one batch differ in shape`() {
        #expect(Set(pictures.map { [$0.width, $0.height] }).count >= 4)
    }

    @Test func `an embedding does not depend on what else is in the batch`() throws {
        let width = try reference.shape("image/embedding/0")[0]
        for (index, picture) in pictures.enumerated() {
            let expected = try reference.values("image/embedding/\(index)")
            for batch in [[picture], [pictures[0], picture], [picture] + pictures.reversed()] {
                let place = batch.firstIndex(of: picture) ?? 0
                let rows = try tower(batch, recorder: nil).values
                let found = Array(rows[place * width..<(place + 1) * width])
                expectEqual(found, expected, within: 2e-5, "\(index) among \(batch.count)")
            }
        }
    }

    @Test func `a batch too large for one round is computed in several`() throws {
        let copies = 16_384 / (30 * pictures.count) + 1
        var rounds = 0
        let batch = Array(repeatElement(pictures, count: copies).joined())
        let found = try tower(batch) { stage, _ in rounds += stage == "embedding" ? 1 : 0 }
        #expect(rounds == 2)
        let expected = try pictures.indices.flatMap {
            try reference.values("image/embedding/\($0)")
        }
        #expect(found.shape == [batch.count, expected.count / pictures.count])
        let values = found.values
        for start in stride(from: 0, to: values.count, by: expected.count) {
            expectEqual(
                Array(values[start..<start + expected.count]), expected, within: 2e-5,
                "pictures \(start / expected.count * pictures.count)..."
            )
        }
    }
}

struct PositionTableTests {
    // Two positions wide, one number each: 0 1 / 2 3.
    private let table = PositionTable([0, 1, 2, 3], side: 2, width: 1)

    @Test func `the stored grid keeps its positions`() {
        #expect(table.resized(to: PatchGrid(rows: 2, columns: 2)) == [0, 1, 2, 3])
    }

    @Test func `positions between two are interpolated, at the border repeated`() {
        #expect(
            table.resized(to: PatchGrid(rows: 2, columns: 4))
                == [0, 0.25, 0.75, 1, 2, 2.25, 2.75, 3]
        )
    }

    @Test func `positions that shrink are averaged`() {
        #expect(table.resized(to: PatchGrid(rows: 1, columns: 1)) == [1.5])
        #expect(table.resized(to: PatchGrid(rows: 1, columns: 2)) == [1, 2])
    }
}
