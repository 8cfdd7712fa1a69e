import Foundation
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
    /// - Throws: `UsageError` for a list that cannot be read, a list in a list, a folder without
    ///   images, or standard input named twice.
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
                    let (images, others) = Self.count(walk)
                    guard images > 0 else { throw UsageError.folderWithoutImages(walk.folder) }
                    count += images
                    if others > 0 {
                        notices.append(.otherFilesSkipped(folder: walk.folder, count: others))
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

    private static func count(_ walk: FolderWalk) -> (images: Int, others: Int) {
        var (images, others) = (0, 0)
        for found in walk {
            switch found {
            case .image: images += 1
            case .other: others += 1
            }
        }
        return (images, others)
    }
}

/// One INPUT argument.
private enum InputArgument: Sendable {
    case plain(InputPart)
    case list(TextLines)

    /// A file, folder, address, `-`, or a list `@FILE` of those, one a line.
    init(_ text: String) throws {
        if text.hasPrefix("@") {
            self = .list(try TextLines(contentsOf: String(text.dropFirst())))
        } else {
            self = .plain(InputPart(text))
        }
    }

    /// What the argument consists of.
    ///
    /// - Throws: `UsageError` for a list in a list.
    func parts() throws -> AnySequence<InputPart> {
        switch self {
        case .plain(let part): return AnySequence([part])
        case .list(let lines):
            if let nested = lines.first(where: { $0.hasPrefix("@") }) {
                throw UsageError.listInList(list: lines.path, line: nested)
            }
            return AnySequence(lines.lazy.map(InputPart.init))
        }
    }

    var items: AnySequence<InputItem> {
        switch self {
        case .plain(let part): part.items
        case .list(let lines): AnySequence(lines.lazy.flatMap { InputPart($0).items })
        }
    }
}

/// One image, or a folder of them.
private enum InputPart: Sendable {
    case item(InputItem)
    case folder(FolderWalk)

    init(_ text: String) {
        let item = InputItem(text)
        let values = try? URL(filePath: text).resourceValues(forKeys: [.isDirectoryKey])
        let isFolder = item.location == .file && values?.isDirectory == true
        self = isFolder ? .folder(FolderWalk(folder: text)) : .item(item)
    }

    var items: AnySequence<InputItem> {
        switch self {
        case .item(let item): AnySequence([item])
        case .folder(let walk):
            AnySequence(
                walk.lazy.compactMap { found in
                    if case .image(let path) = found { InputItem(path) } else { nil }
                }
            )
        }
    }
}
