/// The bytes of the image file at a URL that a request named.
///
/// Throws `ImageDownloadError` when there is none to be had, `CancellationError`.
package typealias ImageFetcher = @Sendable (_ url: String) async throws -> [UInt8]
