import Foundation
import ZeroShot

/// The images of a folder or CSV file, and what each of them is called there.
struct LabelledImages: Sendable {
    /// One image.
    struct Image: Sendable {
        let item: InputItem
        /// Where it is in the folder or CSV file.
        let path: String
        /// The name of its folder, or its label in the file.
        let name: String
    }

    let input: EvaluationReport.Input
    let images: [Image]
    /// Every name once: of folders in byte order, those without images included; of a file's labels
    /// as they first appear.
    let names: [String]
    /// What was left out.
    let notices: [Notice]

    /// Looks for labelled images.
    ///
    /// - Parameters:
    ///   - argument: a folder whose folders are named after classes, or a CSV file.
    ///   - noneName: what images are called that no label is right for; it must be among the names.
    /// - Throws: `EvaluationError`, `PromptError`.
    init(at argument: String, noneName: String?) throws {
        let path = FilePath(argument: argument)
        func refuse(_ problem: InputProblem) -> EvaluationError {
            .input(path: argument, problem)
        }
        let content: Content
        do {
            switch try FileSystem.kind(of: path) {
            case .folder: content = try Content(folder: path)
            case .file where FolderWalk.isImage(path.bytes): throw refuse(.imageFile)
            case .file, .other: content = try Content(table: path)
            }
        } catch FileError.missing {
            throw refuse(.missing)
        } catch let error as FileError {
            throw refuse(.unreadable(reason: "\(error)"))
        }
        input = EvaluationReport.Input(path: argument, kind: content.kind, noneName: noneName)
        (images, names, notices) = (content.images, content.names, content.notices)
        if let noneName, !names.contains(where: { LabelledClasses.isSame($0, noneName) }) {
            throw EvaluationError.noneNotFound(noneName, source: argument)
        }
    }

    /// The labels that the names stand for, each once, without the name for none of them.
    ///
    /// In the name of a folder an underscore stands for a blank; labels in a file are taken as they
    /// are.
    var labels: [String] {
        var seen: Set<String> = []
        return names.filter { name in
            input.noneName.map { !LabelledClasses.isSame(name, $0) } ?? true
        }
        .map { input.kind == .folder ? LabelledClasses.label(ofFolder: $0) : $0 }
        .filter { seen.insert($0).inserted }
    }
}

/// What a folder or file holds.
private struct Content {
    let kind: EvaluationReport.Input.Kind
    var images: [LabelledImages.Image] = []
    var names: [String] = []
    var notices: [Notice] = []

    /// The images of the folders in a folder, however deep they lie.
    init(folder: FilePath) throws {
        kind = .folder
        let entries = try FileSystem.entries(of: folder)
        let classes = entries.filter { $0.kind == .folder }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        let beside = entries.count { $0.kind == .file && FolderWalk.isImage($0.name) }
        guard !classes.isEmpty else {
            throw EvaluationError.input(
                path: folder.description, .noClassFolders(images: beside))
        }
        let prefix = folder.appending([]).bytes.count
        var others = entries.count - classes.count - beside
        for entry in classes {
            let name = String(decoding: entry.name, as: UTF8.self)
            names.append(name)
            for found in FolderWalk(folder: folder.appending(entry.name)) {
                let item: InputItem
                let path: FilePath
                switch found {
                case .image(let image): (item, path) = (InputItem(file: image), image)
                case .unreadable(let folder, let error):
                    (item, path) = (InputItem(unreadableFolder: folder, error), folder)
                case .other:
                    others += 1
                    continue
                }
                images.append(
                    LabelledImages.Image(
                        item: item, path: String(decoding: path.bytes[prefix...], as: UTF8.self),
                        name: name))
            }
        }
        guard !images.isEmpty else {
            throw EvaluationError.input(path: folder.description, .noImages)
        }
        if beside > 0 {
            notices.append(
                .evaluation(.imagesOutsideClasses(folder: folder.description, count: beside)))
        }
        if others > 0 {
            notices.append(.otherFilesSkipped(folder: folder.description, count: others))
        }
    }

    /// The images that a CSV file names; their paths are relative to its folder.
    init(table: FilePath) throws {
        kind = .csv
        let rows = try LabelledTable(contentsOf: URL(filePath: table.description)).rows
        let slash = UInt8(ascii: "/")
        let folder = table.bytes.lastIndex(of: slash).map { Array(table.bytes[...$0]) } ?? []
        var seen: Set<String> = []
        images = rows.map { row in
            let path = FilePath(bytes: Array(row.path.utf8))
            let scheme = row.path.prefix { $0 != ":" }.lowercased()
            let isAddress =
                ["http", "https"].contains(scheme)
                && row.path.dropFirst(scheme.count).hasPrefix("://")
            let isAbsolute = path.bytes.first == slash
            let item =
                isAddress
                ? InputItem(path)
                : InputItem(file: FilePath(bytes: (isAbsolute ? [] : folder) + path.bytes))
            if seen.insert(row.label).inserted { names.append(row.label) }
            // An address is called what the item is called, which hides credentials.
            return LabelledImages.Image(
                item: item, path: isAddress ? item.source : row.path, name: row.label)
        }
    }
}
