import ZeroShot

/// One message of the worker's protocol: a JSON object, and bytes that go with it.
///
/// On the wire it is `ZSW1`, the length of the header and the length of the body (each as a 32-bit
/// number, most significant byte first), the header, the body.
struct Frame: Equatable {
    /// An object with a `type`.
    let header: OrderedJSON
    /// Pictures of a batch one after the other, or the embeddings of a result.
    var body: [UInt8] = []

    static let mark = Array("ZSW1".utf8)
    /// The mark and both lengths.
    static let prologueBytes = 12

    /// The frame as it is written.
    ///
    /// - Throws: `WorkerProtocolError.answerTooLarge` when a length needs more than 32 bits.
    func encoded() throws -> [UInt8] {
        let text = Array(header.description.utf8)
        guard let headerBytes = UInt32(exactly: text.count),
            let bodyBytes = UInt32(exactly: body.count)
        else {
            throw WorkerProtocolError.answerTooLarge(bytes: max(text.count, body.count))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.prologueBytes + text.count + body.count)
        bytes += Self.mark + Self.bytes(of: headerBytes) + Self.bytes(of: bodyBytes)
        bytes += text
        bytes += body
        return bytes
    }

    private static func bytes(of number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    static func number(of bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}

/// How large a frame may be that the worker reads.
struct FrameLimits: Sendable {
    /// Many times what a full batch of long paths takes.
    var headerBytes = 16 << 20
    /// Of the pictures of one batch together; larger ones are read from files.
    var bodyBytes = 256 << 20
    /// In one batch; more gain nothing, since the towers take a few dozen at once.
    var items = 1024
}
