/// Names in a sentence.
enum Listing {
    /// The first few names in quotes, and how many more there are.
    static func quoted(_ names: [String], shown: Int = 5) -> String {
        let first = names.prefix(shown).map { "'\($0)'" }
        if names.count > shown {
            return first.joined(separator: ", ") + " and \(names.count - shown) more"
        }
        guard let last = first.last, first.count > 1 else {
            return first.joined()
        }
        return first.dropLast().joined(separator: ", ") + " and " + last
    }
}
