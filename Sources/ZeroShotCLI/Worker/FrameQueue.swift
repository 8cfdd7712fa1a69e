import Foundation

/// Reads frames on a thread of its own, one ahead of those that are worked on.
///
/// A read that waits for the other side cannot be cancelled; the thread ends with the process.
struct FrameQueue {
    /// Each whole frame; then the end, or the error that ends the input.
    let frames: AsyncStream<Result<Frame, any Error>>
    /// Signalled for each frame that was taken.
    private let room = DispatchSemaphore(value: 0)

    init(_ reader: FrameReader) {
        let (frames, arrivals) = AsyncStream.makeStream(of: Result<Frame, any Error>.self)
        self.frames = frames
        let thread = Thread { [room] in
            var reader = reader
            do {
                while let frame = try reader.next() {
                    arrivals.yield(.success(frame))
                    room.wait()
                }
            } catch {
                arrivals.yield(.failure(error))
            }
            arrivals.finish()
        }
        thread.name = "zeroshot-frames"
        thread.start()
    }

    /// Says that a frame was taken, so that the next one is read.
    func taken() {
        room.signal()
    }
}
