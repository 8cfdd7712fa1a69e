internal import Foundation

/// What the system says about the files of a folder, which tells whether one was written or
/// replaced since.
struct FileStates: Sendable {
    private struct State: Equatable {
        let device: dev_t
        let file: ino_t
        let size: off_t
        let times: [Int]  // of the last change of the contents and of the file's data, s and ns
    }

    private let states: [String: State]

    /// Looks at the files with these names; what cannot be looked at has no state.
    init(of names: some Sequence<String>, in folder: URL) {
        var states: [String: State] = [:]
        for name in names {
            var status = stat()
            let path = folder.appending(path: name).path(percentEncoded: false)
            guard unsafe stat(path, &status) == 0 else { continue }
            states[name] = State(
                device: status.st_dev, file: status.st_ino, size: status.st_size,
                times: [
                    status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                    status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
                ]
            )
        }
        self.states = states
    }

    /// Whether these files had a state before and have the same one in `later`.
    func areSame(in later: FileStates, for names: some Sequence<String>) -> Bool {
        names.allSatisfy { states[$0] != nil && states[$0] == later.states[$0] }
    }
}
