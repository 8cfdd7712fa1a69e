/// One image to be read.
struct InputItem: Sendable, Equatable {
    enum Location: Sendable, Equatable {
        case file(FilePath)
        /// An `http` or `https` address.
        case address(String)
        case standardInput
        /// A folder that could not be read while its files were looked for.
        case unreadableFolder(FileError)
        /// A list whose further lines could not be read.
        case unreadableList(FileError)
        /// A line that names another list.
        case listInList(UsageError)
        /// The image itself.
        case bytes(ArraySlice<UInt8>)
    }

    /// What the report calls it: the path or address as it was given, without credentials; `-` for
    /// standard input.
    let source: String
    let location: Location

    /// The item that one argument, or one line of a list, names.
    init(_ path: FilePath) {
        let text = path.description
        let scheme = text.prefix { $0 != ":" }
        if text == "-" {
            self.init(source: text, location: .standardInput)
        } else if ["http", "https"].contains(scheme.lowercased()),
            text.dropFirst(scheme.count).hasPrefix("://")
        {
            self.init(source: Self.hidingCredentials(in: text), location: .address(text))
        } else {
            self.init(file: path)
        }
    }

    /// A file, whatever its path looks like.
    init(file: FilePath) {
        self.init(source: file.description, location: .file(file))
    }

    init(unreadableFolder folder: FilePath, _ error: FileError) {
        self.init(source: folder.description, location: .unreadableFolder(error))
    }

    init(unreadableList list: FilePath, _ error: FileError) {
        self.init(source: list.description, location: .unreadableList(error))
    }

    init(line: String, inList list: String) {
        self.init(source: line, location: .listInList(.listInList(list: list, line: line)))
    }

    init(source: String, location: Location) {
        self.source = source
        self.location = location
    }

    /// The address with `user:password@` replaced by `***@`: reports are passed on.
    static func hidingCredentials(in address: String) -> String {
        guard let scheme = address.firstRange(of: "://") else { return address }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return address }
        return address[..<scheme.upperBound] + "***" + address[at...]
    }
}
