import Foundation
import ZeroShot
import ZeroShotHub

/// The bundled checkpoints and those of the Hub's cache, one row each.
struct CheckpointList {
    private let rows: [Row]
    /// Repositories of the cache that hold something else.
    private let others: Int
    private let cache: String

    private struct Row {
        let location: CheckpointLocation
        let bytes: Int
        let outcome: Result<CheckpointDetails, any Error>

        init(_ location: CheckpointLocation, bytes: Int?) {
            self.location = location
            outcome = Result { try Checkpoint(at: location).details() }
            self.bytes = bytes ?? (try? outcome.get().weightBytes) ?? 0
        }

        /// Whether what was found is a checkpoint at all, usable or not.
        var isCheckpoint: Bool {
            switch outcome {
            case .failure(CheckpointError.noConfiguration),
                .failure(CheckpointError.otherContents),
                .failure(CheckpointError.loneTower),
                .failure(CheckpointError.notDualEncoder):
                false
            default: true
            }
        }
    }

    /// - Throws: `HubError` when the cache cannot be read, `CheckpointError`.
    init(of cache: HubCache) throws {
        let bundled = try CheckpointLocation.bundled().map { Row($0, bytes: nil) }
        let repositories = try cache.repositories().sorted { $0.id < $1.id }
        let cached = repositories.map { repository in
            repository.revisions.map { revision in
                Row(
                    CheckpointLocation(
                        hub: Self.name(of: repository, revision), revision: revision.commit,
                        folder: revision.folder
                    ),
                    bytes: revision.bytes
                )
            }.filter(\.isCheckpoint)
        }
        rows = bundled + cached.joined()
        others = cached.count(where: \.isEmpty)
        self.cache = cache.folder.path(percentEncoded: false)
    }

    /// The name by which a run finds this revision; a commit only where no branch or tag has it.
    private static func name(
        of repository: CachedRepository, _ revision: CachedRevision
    ) -> String {
        if revision.references.contains(HubRepository.defaultRevision) { return repository.id }
        return "\(repository.id)@\(revision.references.first ?? revision.commit)"
    }

    /// A table with a heading, why some cannot be used, and what was left out.
    var text: String {
        var table = TextTable(["CHECKPOINT", "FAMILY", "IMAGE TOWER", "TAKES", "SIZE", "USABLE"])
        var remarks: [String] = []
        for row in rows {
            let size = ByteCount.text(row.bytes)
            switch row.outcome {
            case .success(let details):
                table.add([
                    row.location.id, details.family.rawValue, details.architecture,
                    details.resolution.text, size, "yes",
                ])
            case .failure(let error):
                table.add([row.location.id, "", "", "", size, "no"])
                remarks.append("\(row.location.id): \(error)")
            }
        }
        if others > 0 {
            remarks.append(
                "\(cache): \(others) other \(others == 1 ? "repository" : "repositories") there"
            )
        }
        return ([table.text] + remarks.map { $0 + "\n" }).joined(separator: "\n")
    }

    /// The rows as objects in a list.
    var json: OrderedJSON {
        .array(
            rows.map { row in
                let details = try? row.outcome.get()
                return [
                    "id": .string(row.location.id),
                    "source": .string(row.location.source.rawValue),
                    "revision": .text(row.location.revision),
                    "folder": .string(row.location.folder.path(percentEncoded: false)),
                    "bytes": .integer(row.bytes),
                    "usable": .bool(details != nil),
                    "error": .text(row.outcome.errorText),
                    "family": .text(details?.family.rawValue),
                    "architecture": .text(details?.architecture),
                    "resolution": details?.resolution.json ?? .null,
                ]
            }
        )
    }
}
