/// Scaled dot-product attention in a forest: every row sees itself and its ancestors.
///
/// It is causal attention along all paths from the roots at once, in which what paths share is
/// computed once. The lengths of the paths may differ; nothing is padded.
package final class TreeAttention {
    package let heads: Int
    package let headSize: Int

    private let engine: Engine

    /// Attention of `heads` heads, `headSize` columns each, side by side in a row.
    package init(heads: Int, headSize: Int, on engine: Engine) {
        precondition(heads > 0 && headSize > 0, "\(heads) heads of \(headSize) columns")
        self.heads = heads
        self.headSize = headSize
        self.engine = engine
    }

    /// The attended values of some rows of a forest, or of all: their queries `[M, D]`, and the
    /// keys and values `[N, D]` of all rows, give `[M, D]` with `D = heads * headSize`.
    package func callAsFunction(
        queries: Tensor, of rows: [Int32]? = nil, keys: Tensor, values: Tensor, in forest: Forest
    ) -> Tensor {
        let width = heads * headSize
        let count = rows?.count ?? forest.count
        precondition(
            queries.shape == [count, width] && keys.shape == [forest.count, width]
                && values.shape == keys.shape,
            "queries of shape \(queries.shape), keys of \(keys.shape), values of \(values.shape) "
                + "for \(count) of \(forest.count) rows, \(heads) heads of \(headSize)")
        precondition(
            rows?.allSatisfy { (0..<forest.count).contains(Int($0)) } ?? true,
            "a row that is none of the forest's \(forest.count)")
        let result = Tensor(uninitialized: queries.shape, on: engine)
        let heads = unsafe Heads(
            count: heads, size: headSize, keys: keys.buffer.address, values: values.buffer.address)
        // Some ten microseconds of work, below which other threads would not pay.
        engine.parallel(count, minimumPart: 16) { part in
            let path = UnsafeMutablePointer<Int>.allocate(capacity: forest.height)
            let scores = UnsafeMutablePointer<Float>.allocate(capacity: heads.count * forest.height)
            for query in part {
                let length = unsafe forest.path(from: rows?[query] ?? Int32(query), into: path)
                for place in 0..<length { unsafe path[place] *= width }
                unsafe heads.attend(
                    queries.buffer.address + query * width,
                    to: UnsafeBufferPointer(start: path, count: length), scores: scores,
                    into: result.buffer.address + query * width)
            }
            unsafe path.deallocate()
            unsafe scores.deallocate()
        }
        extendLifetime(queries.buffer)
        extendLifetime(keys.buffer)
        extendLifetime(values.buffer)
        extendLifetime(result.buffer)
        return result
    }
}

extension Forest {
    /// Writes the numbers of a row, its parent and so on up to its root, and returns how many.
    @unsafe
    fileprivate func path(from row: Int32, into path: UnsafeMutablePointer<Int>) -> Int {
        var length = 0
        var row = Int(row)
        while row >= 0 {
            unsafe path[length] = row
            length += 1
            row = Int(parents[row])
        }
        return length
    }
}

/// Attention of one query after another to the keys and values of its path.
///
/// Plain loops over the vector registers that every x86-64 processor has: a path has so few rows
/// that a product of oneDNN would take longer to call than to compute.
@safe
private struct Heads {
    private typealias Lanes = SIMD16<Float>

    let count: Int
    let size: Int
    let keys: UnsafePointer<Float>
    let values: UnsafePointer<Float>

    /// The attended values `[H, size]` of one query; the path says where the rows of its keys and
    /// values begin.
    func attend(
        _ query: UnsafePointer<Float>, to path: UnsafeBufferPointer<Int>,
        scores: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>
    ) {
        let scale = 1 / Float(size).squareRoot()
        for place in 0..<path.count {
            let key = unsafe keys + path[place]
            for head in 0..<count {
                let start = head * size
                unsafe scores[head * path.count + place] =
                    product(query + start, key + start) * scale
            }
        }
        for head in 0..<count {
            let row = unsafe scores + head * path.count
            var largest = unsafe row[0]
            for place in 1..<path.count { largest = unsafe max(largest, row[place]) }
            for place in 0..<path.count { unsafe row[place] -= largest }
        }
        for index in 0..<count * path.count { unsafe scores[index] = exponential(scores[index]) }
        for head in 0..<count {
            unsafe averageValues(
                of: head, along: path, weights: scores + head * path.count,
                into: result + head * size)
        }
    }

    /// The dot product of one head's query and key.
    private func product(_ query: UnsafePointer<Float>, _ key: UnsafePointer<Float>) -> Float {
        var sums = Lanes.zero
        var column = 0
        while column + Lanes.scalarCount <= size {
            unsafe sums += lanes(query + column) * lanes(key + column)
            column += Lanes.scalarCount
        }
        let eight = sums.lowHalf + sums.highHalf
        let four = eight.lowHalf + eight.highHalf
        var sum = (four[0] + four[1]) + (four[2] + four[3])
        while column < size {
            unsafe sum += query[column] * key[column]
            column += 1
        }
        return sum
    }

    /// The mean of one head's values; the weights need not sum to 1.
    private func averageValues(
        of head: Int, along path: UnsafeBufferPointer<Int>, weights: UnsafePointer<Float>,
        into result: UnsafeMutablePointer<Float>
    ) {
        let values = unsafe values + head * size
        var total: Float = 0
        for place in 0..<path.count { unsafe total += weights[place] }
        let factor = 1 / total
        var column = 0
        while column + Lanes.scalarCount <= size {
            var sums = Lanes.zero
            for place in 0..<path.count {
                unsafe sums += weights[place] * lanes(values + path[place] + column)
            }
            unsafe UnsafeMutableRawPointer(result + column).storeBytes(
                of: sums * factor, as: Lanes.self)
            column += Lanes.scalarCount
        }
        while column < size {
            var sum: Float = 0
            for place in 0..<path.count {
                unsafe sum += weights[place] * values[path[place] + column]
            }
            unsafe result[column] = sum * factor
            column += 1
        }
    }

    @inline(__always)
    private func lanes(_ start: UnsafePointer<Float>) -> Lanes {
        unsafe UnsafeRawPointer(start).loadUnaligned(as: Lanes.self)
    }
}

/// The exponential of a number that is not positive, within two units of the last place; below
/// -87 that of -87.
///
/// Without branches and calls, so that the compiler vectorises loops over it.
@inline(__always)
private func exponential(_ x: Float) -> Float {
    // e^x = 2^n e^r with a whole n and |r| ≤ ln 2 / 2. Adding 1.5 · 2^23 rounds to a whole number
    // and leaves it in the lowest bits; ln 2 is subtracted in two parts, of which the first has so
    // few digits that its product with n is exact.
    let bounded = x < -87 ? -87 : x
    let shifted = bounded * 1.442_695_04 + 0x1.8p23
    let n = shifted - 0x1.8p23
    let r = (bounded - n * 0.693_359_375) + n * 2.121_944_4e-4
    // The series up to r^7; what follows is below 6e-9.
    var series: Float = 1 / 5040
    series = series * r + 1 / 720
    series = series * r + 1 / 120
    series = series * r + 1 / 24
    series = series * r + 1 / 6
    series = series * r + 1 / 2
    series = series * r + 1
    series = series * r + 1
    return series * Float(bitPattern: (shifted.bitPattern &+ 127) << 23)
}
