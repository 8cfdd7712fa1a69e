/// Rows that stand on one another: each has a parent that was added before it, or none.
package struct Forest: Sendable, Equatable {
    /// The parent of each row, -1 at a root.
    package private(set) var parents: [Int32] = []
    /// The number of each row's ancestors.
    package private(set) var depths: [Int] = []
    /// The largest number of rows from one row up to its root, both counted.
    private(set) var height = 0

    package init() {}

    /// The number of rows.
    package var count: Int { parents.count }

    /// Adds a row below another, or a root, and returns its number.
    @discardableResult
    package mutating func append(below parent: Int?) -> Int {
        if let parent {
            precondition(
                parents.indices.contains(parent), "row \(parent) of a forest of \(count) rows")
            parents.append(Int32(parent))
            depths.append(depths[parent] + 1)
        } else {
            parents.append(-1)
            depths.append(0)
        }
        height = max(height, depths[count - 1] + 1)
        return count - 1
    }
}
