import Foundation
import Testing

@testable import ZeroShot

struct PillowResamplingTests {
    @Test(arguments: ["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"])
    func `every byte equals Pillow's`(filterName: String) throws {
        let reference = try ResamplingReference.load()
        let cases = reference.cases.filter { $0.filter == filterName }
        #expect(cases.count == 23)
        for item in cases {
            let image = item.pattern.image(width: item.width, height: item.height)
            let result = PillowResampling.resize(
                image, to: item.newSize, try #require(item.resamplingFilter),
                keeping: item.pixelWindow
            )
            let expected = reference.bytes(of: item)
            #expect(result.pixels.count == expected.count)
            let differing = zip(result.pixels, expected).enumerated().filter { $1.0 != $1.1 }
            let first = differing.first.map { "first at \($0): \($1.0) for \($1.1)" } ?? ""
            #expect(differing.count == 0, "\(item): \(first)")
        }
    }

    @Test(arguments: ResamplingFilter.allCases)
    func `a window is the same part of the whole result`(filter: ResamplingFilter) {
        let image = Picture.noise.image(width: 70, height: 45)
        let size = PixelSize(width: 31, height: 60)
        let whole = PillowResampling.resize(image, to: size, filter, keeping: PixelWindow(of: size))
        let window = PixelWindow(columns: 9..<26, rows: 13..<44)
        let part = PillowResampling.resize(image, to: size, filter, keeping: window)
        #expect(part.width == 17)
        #expect(part.height == 31)
        for row in 0..<31 {
            let start = ((row + 13) * 31 + 9) * 3
            #expect(
                Array(part.pixels[row * 51..<(row + 1) * 51])
                    == Array(whole.pixels[start..<start + 51])
            )
        }
    }

    /// Fewer, as many and more rows than the size before; the last pair begins with the rows.
    @Test(
        arguments: ResamplingFilter.allCases,
        [
            PixelSize(width: 31, height: 20), PixelSize(width: 70, height: 45),
            PixelSize(width: 31, height: 45), PixelSize(width: 70, height: 20),
            PixelSize(width: 90, height: 101), PixelSize(width: 66, height: 9),
        ])
    func `it does not matter in what strips the rows come`(
        filter: ResamplingFilter, size: PixelSize
    ) {
        let image = Picture.noise.image(width: 70, height: 45)
        let window = PixelWindow(columns: 3..<size.width - 4, rows: 1..<size.height - 2)
        let whole = PillowResampling.resize(image, to: size, filter, keeping: window)
        for rows in [1, 7, 44] {
            var resampling = PillowResampling(
                from: PixelSize(width: 70, height: 45), to: size, filter, keeping: window)
            for top in stride(from: 0, to: 45, by: rows) {
                let bytes = top * 210..<min(45, top + rows) * 210
                resampling.take(image.pixels.span.extracting(bytes))
            }
            #expect(resampling.image == whole, "\(rows) rows at a time")
        }
    }

    @Test(arguments: ResamplingFilter.allCases)
    func `a picture of one colour stays so`(filter: ResamplingFilter) {
        let image = RGBImage(
            width: 40, height: 30,
            pixels: (0..<1200).flatMap { _ in [200, 3, 255] as [UInt8] }
        )
        let size = PixelSize(width: 13, height: 51)
        let result = PillowResampling.resize(
            image, to: size, filter, keeping: PixelWindow(of: size)
        )
        #expect(result.pixels == (0..<13 * 51).flatMap { _ in [200, 3, 255] as [UInt8] })
    }
}

/// `resampling.json` and `resampling.bin`, made by `Tools/parity/resampling.py`.
private struct ResamplingReference {
    struct Item: Decodable {
        let width: Int
        let height: Int
        let newWidth: Int
        let newHeight: Int
        let filter: String
        let pattern: Picture
        let window: [Int]
        let offset: Int

        var newSize: PixelSize { PixelSize(width: newWidth, height: newHeight) }

        var pixelWindow: PixelWindow {
            PixelWindow(columns: window[0]..<window[2], rows: window[1]..<window[3])
        }

        var resamplingFilter: ResamplingFilter? {
            ResamplingFilter.allCases.first { "\($0)" == filter }
        }
    }

    let cases: [Item]
    private let data: Data

    static func load() throws -> ResamplingReference {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/image")
        return ResamplingReference(
            cases: try JSONDecoder().decode(
                [Item].self, from: Data(contentsOf: folder.appending(path: "resampling.json"))
            ),
            data: try Data(contentsOf: folder.appending(path: "resampling.bin"))
        )
    }

    func bytes(of item: Item) -> Data {
        let window = item.pixelWindow
        return data[item.offset..<item.offset + window.columns.count * window.rows.count * 3]
    }
}
