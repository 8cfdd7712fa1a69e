/// Writes uncompressed PNGs, true ones and hostile ones.
enum PNGWriter {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func file(width: Int, height: Int, rgb: [UInt8]) -> [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<height { rows += [0] + rgb[(y * width * 3)..<((y + 1) * width * 3)] }
        return file(width: width, height: height, data: zlib(rows))
    }

    /// A PNG whose header may promise what its data do not hold.
    static func file(
        width: Int, height: Int, data: [UInt8], extra: [UInt8] = []
    ) -> [UInt8] {
        let header = word(width) + word(height) + [8, 2, 0, 0, 0]
        return signature + chunk("IHDR", header) + extra + chunk("IDAT", data) + chunk("IEND", [])
    }

    static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + content
        return word(content.count) + named + word(Int(checksum(named)))
    }

    /// A zlib stream of stored blocks.
    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + 65535, bytes.count)
            let length = end - start
            let sizes = [length & 255, length >> 8, ~length & 255, (~length >> 8) & 255]
            stream.append(end == bytes.count ? 1 : 0)
            stream += sizes.map { UInt8($0) }
            stream += bytes[start..<end]
            start = end
        } while start < bytes.count
        var low = 1
        var high = 0
        for byte in bytes {
            low = (low + Int(byte)) % 65521
            high = (high + low) % 65521
        }
        return stream + word(high << 16 | low)
    }

    static func word(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}
