internal import Foundation

/// The states of some files of a folder at one time.
struct FileStates: Sendable {
    private let states: [String: FileState]

    /// Looks at the files with these names; what cannot be looked at has no state.
    init(of names: some Sequence<String>, in folder: URL) {
        var states: [String: FileState] = [:]
        for name in names {
            states[name] = FileState(path: folder.appending(path: name).path(percentEncoded: false))
        }
        self.states = states
    }

    /// The names of the files that have a state.
    var names: Set<String> { Set(states.keys) }

    /// Whether these files had a state before and have the same one in `later`.
    func areSame(in later: FileStates, for names: some Sequence<String>) -> Bool {
        names.allSatisfy { states[$0] != nil && states[$0] == later.states[$0] }
    }
}
