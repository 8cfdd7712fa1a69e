internal import Foundation

/// What the reference implementations computed, as `Tools/parity` stored it.
struct SelfTestReference: Decodable {
    /// Unit embedding of `picture()` by the bundled checkpoint.
    let imageEmbedding: [Float]
    let prompt: String
    /// Unit embedding of the prompt by the bundled checkpoint.
    let textEmbedding: [Float]
    /// A JPEG file, and the red, green and blue values that Pillow decodes it to.
    let jpeg: Data
    let jpegPixels: Data

    private let image: Size

    private struct Size: Decodable {
        let width: Int
        let height: Int
    }

    /// The values that ship with the product.
    ///
    /// - Throws: `ProductResourceError`, or a decoding error for a damaged file.
    static func shipped() throws -> SelfTestReference {
        let file = try ProductResources.url(forResource: "doctor/reference.json")
        return try JSONDecoder().decode(SelfTestReference.self, from: Data(contentsOf: file))
    }

    /// A picture made by a formula, the same in `Tools/parity`.
    func picture() -> RGBImage {
        var pixels: [UInt8] = []
        for y in 0..<image.height {
            for x in 0..<image.width {
                for channel in 0..<3 {
                    let value = x * 37 + y * 101 + channel * 59 + x * y * 7
                    pixels.append(UInt8(value % 256))
                }
            }
        }
        return RGBImage(width: image.width, height: image.height, pixels: pixels)
    }
}
