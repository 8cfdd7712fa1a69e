import Foundation

extension Float {
    /// The value for people, rounded to so many digits behind the point; the same in every locale.
    func text(digits: Int) -> String {
        String(format: "%.\(digits)f", Double(self))
    }
}
