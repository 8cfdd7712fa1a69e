/// Gathers small pieces of what is written, so that the system is called once for many.
final class GatheredWrites {
    private let sink: ([UInt8]) throws -> Void
    private var gathered: [UInt8] = []

    /// As many bytes as a call costs little beside.
    private static let enough = 1 << 18

    /// - Parameter sink: takes what was gathered, whole pieces only.
    init(to sink: @escaping (_ bytes: [UInt8]) throws -> Void) {
        self.sink = sink
    }

    /// Writes the piece now or later.
    ///
    /// - Throws: what the sink throws.
    func write(_ piece: [UInt8]) throws {
        gathered += piece
        if gathered.count >= Self.enough { try flush() }
    }

    /// Writes what was not written yet.
    ///
    /// - Throws: what the sink throws.
    func flush() throws {
        guard !gathered.isEmpty else { return }
        defer { gathered.removeAll(keepingCapacity: true) }
        try sink(gathered)
    }
}
