import EmbeddingIndex
import ZeroShot

extension IndexReader {
    /// Works on all files that are there, some at a time, on several threads.
    ///
    /// - Parameters:
    ///   - size: how many files at a time.
    ///   - threads: how many pages are worked on at once.
    ///   - details: whether the images' hashes and sizes are read.
    ///   - work: what is done with a page.
    ///   - consume: takes the results in the order of the files, while the next are worked on.
    /// - Throws: `IndexError`, `CancellationError`, what the closures throw.
    func forEachPage<Page: Sendable>(
        of size: Int, onThreads threads: Int, details: Bool,
        work: @escaping @Sendable (_ images: [IndexedImage]) async throws -> Page,
        consume: (_ page: Page) throws -> Void
    ) async throws {
        // One page waits for each that is worked on, so that no thread waits for the writing.
        try await ReadAhead(workers: threads, bytes: 2 * threads, resultBytes: 1).forEach(
            IndexPages(of: self, size: size)
        ) { page -> Result<Page, any Error> in
            do {
                return .success(try await work(self.images(on: page.get(), details: details)))
            } catch {
                return .failure(error)
            }
        } consume: { result in
            try consume(result.get())
        }
    }
}
