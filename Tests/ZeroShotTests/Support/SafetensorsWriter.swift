/// Builds safetensors files for tests, valid ones and broken ones.
enum SafetensorsWriter {
    /// A file of F32 tensors, in the order given.
    static func file(_ tensors: [(name: String, shape: [Int], values: [Float])]) -> [UInt8] {
        var fields: [String] = []
        var data: [UInt8] = []
        for tensor in tensors {
            let begin = data.count
            for value in tensor.values {
                data += bytes(of: value.bitPattern)
            }
            fields.append(field(tensor.name, "F32", tensor.shape, begin, data.count))
        }
        return file(header: "{\(fields.joined(separator: ","))}", data: data)
    }

    /// A file with this header, whatever it says.
    static func file(header: String, data: [UInt8]) -> [UInt8] {
        bytes(of: UInt64(header.utf8.count)) + Array(header.utf8) + data
    }

    /// One entry of a header.
    static func field(
        _ name: String, _ type: String, _ shape: [Int], _ begin: Int, _ end: Int
    ) -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
    }

    /// Little-endian bytes.
    static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
