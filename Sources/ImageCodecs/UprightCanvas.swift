/// The picture in the making: rows come in as they are stored and go where they belong upright.
struct UprightCanvas {
    let width: Int
    let height: Int
    /// `[height, width, 3]`; empty until the first rows are drawn, so that a file that is nothing
    /// but a header takes no memory.
    private(set) var pixels: [UInt8] = []
    private let background: [UInt8]
    private let steps: (origin: Int, column: Int, row: Int)

    /// A canvas for a stored picture of `width` x `height` on a ground of one RGB colour.
    init(width: Int, height: Int, orientation: Orientation, background: [UInt8] = [0, 0, 0]) {
        self.width = orientation.swapsSides ? height : width
        self.height = orientation.swapsSides ? width : height
        self.background = background
        steps = orientation.steps(width: width, height: height)
    }

    private mutating func fill() {
        pixels = [UInt8](repeating: background[0], count: width * height * 3)
        guard background != [background[0], background[0], background[0]] else { return }
        for index in pixels.indices { pixels[index] = background[index % 3] }
    }

    /// Draws `rows` stored rows of `width` RGB pixels, the first at stored place (`x`, `y`).
    mutating func draw(_ rgb: Span<UInt8>, x: Int, y: Int, width: Int, rows: Int) {
        precondition(rgb.count == width * rows * 3)
        if pixels.isEmpty { fill() }
        let first = steps.origin + x * steps.column + y * steps.row
        let steps = steps
        unsafe pixels.withUnsafeMutableBufferPointer { pixels in
            if steps.column == 1 {
                for row in 0..<rows {
                    let target = (first + row * steps.row) * 3
                    let source = row * width * 3
                    unsafe rgb.extracting(source..<source + width * 3).withUnsafeBufferPointer {
                        _ = unsafe pixels[target..<target + width * 3].update(fromContentsOf: $0)
                    }
                }
                return
            }
            // Columns outside, rows inside: for pictures on their side writes then stay close.
            for column in 0..<width {
                for row in 0..<rows {
                    let target = (first + column * steps.column + row * steps.row) * 3
                    let source = (row * width + column) * 3
                    unsafe pixels[target] = rgb[source]
                    unsafe pixels[target + 1] = rgb[source + 1]
                    unsafe pixels[target + 2] = rgb[source + 2]
                }
            }
        }
    }
}
