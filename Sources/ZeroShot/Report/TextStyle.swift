/// How the report for people is set.
public struct TextStyle: Sendable, Equatable {
    /// The narrowest page that holds a table.
    public static let narrowest = 40

    /// 80 columns, no colours.
    public static let plain = TextStyle(width: 80, ansi: false)

    /// Columns of the page.
    public let width: Int
    /// Whether ANSI escape sequences set colours and weights; for terminals only.
    public let ansi: Bool

    /// A page of that width, but not below ``narrowest`` columns.
    public init(width: Int, ansi: Bool) {
        self.width = max(width, Self.narrowest)
        self.ansi = ansi
    }

    enum Ink: Int {
        case bold = 1
        case dim = 2
        case red = 31
        case yellow = 33
    }

    func paint(_ text: String, _ ink: Ink) -> String {
        ansi && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }
}
