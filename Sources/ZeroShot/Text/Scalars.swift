extension String {
    init(scalars: some Sequence<Unicode.Scalar>) {
        self.init()
        unicodeScalars.append(contentsOf: scalars)
    }
}

extension [Unicode.Scalar] {
    /// Appends a character in lower case, whatever stands around it.
    mutating func append(lowercaseOf scalar: Unicode.Scalar) {
        switch scalar {
        case "A"..."Z": append(Unicode.Scalar(UInt8(scalar.value) + 32))
        case "\0"..."\u{7F}": append(scalar)
        default: append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }
}

extension ArraySlice<Unicode.Scalar> {
    func trimmingWhitespace() -> ArraySlice<Unicode.Scalar> {
        trimming { $0.properties.isWhitespace }
    }

    /// Without the characters at either end that satisfy the condition.
    func trimming(where isTrimmed: (Unicode.Scalar) -> Bool) -> ArraySlice<Unicode.Scalar> {
        let head = drop(while: isTrimmed)
        let end = head.lastIndex { !isTrimmed($0) }
        return head[..<(end.map { $0 + 1 } ?? head.startIndex)]
    }
}
