import Foundation
import ImageCodecs
import Testing

/// One line of the index that Tools/parity/images.py writes.
struct ImageFixture: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let pixels: String
    let width: Int
    let height: Int
    /// Names of the notices that must be given, and no others.
    let notices: [String]
    let xmp: String?
    /// The largest difference that a level may have.
    let tolerance: Int

    var testDescription: String { file }

    static let all: [ImageFixture] = {
        do {
            let data = try Data(contentsOf: url("index.json"))
            return try JSONDecoder().decode([ImageFixture].self, from: data)
        } catch {
            Issue.record(error)
            return []
        }
    }()

    static func url(_ name: String) -> URL {
        Bundle.module.bundleURL.appending(path: "Fixtures").appending(path: name)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url(name)))
    }

    func bytes() throws -> [UInt8] { try Self.bytes(file) }
    func expectedPixels() throws -> [UInt8] { try Self.bytes(pixels) }
}

extension DecodingNotice {
    /// The notice's name in the index.
    var name: String {
        switch self {
        case .clippedGrey: "clippedGrey"
        case .onlyFirst: "onlyFirst"
        case .xmpTooLarge: "xmpTooLarge"
        case .xmpUnreadable: "xmpUnreadable"
        }
    }
}

/// Records where two pictures differ most, if by more than `tolerance`.
func expectEqual(
    _ pixels: [UInt8], _ expected: [UInt8], width: Int, tolerance: Int = 0, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard pixels.count == expected.count else {
        Issue.record(
            "\(name): \(pixels.count) levels, expected \(expected.count)",
            sourceLocation: sourceLocation)
        return
    }
    var worst = (index: 0, difference: 0)
    var count = 0
    for index in pixels.indices {
        let difference = abs(Int(pixels[index]) - Int(expected[index]))
        if difference > tolerance { count += 1 }
        if difference > worst.difference { worst = (index, difference) }
    }
    guard worst.difference > tolerance else { return }
    let pixel = worst.index / 3
    Issue.record(
        """
        \(name): \(count) of \(pixels.count) levels differ by more than \(tolerance); worst at \
        column \(pixel % width), row \(pixel / width), channel \(worst.index % 3): \
        \(pixels[worst.index]), expected \(expected[worst.index])
        """, sourceLocation: sourceLocation)
}
