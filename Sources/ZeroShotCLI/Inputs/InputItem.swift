/// One image to be read.
struct InputItem: Sendable, Equatable {
    enum Location: Sendable, Equatable {
        case file
        /// An `http` or `https` address.
        case address
        case standardInput
    }

    /// The path or address, which is also what the report calls it; `-` for standard input.
    let source: String
    let location: Location

    /// The item that one argument, or one line of a list, names.
    init(_ argument: String) {
        source = argument
        let scheme = argument.prefix { $0 != ":" }.lowercased()
        if argument == "-" {
            location = .standardInput
        } else if ["http", "https"].contains(scheme) && argument.contains("://") {
            location = .address
        } else {
            location = .file
        }
    }
}
