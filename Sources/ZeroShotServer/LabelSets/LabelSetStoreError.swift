internal import HTTPTypes
package import ZeroShot

/// What keeps a label set from being kept or found.
package enum LabelSetStoreError: Error, Sendable, Equatable {
    /// There is none of this name.
    case unknown(String)
    /// There is one that cannot be read.
    case damaged(String, LabelSetError)
    /// As many are kept as may be.
    case tooMany(limit: Int)
    /// They would take up more memory than they may.
    case tooLarge(limit: Int)
    /// The disk, or what the operator may use of it, is full.
    case noSpace
    /// It could not be written or removed; what was there is still there.
    case unwritable(reason: String)
    /// The folder cannot be used; said when the server starts.
    case folder(String, reason: String)
}

extension LabelSetStoreError: CustomStringConvertible {
    /// The sentence for people.
    package var description: String {
        switch self {
        case .unknown(let name):
            "There is no label set '\(name)'. GET /v1/label-sets lists those there are."
        case .damaged(let name, let error):
            "The label set '\(name)' cannot be used. \(error) PUT it again, or DELETE it."
        case .tooMany(let limit):
            "This server keeps at most \(limit) label sets, and has as many. DELETE one first."
        case .tooLarge(let limit):
            "This server keeps label sets in memory, at most \(limit) bytes of them. DELETE one "
                + "first, or have the operator name a folder for them."
        case .noSpace:
            "The label set was not kept: the disk of the server is full. Label sets that were kept "
                + "before are as they were."
        case .unwritable(let reason):
            "The label set was not changed: the folder of label sets cannot be written: \(reason)."
        case .folder(let path, let reason):
            "\(path): label sets cannot be kept in this folder: \(reason). Name one that the "
                + "server may write to."
        }
    }
}

extension APIError {
    /// How a request is answered whose label set cannot be had or kept.
    package init(_ error: LabelSetStoreError) {
        let message = error.description
        switch error {
        case .unknown:
            self.init(.notFound, code: "unknown-label-set", message: message)
        case .damaged:
            self.init(.internalServerError, code: "label-set-damaged", message: message)
        case .tooMany:
            self.init(Self.insufficientStorage, code: "too-many-label-sets", message: message)
        case .tooLarge, .noSpace:
            self.init(Self.insufficientStorage, code: "storage-full", message: message)
        case .unwritable:
            self.init(.serviceUnavailable, code: "storage-unavailable", message: message)
        case .folder:
            self = .internalError
        }
    }

    private static let insufficientStorage = HTTPResponse.Status(
        code: 507, reasonPhrase: "Insufficient Storage")
}
