/// One sign in an image's metadata that people are in it; names are not kept.
public struct PeopleEvidence: Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable { case faceRegion }
    public let kind: Kind
    public var description: String { kind.rawValue }
}
