/// Names that say nothing to a text tower.
package enum ReadableNames {
    /// Those of the labels that are identifiers: a WordNet id such as `n01440764`, or nothing but
    /// digits and signs.
    package static func identifiers(among labels: [String]) -> [String] {
        labels.filter { isWordNetID($0) || !$0.contains(where: \.isLetter) }
    }

    private static func isWordNetID(_ label: String) -> Bool {
        let digits = label.utf8.dropFirst()
        return label.utf8.first == UInt8(ascii: "n") && digits.count == 8
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
