/// The name under which a label set is kept; no path can be written with it.
package struct LabelSetName: Sendable, Hashable, Comparable {
    /// In characters.
    static let longest = 64

    /// As requests write it.
    package let text: String

    /// - Throws: `RequestError.labelSetName` for anything but 1 to 64 of a-z, A-Z, 0-9, dot,
    ///   underscore and hyphen, with no dot in front.
    package init(_ text: String) throws {
        guard (1...Self.longest).contains(text.utf8.count), text.first != ".",
            text.utf8.allSatisfy(Self.mayStandInName)
        else { throw RequestError.labelSetName(text) }
        self.text = text
    }

    package static func < (left: LabelSetName, right: LabelSetName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static func mayStandInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "._-".utf8.contains(byte)
        }
    }
}
