import Foundation

extension Float {
    /// The value for people, rounded to so many digits behind the point; the same in every locale.
    func text(digits: Int) -> String {
        String(format: "%.\(digits)f", Double(self))
    }

    /// The value in few digits, but enough to see on which side of another it lies.
    func text(telling other: Float) -> String {
        for digits in 3...6 {
            let text = text(digits: digits)
            if let shown = Float(text), (shown < other) == (self < other) {
                return text
            }
        }
        return description
    }
}
