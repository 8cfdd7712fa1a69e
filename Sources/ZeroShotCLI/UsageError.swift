/// The command line asks for something that cannot be done; status 2.
enum UsageError: Error, Equatable {
    case folderWithoutImages(String)
    case emptyInput
    case unreadableList(path: String)
    case emptyList(path: String)
    case listInUTF16(path: String)
    case listInList(list: String, line: String)
    case standardInputTwice
    case unreadableConsentPolicy(path: String)
    case emptyConsentPolicy
    case environment(name: String, value: String, expected: String)
    case revisionOfFolder(revision: String, checkpoint: String)
    case twoRevisions(checkpoint: String, revision: String)
    case nothingToDownload(checkpoint: String)
    case benchmarkInput(String)
    case benchmarkPhoto(path: String, reason: String)
    case templatesWithoutLabels(file: String)
    case templatesBesideSentences(file: String)
    case optionForOtherFile(option: String, file: String, holding: String)
    case unusableFolder(path: String, reason: String)
    case unreadableImage(path: String, reason: String)
}

extension UsageError: CustomStringConvertible {
    /// One sentence: what was found, and what to give instead.
    var description: String {
        switch self {
        case .folderWithoutImages(let path):
            """
            \(path): the folder holds no images; give one with JPEG, PNG, WebP, GIF, TIFF, BMP or \
            HEIF files.
            """
        case .unreadableList(let path):
            "\(path): this list of inputs cannot be read; check the path behind the @."
        case .emptyInput:
            "One of the inputs is empty; give a file, a folder, an address, @list.txt or -."
        case .emptyList(let path):
            "\(path): this list names no inputs; write one on each line."
        case .listInUTF16(let path):
            "\(path): this list of inputs is UTF-16 text; save it as UTF-8."
        case .listInList(let list, let line):
            "\(list): the line '\(line)' names another list; give lists as arguments only."
        case .standardInputTwice:
            "Standard input is named twice; it holds one image only."
        case .unreadableConsentPolicy(let path):
            """
            \(path): this consent policy cannot be read as UTF-8 text; check the path behind the @.
            """
        case .emptyConsentPolicy:
            "The consent policy is empty; write down the terms under which the people agreed."
        case .environment(let name, let value, let expected):
            "\(name) is '\(value)'; set it to \(expected)."
        case .revisionOfFolder(let revision, let checkpoint):
            """
            --revision \(revision) goes with a checkpoint of the Hub, and \(checkpoint) is on this \
            machine; leave the option out.
            """
        case .twoRevisions(let checkpoint, let revision):
            "\(checkpoint) names one revision and --revision \(revision) another; give one of them."
        case .nothingToDownload(let checkpoint):
            """
            \(checkpoint): is on this machine already; give the id of a repository on the Hub, \
            such as openai/clip-vit-base-patch32.
            """
        case .benchmarkInput(let input):
            "\(input): a benchmark reads photos from files and folders of this machine; give one."
        case .benchmarkPhoto(let path, let reason):
            "\(path): this photo cannot be timed. \(reason)"
        case .templatesWithoutLabels(let file):
            """
            \(file): these templates are checked with the classes they are meant for; name them \
            with --labels or --labels-file.
            """
        case .templatesBesideSentences(let file):
            """
            \(file): with these sentences templates are used with --with-templates only; add it, or \
            name no templates.
            """
        case .optionForOtherFile(let option, let file, let holding):
            "\(option) means nothing here: \(file) holds \(holding). Leave it out."
        case .unusableFolder(let path, let reason):
            "\(path): the images of this folder cannot be listed. \(reason) Give a folder of images."
        case .unreadableImage(let path, let reason):
            "\(path): there is nothing to search with. \(reason)"
        }
    }
}
