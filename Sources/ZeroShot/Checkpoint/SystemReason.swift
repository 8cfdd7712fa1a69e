internal import Foundation

extension Error {
    /// The system's own words for an error of Foundation's, for a sentence: no full stop.
    ///
    /// Foundation's description says, besides, that an operation could not be completed, and hides
    /// the system's error in another one.
    package var systemReason: String {
        let cause = ((self as? CocoaError)?.underlying ?? self) as NSError
        return cause.localizedFailureReason ?? cause.localizedDescription
    }
}
