/// How pictures are decoded.
public enum DecodingMode: String, Sendable, CaseIterable {
    /// To the pixels that Pillow decodes.
    case exact
    /// Large JPEGs are shrunk by their decoder first, by 2, 4 or 8, never below twice the size they
    /// are resized to: several times as fast, and similarities differ a little.
    case fast
}
