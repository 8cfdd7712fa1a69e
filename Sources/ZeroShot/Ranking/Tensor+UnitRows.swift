internal import OneDNN
internal import Synchronization

extension Tensor {
    /// Some rows of a table at unit length, made by all of the engine's threads: `[rows, E]`.
    ///
    /// - Parameters:
    ///   - block: the rows.
    ///   - images: the table.
    ///   - padding: so many rows of zeros follow.
    ///   - engine: whose threads and memory are used.
    /// - Throws: `RankingError` for a row without direction.
    init(
        unitRows block: Range<Int>, of images: some EmbeddingRows, padding: Int = 0,
        on engine: Engine
    ) throws {
        let width = images.dimension
        let first = block.lowerBound
        let defective = Mutex<(row: Int, defect: VectorDefect)?>(nil)
        self.init(uninitialized: [block.count + padding, width], on: engine)
        fillRows(on: engine, minimumPart: 16) { part, values in
            for row in part {
                let start = (row - part.lowerBound) * width
                var vector = values.extracting(start..<start + width)
                guard row < block.count else {
                    vector.update(repeating: 0)
                    continue
                }
                images.copy(first + row..<first + row + 1, into: &vector)
                if let defect = vector.scaleToUnit() {
                    defective.withLock { found in
                        if found.map({ row < $0.row }) ?? true { found = (row, defect) }
                    }
                }
            }
        }
        if let (row, defect) = defective.withLock(\.self) {
            throw RankingError.embedding(row: first + row, defect: defect)
        }
    }
}
