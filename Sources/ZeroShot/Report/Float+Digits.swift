import Foundation

extension Float {
    /// The value for people, rounded to so many digits behind the point, 8 at most; the same in every locale.
    func text(digits: Int) -> String {
        // Exact, as the product of 24 bits and of at most 27: only the digits asked for are rounded.
        let scaled = Double(self) * Self.powersOfTen[digits]
        guard scaled.magnitude < 0x1p53 else { return String(format: "%.\(digits)f", Double(self)) }
        let number = String(Int(scaled.rounded(.toNearestOrEven).magnitude))
        let padded = String(repeating: "0", count: max(0, digits + 1 - number.count)) + number
        return (sign == .minus ? "-" : "") + padded.dropLast(digits)
            + (digits > 0 ? "." : "") + padded.suffix(digits)
    }

    private static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]

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
