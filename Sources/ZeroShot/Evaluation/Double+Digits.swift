import Foundation

extension Double {
    /// The value for people, rounded to so many digits behind the point; the same in every locale.
    func text(digits: Int) -> String {
        String(format: "%.\(digits)f", self)
    }

    /// A share of 1 in percent, with one digit behind the point.
    var percent: String { (self * 100).text(digits: 1) + " %" }

    /// A chance: three digits, or what it is below.
    var chance: String { self < 0.001 ? "< 0.001" : text(digits: 3) }
}

extension ClosedRange<Double> {
    /// Both ends in percent.
    var percent: String {
        "\((lowerBound * 100).text(digits: 1)) to \((upperBound * 100).text(digits: 1)) %"
    }
}
