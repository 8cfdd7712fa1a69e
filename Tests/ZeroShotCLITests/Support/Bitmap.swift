/// Small images that differ from one another.
enum Bitmap {
    /// A BMP of 24 bits a pixel, whose colours depend on a number only.
    static func bytes(_ number: Int, side: Int = 16) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        let pixels = side * side * 3
        let file = Array("BM".utf8) + little(54 + pixels, 4) + little(0, 4) + little(54, 4)
        let information =
            little(40, 4) + little(side, 4) + little(side, 4) + little(1, 2) + little(24, 2)
            + little(0, 4) + little(pixels, 4) + little(2835, 4) + little(2835, 4) + little(0, 8)
        var state = UInt64(number) &* 977 &+ 3
        let colours = (0..<pixels).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
        return file + information + colours
    }
}
