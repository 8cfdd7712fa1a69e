internal import ZeroShot

/// Has the images of a request at hand, fetching those that it names by address.
struct ImageGathering: Sendable {
    /// Images of one request that are fetched at once.
    private static let width = 4

    /// Nil where addresses are off; requests that name one are then refused when they are read.
    let fetch: ImageFetcher?

    var fetches: Bool { fetch != nil }

    /// The images, in the order given; one that cannot be fetched fails alone.
    ///
    /// - Throws: `CancellationError`.
    func gather(_ images: [ImageInput]) async throws -> [UploadedImage] {
        try await withThrowingTaskGroup(of: (Int, UploadedImage).self) { group in
            var gathered = [UploadedImage?](repeating: nil, count: images.count)
            var running = 0
            for (index, image) in images.enumerated() {
                switch image.content {
                case .bytes(let bytes):
                    gathered[index] = UploadedImage(source: image.source, content: .bytes(bytes))
                case .kept(let identity):
                    gathered[index] = UploadedImage(source: image.source, content: .kept(identity))
                case .address(let address):
                    if running == Self.width, let (index, image) = try await group.next() {
                        gathered[index] = image
                        running -= 1
                    }
                    running += 1
                    let source = image.source
                    group.addTask { (index, try await fetched(address, source: source)) }
                }
            }
            for try await (index, image) in group { gathered[index] = image }
            return gathered.compactMap(\.self)
        }
    }

    private func fetched(_ address: String, source: String) async throws -> UploadedImage {
        guard let fetch else { preconditionFailure("addresses are refused when they are read") }
        do {
            return UploadedImage(source: source, content: .bytes(try await fetch(address)))
        } catch let error as CancellationError {
            throw error
        } catch {
            let failure = APIError(error)
            // The code for an error that nobody meant to be read stays as it is.
            let code = failure.code == "invalid-request" ? "fetch-failed" : failure.code
            return UploadedImage(
                source: source, content: .failed(code: code, message: failure.message))
        }
    }
}
