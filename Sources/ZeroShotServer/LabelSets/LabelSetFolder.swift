internal import Foundation
internal import ZeroShot

/// Label sets in the files of a folder, `NAME.labelset`; other files stay as they are.
struct LabelSetFolder: Sendable {
    /// What tells whether a file is still the one that was read.
    struct Stamp: Equatable {
        private let inode: UInt64
        let size: Int
        private let seconds: Int
        private let nanoseconds: Int

        fileprivate init(_ status: stat) {
            inode = UInt64(status.st_ino)
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    private static let suffix = ".labelset"

    private let folder: URL

    /// A folder, which is made where it is missing.
    ///
    /// - Throws: `LabelSetStoreError.folder`.
    init(path: String) throws {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw LabelSetStoreError.folder(path, reason: error.systemReason)
        }
        guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else {
            throw LabelSetStoreError.folder(
                path, reason: WholeFile.systemError(errno).systemReason)
        }
    }

    /// The label sets that are there, in the order of their names.
    ///
    /// - Throws: the system's error.
    func names() throws -> [LabelSetName] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            .filter { $0.hasSuffix(Self.suffix) }
            .compactMap { try? LabelSetName(String($0.dropLast(Self.suffix.count))) }
            .sorted()
    }

    /// Which file is under a name now; nil where there is none.
    func stamp(of name: LabelSetName) -> Stamp? {
        var status = stat()
        guard unsafe stat(path(of: name), &status) == 0 else { return nil }
        return Stamp(status)
    }

    /// - Throws: `LabelSetError`.
    func labelSet(named name: LabelSetName) throws -> LabelSet {
        try LabelSet(contentsOf: file(of: name))
    }

    /// The bytes of a label set's file.
    ///
    /// - Throws: the system's error.
    func bytes(of name: LabelSetName) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: file(of: name)))
    }

    /// Puts a file in its place, whole or not at all.
    ///
    /// - Throws: `LabelSetStoreError`.
    func write(_ bytes: [UInt8], as name: LabelSetName) throws {
        do {
            try WholeFile.write(to: path(of: name), permissions: 0o666) { file in
                try file.write(contentsOf: bytes)
                try file.synchronize()
            }
        } catch {
            throw LabelSetStoreError(writing: error)
        }
    }

    /// - Throws: `LabelSetStoreError`.
    func remove(_ name: LabelSetName) throws {
        guard unsafe unlink(path(of: name)) != 0 else { return }
        let code = errno
        throw code == ENOENT
            ? LabelSetStoreError.unknown(name.text)
            : LabelSetStoreError(writing: WholeFile.systemError(code))
    }

    /// Its relative path, which errors speak of, is the file's name alone.
    private func file(of name: LabelSetName) -> URL {
        URL(filePath: name.text + Self.suffix, relativeTo: folder)
    }

    private func path(of name: LabelSetName) -> String {
        file(of: name).path(percentEncoded: false)
    }
}

extension LabelSetStoreError {
    /// Why a file could not be written.
    init(writing error: any Error) {
        let cause = (error as? CocoaError)?.underlying ?? error
        let code = (cause as NSError).code
        let isSystem = (cause as NSError).domain == NSPOSIXErrorDomain
        let noSpace =
            isSystem && [ENOSPC, EDQUOT].contains(Int32(code))
            || (error as? CocoaError)?.code == .fileWriteOutOfSpace
        self = noSpace ? .noSpace : .unwritable(reason: error.systemReason)
    }
}
