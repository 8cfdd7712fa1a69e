import Foundation
import ZeroShot
import ZeroShotHub

/// Reads the bytes of an input and makes of them what a checkpoint takes.
struct InputReader: Sendable {
    /// Larger files fail before they are read; photos stay far below.
    static let maximumFileBytes = 1 << 30

    let images: ImageReader
    let downloader: ImageDownloader

    /// The image, or the reason why this input fails.
    func read(_ item: InputItem) async -> ReadImage {
        do {
            return images.read(try await bytes(of: item), source: item.source)
        } catch {
            return ReadImage(source: item.source, failure: error)
        }
    }

    private func bytes(of item: InputItem) async throws(ImageReport.Failure) -> [UInt8] {
        switch item.location {
        case .file:
            return try Self.file(item.source)
        case .standardInput:
            do {
                return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data())
            } catch {
                throw ImageReport.Failure(
                    code: "unreadable", message: "Standard input cannot be read."
                )
            }
        case .address:
            do {
                return try await downloader.bytes(from: item.source)
            } catch {
                throw ImageReport.Failure(code: "fetch-failed", message: "\(error)")
            }
        }
    }

    private static func file(_ path: String) throws(ImageReport.Failure) -> [UInt8] {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        )
        guard let attributes else {
            throw ImageReport.Failure(
                code: "not-found", message: "There is no such file. Check the path."
            )
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw ImageReport.Failure(
                code: "unreadable", message: "This is no regular file. Give an image file."
            )
        }
        guard let size = attributes[.size] as? Int, size <= maximumFileBytes else {
            throw ImageReport.Failure(
                code: "too-large",
                message: "The file is larger than \(maximumFileBytes >> 20) MiB. Make it smaller."
            )
        }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ImageReport.Failure(
                code: "unreadable", message: "The file cannot be read. Check its permissions."
            )
        }
    }
}
