internal import Foundation

/// What the Hub tells of a repository's revision.
public struct HubModel: Sendable, Equatable {
    /// The hash of the commit that the revision has now.
    public let commit: String
    /// The names of its files.
    public let files: Set<String>
    /// The licence's short name, such as `apache-2.0`, where the owner gives one.
    public let license: String?
    /// Whether its owner gives it only to those who accept the terms.
    public let isGated: Bool

    /// Reads the Hub's answer.
    ///
    /// - Throws: `DecodingError`, for what is no such answer.
    init(json: [UInt8]) throws {
        let answer = try JSONDecoder().decode(Answer.self, from: Data(json))
        guard HubRepository.isCommit(answer.sha) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: [], debugDescription: "sha is no commit")
            )
        }
        commit = answer.sha
        files = Set(answer.siblings.map(\.rfilename))
        license = answer.cardData?.license
        isGated = answer.gated?.isGated ?? false
    }

    private struct Answer: Decodable {
        let sha: String
        let siblings: [File]
        let cardData: Card?
        let gated: Gate?
    }

    private struct File: Decodable {
        let rfilename: String
    }

    private struct Card: Decodable {
        let license: String?

        private enum Key: CodingKey {
            case license
        }

        /// Cards are written by hand; a licence of another form is none.
        init(from decoder: any Decoder) throws {
            license = try? decoder.container(keyedBy: Key.self).decode(
                String.self, forKey: .license)
        }
    }

    private struct Gate: Decodable {
        let isGated: Bool

        /// `false`, or by which way the owner decides.
        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            isGated = (try? value.decode(Bool.self)) ?? true
        }
    }
}

/// What the Hub tells of one file.
struct RemoteFile: Sendable, Equatable {
    let name: String
    /// Its name in the cache, which nearly always is its hash.
    let entityTag: String
    let size: Int
}
