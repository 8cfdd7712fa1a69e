extension OrderedJSON {
    /// The number; nil for anything else.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .float(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The number, when it has no fraction; nil for anything else.
    package var integer: Int? {
        if case .integer(let value) = self { value } else { number.flatMap(Int.init(exactly:)) }
    }

    /// The numbers of an array that holds integers only; nil for anything else.
    package var integers: [Int]? {
        guard case .array(let elements) = self else { return nil }
        var result: [Int] = []
        for element in elements {
            guard let value = element.integer else { return nil }
            result.append(value)
        }
        return result
    }
}
