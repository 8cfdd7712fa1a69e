/// The lengths of a tensor's axes, outermost first.
package struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    package let dimensions: [Int]

    /// The shape with these axis lengths; none may be negative.
    package init(_ dimensions: [Int]) {
        precondition(dimensions.allSatisfy { $0 >= 0 }, "negative axis in shape \(dimensions)")
        self.dimensions = dimensions
    }

    package init(arrayLiteral elements: Int...) {
        self.init(elements)
    }

    /// The number of elements, 1 for a shape without axes.
    package var count: Int { dimensions.reduce(1, *) }

    /// The number of axes.
    package var rank: Int { dimensions.count }

    /// The length of one axis; negative numbers count from the last, which is -1.
    package subscript(axis: Int) -> Int { dimensions[axis < 0 ? rank + axis : axis] }

    package var description: String { dimensions.description }
}

extension Shape {
    /// The number of rows when the last axis is read as a row's columns.
    var rowCount: Int { dimensions.dropLast().reduce(1, *) }

    /// This shape with another length for its last axis.
    func replacingLast(with length: Int) -> Shape {
        Shape(dimensions.dropLast() + [length])
    }

    /// The strides of a dense row-major tensor of this shape, in elements.
    var strides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in dimensions.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * dimensions[axis + 1]
        }
        return strides
    }
}
