package import BundledCheckpoints
package import Foundation

/// Files that ship with the product, found beside the running binary or under its install prefix.
///
/// The package manager puts them into `*.resources` folders beside the binaries it builds;
/// `make install` puts them under `PREFIX/share/zeroshot`. No other place is looked at, so that an
/// installed copy never depends on the folder it was built in.
package enum ProductResources {
    /// The file at `path`, for example `tokenizer/clip-merges.txt`.
    ///
    /// - Throws: `ProductResourceError` naming the places looked at.
    package static func url(forResource path: String) throws -> URL {
        try first(
            of: [
                executableFolder.appending(path: "zeroshot_ZeroShot.resources/Resources/\(path)"),
                sharedFolder.appending(path: path),
            ],
            named: path
        )
    }

    /// The server's file or folder at `path`, for example `page`.
    ///
    /// - Throws: `ProductResourceError` naming the places looked at.
    package static func url(forServerResource path: String) throws -> URL {
        try first(
            of: [
                executableFolder
                    .appending(path: "zeroshot_ZeroShotServer.resources/Resources/\(path)"),
                sharedFolder.appending(path: path),
            ],
            named: path
        )
    }

    /// The folder of a bundled checkpoint.
    ///
    /// - Throws: `ProductResourceError` naming the places looked at.
    package static func folder(of checkpoint: BundledCheckpoint) throws -> URL {
        let name = checkpoint.rawValue
        return try first(
            of: [
                executableFolder
                    .appending(path: "zeroshot_BundledCheckpoints.resources/\(name)"),
                sharedFolder.appending(path: "checkpoints/\(name)"),
            ],
            named: "checkpoints/\(name)"
        )
    }

    private static let executableFolder = URL(filePath: "/proc/self/exe")
        .resolvingSymlinksInPath()
        .deletingLastPathComponent()

    private static let sharedFolder =
        executableFolder
        .deletingLastPathComponent()
        .appending(path: "share/zeroshot")

    private static func first(of candidates: [URL], named name: String) throws -> URL {
        for candidate in candidates
        where FileManager.default.fileExists(atPath: candidate.path(percentEncoded: false)) {
            return candidate
        }
        throw ProductResourceError(
            name: name,
            searched: candidates.map { $0.path(percentEncoded: false) }
        )
    }
}

/// A file that ships with the product is not where it belongs.
package struct ProductResourceError: Error, Equatable, CustomStringConvertible {
    package let name: String
    package let searched: [String]

    package var description: String {
        "\(name), which ships with zeroshot, is missing; looked for it at "
            + searched.joined(separator: " and ") + ". Install zeroshot again with `make install`."
    }
}
