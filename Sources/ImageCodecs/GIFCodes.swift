/// The coded colour numbers of a GIF frame, as far as counting them goes.
///
/// libvips fills up what a frame lacks; Pillow calls such a file truncated, and so do we. To know
/// how many pixels a code stands for takes the lengths of the code table's entries, not the
/// entries.
struct GIFCodes {
    /// The code size, then blocks with their lengths, the last of which is empty.
    let bytes: ArraySlice<UInt8>

    /// Whether the codes make at least so many pixels before they end or break.
    func fill(pixels wanted: Int) -> Bool {
        guard let size = bytes.first, (1...11).contains(size) else { return false }
        let clear = 1 << Int(size)
        let end = clear + 1
        let longest = 1 << 12
        var lengths = [Int](repeating: 1, count: longest)
        var next = end + 1
        var width = Int(size) + 1
        var previous = 0
        var count = 0
        var bits = BlockBits(rest: bytes.dropFirst())
        while count < wanted {
            guard let code = bits.next(width), code != end else { return false }
            if code == clear {
                (next, width, previous) = (end + 1, Int(size) + 1, 0)
                continue
            }
            let isNew = code == next && previous > 0
            guard code < next && (previous > 0 || code < clear) || isNew else { return false }
            let length = isNew ? previous + 1 : lengths[code]
            if previous > 0, next < longest {
                lengths[next] = previous + 1
                next += 1
                if next == 1 << width, width < 12 { width += 1 }
            }
            count += length
            previous = length
        }
        return true
    }

    /// Codes of changing width, lowest bit first, out of a chain of blocks.
    private struct BlockBits {
        var rest: ArraySlice<UInt8>
        var leftInBlock = 0
        var value = 0
        var held = 0

        mutating func next(_ width: Int) -> Int? {
            while held < width {
                if leftInBlock == 0 {
                    guard let length = rest.popFirst(), length > 0 else { return nil }
                    leftInBlock = Int(length)
                }
                guard let byte = rest.popFirst() else { return nil }
                leftInBlock -= 1
                value |= Int(byte) << held
                held += 8
            }
            let code = value & ((1 << width) - 1)
            value >>= width
            held -= width
            return code
        }
    }
}
