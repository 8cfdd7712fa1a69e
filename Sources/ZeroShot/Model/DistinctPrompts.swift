/// Prompts without repetition: equal ones are computed once.
struct DistinctPrompts {
    /// The token ids of each, in the order of their first appearance.
    private(set) var ids: [[Int32]] = []
    /// Which of them each text is.
    private(set) var numbers: [Int] = []

    init(_ texts: [TokenizedText]) {
        var known: [[Int32]: Int] = [:]
        for text in texts {
            let number = known[text.ids] ?? ids.count
            if number == ids.count {
                known[text.ids] = number
                ids.append(text.ids)
            }
            numbers.append(number)
        }
    }
}
