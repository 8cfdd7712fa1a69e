import ZeroShot

/// The images that the INPUT arguments name, one after the other.
///
/// Folders are walked while the run goes on, so memory does not grow with the number of images;
/// they are walked once before, to count.
struct InputExpansion: Sequence, Sendable {
    /// How many images there are.
    let count: Int
    /// Other files that folders hold.
    let notices: [Notice]
    private let arguments: [InputArgument]

    /// Looks at all arguments.
    ///
    /// - Throws: `UsageError` for an empty argument, a list that cannot be used, a list in a list,
    ///   a folder without images, or standard input named twice.
    init(_ texts: [String]) throws {
        arguments = try texts.map(InputArgument.init)
        var (count, standardInputs) = (0, 0)
        var notices: [Notice] = []
        for argument in arguments {
            for part in try argument.parts() {
                switch part {
                case .item(let item):
                    count += 1
                    standardInputs += item.location == .standardInput ? 1 : 0
                case .folder(let walk):
                    let folder = walk.folder.description
                    let (items, others) = Self.count(walk)
                    guard items > 0 else { throw UsageError.folderWithoutImages(folder) }
                    count += items
                    if others > 0 {
                        notices.append(.otherFilesSkipped(folder: folder, count: others))
                    }
                }
            }
        }
        guard standardInputs < 2 else { throw UsageError.standardInputTwice }
        self.count = count
        self.notices = notices
    }

    func makeIterator() -> AnyIterator<InputItem> {
        AnyIterator(arguments.lazy.flatMap(\.items).makeIterator())
    }

    /// How many items the walk yields, those that will fail included, and how many other files.
    private static func count(_ walk: FolderWalk) -> (items: Int, others: Int) {
        var (items, others) = (0, 0)
        for found in walk {
            if found == .other { others += 1 } else { items += 1 }
        }
        return (items, others)
    }
}

/// One INPUT argument.
private enum InputArgument: Sendable {
    case plain(InputPart)
    case list(TextLines)

    /// A file, folder, address, `-`, or a list `@FILE` of those, one a line.
    init(_ text: String) throws {
        let path = FilePath(argument: text)
        if path.bytes.isEmpty { throw UsageError.emptyInput }
        if path.bytes.first == Self.listMark {
            let list = FilePath(bytes: Array(path.bytes.dropFirst()))
            self = .list(try TextLines(contentsOf: list))
        } else {
            self = .plain(InputPart(path))
        }
    }

    /// What the argument consists of.
    ///
    /// - Throws: `UsageError` for a list in a list.
    func parts() throws -> AnySequence<InputPart> {
        switch self {
        case .plain(let part): return AnySequence([part])
        case .list(let lines):
            if let nested = lines.first(where: { $0.first == Self.listMark }) {
                throw UsageError.listInList(
                    list: lines.path.description, line: String(decoding: nested, as: UTF8.self)
                )
            }
            return AnySequence(lines.lazy.map { InputPart(FilePath(bytes: $0)) })
        }
    }

    var items: AnySequence<InputItem> {
        switch self {
        case .plain(let part): part.items
        case .list(let lines):
            AnySequence(lines.lazy.flatMap { InputPart(FilePath(bytes: $0)).items })
        }
    }

    private static let listMark = UInt8(ascii: "@")
}

/// One image, or a folder of them.
private enum InputPart: Sendable {
    case item(InputItem)
    case folder(FolderWalk)

    init(_ path: FilePath) {
        let item = InputItem(path)
        // What is not there, or cannot be looked at, fails when it is read.
        if case .file = item.location, (try? FileSystem.kind(of: path)) == .folder {
            self = .folder(FolderWalk(folder: path))
        } else {
            self = .item(item)
        }
    }

    var items: AnySequence<InputItem> {
        switch self {
        case .item(let item): AnySequence([item])
        case .folder(let walk):
            AnySequence(
                walk.lazy.compactMap { found in
                    switch found {
                    case .image(let path): InputItem(file: path)
                    case .unreadable(let folder, let error):
                        InputItem(unreadableFolder: folder, error)
                    case .other: nil
                    }
                }
            )
        }
    }
}
