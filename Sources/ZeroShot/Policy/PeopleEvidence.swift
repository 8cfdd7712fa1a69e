/// One kind of sign in an image's metadata that people are in the image, and how often it is there.
///
/// The metadata may name the people; the names are not kept, since no report needs them.
public struct PeopleEvidence: Equatable, Codable, Sendable {
    /// The kinds of sign.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        /// A region of type Face, named or not (Metadata Working Group, `mwg-rs`).
        case faceRegion
        /// An entry of the IPTC property that lists the persons shown (`Iptc4xmpExt:PersonInImage`).
        case personInImage
    }

    /// What was found.
    public let kind: Kind
    /// How many of them, 1 or more.
    public let count: Int

    /// The signs in an XMP packet, one per kind.
    ///
    /// Never fails: what cannot be read as XMP holds no sign, and of a damaged packet the readable start counts.
    /// No external entity is fetched, and a packet with a document type, where entities could be declared, is
    /// not read.
    ///
    /// - Parameter packet: The packet's bytes, in UTF-8 or UTF-16.
    /// - Returns: The signs in the order of `Kind`; empty when there is none.
    public static func found(inXMP packet: [UInt8]) -> [PeopleEvidence] {
        guard let text = XMPText.text(of: packet) else { return [] }
        let counts = XMPPeopleReader.counts(in: text)
        return Kind.allCases.compactMap { kind in
            counts[kind].map { PeopleEvidence(kind: kind, count: $0) }
        }
    }
}

extension PeopleEvidence: CustomStringConvertible {
    /// The kind and the count, for example `2 face regions`; never a name.
    public var description: String {
        switch kind {
        case .faceRegion: count == 1 ? "1 face region" : "\(count) face regions"
        case .personInImage: count == 1 ? "1 person listed" : "\(count) persons listed"
        }
    }
}
