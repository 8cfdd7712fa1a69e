internal import Foundation

/// The photo that is timed when the caller gives none.
package enum BenchmarkPhoto {
    /// The bytes of a JPEG of 640 x 480.
    ///
    /// - Throws: `ProductResourceError`.
    package static func shipped() throws -> [UInt8] {
        let file = try ProductResources.url(forResource: "benchmark/raccoon.jpg")
        return [UInt8](try Data(contentsOf: file))
    }
}
