import Foundation
import ZeroShot
import ZeroShotHub

/// Reads the bytes of an input and makes of them what a checkpoint takes.
struct InputReader: Sendable {
    /// Larger files fail before they are read; photos stay far below.
    static let maximumFileBytes = 1 << 30

    let images: ImageReader
    let downloader: ImageDownloader
    let turns: DecodingTurns

    /// The image, or the reason why this input fails.
    func read(_ item: InputItem) async -> ReadImage {
        do {
            let image = images.open(
                try await Self.bytes(of: item, downloader), source: item.source)
            return turns.decode(holding: image.workingBytes) { image.read() }
        } catch {
            return ReadImage(source: item.source, failure: ImageReport.Failure(reading: error))
        }
    }

    /// The bytes of an input.
    ///
    /// - Throws: `FileError`, `ImageReport.Failure`, what the download throws.
    static func bytes(of item: InputItem, _ downloader: ImageDownloader) async throws -> [UInt8] {
        switch item.location {
        case .file(let path):
            try FileSystem.contents(of: path, limit: maximumFileBytes)
        case .standardInput:
            try FileSystem.contents(of: STDIN_FILENO, limit: maximumFileBytes)
        case .address(let address):
            try await downloader.bytes(from: address)
        case .unreadableFolder(let error):
            throw ImageReport.Failure(
                code: "unreadable", message: "The images in this folder are missing. \(error)"
            )
        case .unreadableList(let error):
            throw ImageReport.Failure(
                code: "unreadable", message: "The rest of this list is missing. \(error)")
        case .listInList(let error):
            throw ImageReport.Failure(code: "list-in-list", message: "\(error)")
        case .bytes(let bytes):
            Array(bytes)
        }
    }
}

extension ImageReport.Failure {
    /// Why the bytes of an input cannot be had.
    init(reading error: any Error) {
        let code =
            switch error {
            case let failure as ImageReport.Failure: failure.code
            case FileError.missing: "not-found"
            case FileError.tooLarge: "too-large"
            case is FileError: "unreadable"
            default: "fetch-failed"
            }
        let message = (error as? ImageReport.Failure)?.message ?? "\(error)"
        self.init(code: code, message: message)
    }
}
