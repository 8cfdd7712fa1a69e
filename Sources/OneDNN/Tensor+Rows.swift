/// Operations on the rows of token tensors. Results live in the receiver's workspace.
extension Tensor {
    /// Adds one table to every item: `[B, T, D] += [T, D]`, as position embeddings are added.
    package mutating func addToEveryItem(_ table: Tensor) {
        precondition(
            shape.dimensions.dropFirst() == table.shape.dimensions[...],
            "cannot add a table of shape \(table.shape) to the items of \(shape)")
        makeUnique()
        let (width, rows) = (shape[-1], table.shape.rowCount)
        let (sums, addends) = unsafe (buffer.address, table.buffer.address)
        forEachPart(ofRows: shape.rowCount, width: width) { part in
            for row in part {
                let sum = unsafe sums + row * width
                let addend = unsafe addends + row % rows * width
                for column in 0..<width {
                    unsafe sum[column] += addend[column]
                }
            }
        }
        extendLifetime(buffer)
        extendLifetime(table.buffer)
    }

    /// The rows with these numbers, in this order: `[V, D]` and n numbers give `[n, D]`.
    ///
    /// The caller has made sure that every number is a row of the table, as token ids are checked
    /// against the vocabulary when a checkpoint is loaded.
    package func gatheringRows(_ ids: [Int32]) -> Tensor {
        precondition(shape.rank == 2, "rows are gathered from a table, not from shape \(shape)")
        return gatheringRows(
            ids.lazy.map { Int($0) }, in: 0..<shape[0], shape: [ids.count, shape[1]])
    }

    /// One row per item: `[B, T, D]` and B positions give `[B, D]`.
    package func selectingRows(_ positions: [Int]) -> Tensor {
        let (items, tokens, width) = tokenAxes
        precondition(
            positions.count == items, "\(positions.count) positions for \(items) items")
        precondition(
            positions.allSatisfy { (0..<tokens).contains($0) },
            "positions \(positions) in items of \(tokens) tokens")
        let rows = positions.enumerated().lazy.map { $0.offset * tokens + $0.element }
        return gatheringRows(rows, in: 0..<items * tokens, shape: [items, width])
    }

    /// One row put before every item's own: `[B, T, D]` and `[D]` give `[B, T + 1, D]`.
    package func prependingRow(_ row: Tensor) -> Tensor {
        let (items, tokens, width) = tokenAxes
        precondition(row.shape == [width], "a row of shape \(row.shape) before rows of \(width)")
        let result = sibling([items, tokens + 1, width])
        forEachPart(ofRows: items, width: tokens * width) { part in
            for item in part {
                let start = item * (tokens + 1) * width
                result.copy(from: row, at: 0, to: start, count: width)
                result.copy(
                    from: self, at: item * tokens * width, to: start + width,
                    count: tokens * width)
            }
        }
        return result
    }

    /// Every item's tokens followed by the other's: `[B, T, D]` and `[B, U, D]` give
    /// `[B, T + U, D]`.
    package func appendingTokens(_ other: Tensor) -> Tensor {
        let (items, tokens, width) = tokenAxes
        let (otherItems, added, otherWidth) = other.tokenAxes
        precondition(
            items == otherItems && width == otherWidth,
            "cannot append tokens of shape \(other.shape) to \(shape)")
        let result = sibling([items, tokens + added, width])
        for item in 0..<items {
            let start = item * (tokens + added) * width
            result.copy(
                from: self, at: item * tokens * width, to: start, count: tokens * width)
            result.copy(
                from: other, at: item * added * width, to: start + tokens * width,
                count: added * width)
        }
        return result
    }

    /// The mean of every item's tokens, from the one of this number on: `[B, T, D]` gives `[B, D]`.
    package func meanOverTokens(from first: Int = 0) -> Tensor {
        let (items, tokens, width) = tokenAxes
        precondition((0..<tokens).contains(first), "the mean of no tokens")
        let result = sibling([items, width])
        for item in 0..<items {
            let means = unsafe result.buffer.address + item * width
            unsafe means.update(repeating: 0, count: width)
            for token in first..<tokens {
                let row = unsafe buffer.address + (item * tokens + token) * width
                for column in 0..<width {
                    unsafe means[column] += row[column]
                }
            }
            let count = Float(tokens - first)
            for column in 0..<width {
                unsafe means[column] /= count
            }
        }
        return result
    }

    private var tokenAxes: (items: Int, tokens: Int, width: Int) {
        precondition(shape.rank == 3, "expected [items, tokens, width], found shape \(shape)")
        return (shape[0], shape[1], shape[2])
    }

    private func gatheringRows(
        _ rows: some Sequence<Int>, in valid: Range<Int>, shape resultShape: Shape
    ) -> Tensor {
        let width = resultShape[-1]
        let result = sibling(resultShape)
        for (position, row) in rows.enumerated() {
            precondition(valid.contains(row), "row \(row) of a table with \(valid.count) rows")
            result.copy(from: self, at: row * width, to: position * width, count: width)
        }
        return result
    }

    /// Copies values into a tensor that was just made and has no other owner.
    private func copy(from source: Tensor, at start: Int, to destination: Int, count: Int) {
        unsafe (buffer.address + destination).update(
            from: source.buffer.address + start, count: count)
    }
}
