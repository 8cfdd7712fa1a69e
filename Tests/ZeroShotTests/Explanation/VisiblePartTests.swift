import Testing

@testable import ZeroShot

struct VisiblePartTests {
    private static func part(
        _ resizing: PreprocessorConfiguration.Resizing, _ crop: PreprocessorConfiguration.Crop,
        side: Int = 224, resolution: ImageResolution? = nil, width: Int, height: Int
    ) throws -> VisiblePart {
        let configuration = PreprocessorConfiguration(
            resolution: resolution ?? .fixed(width: side, height: side), resizing: resizing,
            filter: .bicubic, crop: crop, rescaleFactor: nil, normalization: nil)
        return try ImagePreprocessor(configuration).visiblePart(width: width, height: height)
    }

    @Test func `a centre crop of a wide picture cuts both sides`() throws {
        // 640 x 480 becomes 298 x 224; 74 columns go, 37 on either side.
        let part = try Self.part(.shortestEdge(224), .huggingFace, width: 640, height: 480)
        #expect(part.left == 37.0 / 298 && part.right == 37.0 / 298)
        #expect(part.top == 0 && part.bottom == 0 && part.padding == 0)
        #expect(abs(part.lost - 74.0 / 298) < 1e-12)
        #expect(
            part.sentence == """
                The centre crop cut away 24.8 % of the picture: 12.4 % at the left, 12.4 % at the \
                right of its width.
                """)
    }

    @Test func `a picture resized to more than the crop loses something on all sides`() throws {
        // 100 x 100 becomes 256 x 256; 16 of 256 go on each side.
        let part = try Self.part(.shortestEdge(256), .openCLIP(fill: 0), width: 100, height: 100)
        #expect(
            [part.left, part.right, part.top, part.bottom] == Array(repeating: 0.0625, count: 4))
        #expect(abs(part.lost - (1 - 0.875 * 0.875)) < 1e-12)
        #expect(
            part.sentence == """
                The centre crop cut away 23.4 % of the picture: 6.2 % at the left, 6.2 % at the right \
                of its width; 6.2 % at the top, 6.2 % at the bottom of its height.
                """)
    }

    @Test func `squashing and NaFlex cut nothing away`() throws {
        let squashed = try Self.part(
            .exact(PixelSize(width: 224, height: 224)), .none, width: 640, height: 200)
        let patches = try Self.part(
            .patchGrid(maximum: 256, patchSize: 16), .none,
            resolution: .patches(maximum: 256, patchSize: 16), width: 640, height: 200)
        for part in [squashed, patches] {
            #expect(part.lost == 0 && part.padding == 0)
            #expect(part.sentence == "Nothing of the picture was cut away.")
        }
    }

    @Test func `a picture that is filled up loses nothing and says how much is filling`() throws {
        // 640 x 320 fits as 224 x 112: half of the rows are filling.
        let part = try Self.part(
            .fitting(PixelSize(width: 224, height: 224)), .openCLIP(fill: 0), width: 640,
            height: 320)
        #expect(part.lost == 0 && part.padding == 0.5)
        #expect(
            part.sentence == """
                Nothing of the picture was cut away. 50.0 % of what the image tower saw is filling \
                around it.
                """)
    }
}
