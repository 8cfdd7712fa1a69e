/// Where one tensor's elements lie in its file.
package struct TensorEntry: Sendable, Equatable {
    package let elementType: ElementType
    package let shape: [Int]
    /// Elements, the product of the shape.
    package let count: Int
    /// Bytes from the start of the file to the first element.
    let offset: Int
    /// The shape with its strides, where neighbours that form one even run are one dimension.
    ///
    /// The outermost dimension comes first; a row-major tensor has exactly one.
    private let dimensions: [Dimension]

    private struct Dimension: Equatable {
        let size: Int
        /// Bytes from one index to the next.
        let stride: Int
    }

    /// A tensor whose elements follow each other in row-major order.
    ///
    /// The caller has checked that the last element lies in the file.
    init(elementType: ElementType, shape: [Int], offset: Int) {
        self.elementType = elementType
        self.shape = shape
        self.offset = offset
        count = Self.count(shape)
        dimensions = [Dimension(size: count, stride: elementType.size)]
    }

    /// A view with any strides, in elements.
    ///
    /// The caller has checked that the last element lies in the file.
    init(elementType: ElementType, shape: [Int], strides: [Int], offset: Int) {
        precondition(shape.count == strides.count, "strides \(strides) of shape \(shape)")
        self.elementType = elementType
        self.shape = shape
        self.offset = offset
        count = Self.count(shape)
        var dimensions: [Dimension] = []
        for (size, stride) in zip(shape, strides) where count > 0 && size != 1 {
            let inner = Dimension(size: size, stride: stride * elementType.size)
            if let outer = dimensions.last, outer.stride == inner.size * inner.stride {
                dimensions[dimensions.count - 1] = Dimension(
                    size: outer.size * size, stride: inner.stride
                )
            } else {
                dimensions.append(inner)
            }
        }
        self.dimensions =
            dimensions.isEmpty
            ? [Dimension(size: count, stride: elementType.size)] : dimensions
    }

    /// The product of the shape; an empty tensor may have sides whose product is no `Int`.
    private static func count(_ shape: [Int]) -> Int {
        shape.contains(0) ? 0 : shape.reduce(1, *)
    }

    /// The bytes of the file from the first element to the end of the last.
    var bytes: Range<Int> {
        let last = dimensions.reduce(0) { $0 + max(0, $1.size - 1) * $1.stride }
        return offset..<offset + (count > 0 ? last + elementType.size : 0)
    }

    /// All elements as one run; nil when they lie in several.
    var onlyRun: MappedFile.Run? {
        guard dimensions.count == 1 else { return nil }
        return MappedFile.Run(offset: offset, count: count, stride: dimensions[0].stride)
    }

    /// The runs that hold these elements, one for each row that they touch.
    func runs(of elements: Range<Int>) -> some Sequence<MappedFile.Run> {
        let row = dimensions[dimensions.count - 1]
        var next = elements.lowerBound
        return AnyIterator {
            guard next < elements.upperBound else { return nil }
            let (rowNumber, column) = next.quotientAndRemainder(dividingBy: row.size)
            let count = min(row.size - column, elements.upperBound - next)
            next += count
            return MappedFile.Run(
                offset: rowOffset(rowNumber) + column * row.stride, count: count, stride: row.stride
            )
        }
    }

    /// Bytes from the start of the file to the first element of a row of the last dimension.
    private func rowOffset(_ row: Int) -> Int {
        var remaining = row
        var offset = offset
        for dimension in dimensions.dropLast().reversed() {
            let (quotient, index) = remaining.quotientAndRemainder(dividingBy: dimension.size)
            offset += index * dimension.stride
            remaining = quotient
        }
        return offset
    }
}
