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
            for part in argument.parts {
                switch part {
                case .listInList(let list, let line):
                    throw UsageError.listInList(list: list, line: line)
                case .item(let item):
                    count += 1
                    standardInputs += item.location == .standardInput ? 1 : 0
                case .folder(let walk):
                    let folder = walk.folder.description
                    let (items, others) = walk.counts()
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
        AnyIterator(arguments.lazy.flatMap(\.parts).flatMap(\.items).makeIterator())
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
    var parts: AnySequence<InputPart> {
        switch self {
        case .plain(let part): AnySequence([part])
        case .list(let lines): AnySequence(lines.lazy.map { Self.part($0, of: lines.path) })
        }
    }

    private static func part(
        _ line: Result<[UInt8], FileError>, of list: FilePath
    ) -> InputPart {
        switch line {
        case .success(let line) where line.first == listMark:
            .listInList(list: list.description, line: String(decoding: line, as: UTF8.self))
        case .success(let line): InputPart(FilePath(bytes: line))
        case .failure(let error): .item(InputItem(unreadableList: list, error))
        }
    }

    private static let listMark = UInt8(ascii: "@")
}

/// One image, or a folder of them.
private enum InputPart: Sendable {
    case item(InputItem)
    case folder(FolderWalk)
    /// A line of a list that names another one.
    case listInList(list: String, line: String)

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
        case .listInList(let list, let line):
            // The list was changed after it was looked at.
            AnySequence([InputItem(line: line, inList: list)])
        }
    }
}
