internal import ZeroShot

/// Reads images of all requests on threads of its own, in turn with the towers.
struct ImageDecoding: Sendable {
    /// Images that are being decoded hold at most this much memory; one alone may hold more.
    private static let bytes = 256 << 20

    let turns: DecodingTurns
    private let threads: WorkerThreads

    /// - Parameter towerThreads: what the towers compute with.
    init(towerThreads: Int) {
        let processors = ProcessorCount.current.count
        turns = DecodingTurns(bytes: Self.bytes, besideTowers: max(0, processors - towerThreads))
        threads = WorkerThreads(count: processors)
    }

    /// Reads the bytes of an image file.
    func read(_ bytes: [UInt8], source: String, with reader: ImageReader) async -> ReadImage {
        await withTaskExecutorPreference(threads) {
            let image = reader.open(bytes, source: source)
            return turns.decode(holding: image.workingBytes) { image.read() }
        }
    }
}
