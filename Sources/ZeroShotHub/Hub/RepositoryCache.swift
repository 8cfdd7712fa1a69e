internal import Foundation

/// One repository's folder in the cache: where things are, and how they are put there.
struct RepositoryCache: Sendable, Equatable {
    let folder: URL
    let locks: URL

    func snapshot(_ commit: String) -> URL {
        folder.appending(path: "snapshots/\(commit)", directoryHint: .isDirectory)
    }

    func blob(_ entityTag: String) -> String {
        folder.appending(path: "blobs/\(entityTag)").path(percentEncoded: false)
    }

    func partialBlob(_ entityTag: String) -> String { blob(entityTag) + ".incomplete" }

    func lock(_ entityTag: String) -> String {
        locks.appending(path: "\(entityTag).lock").path(percentEncoded: false)
    }

    /// The commit that a branch or tag had last; nil when nobody asked for it before.
    func commit(ofReference name: String) -> String? {
        guard let text = try? String(contentsOf: reference(name), encoding: .utf8) else {
            return nil
        }
        let commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return HubRepository.isCommit(commit) ? commit : nil
    }

    /// Names of files that the Hub does not have at a commit, as far as somebody asked.
    func absentNames(at commit: String) -> Set<String> {
        let path = absences(at: commit).path(percentEncoded: false)
        return Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
    }

    /// Makes the folders in which a commit's files will lie.
    ///
    /// - Throws: `HubError.unwritable`, `.diskFull`.
    func prepare(for commit: String) throws {
        for place in [folder.appending(path: "blobs"), snapshot(commit), locks] {
            try makeFolder(place)
        }
        tagCache()
    }

    /// Shows a blob as a file of a commit; all at once, whatever was there before.
    ///
    /// - Throws: `HubError.unwritable`, `.diskFull`.
    func link(_ name: String, at commit: String, to entityTag: String) throws {
        let link = snapshot(commit).appending(path: name).path(percentEncoded: false)
        let target = "../../blobs/\(entityTag)"
        let manager = FileManager.default
        guard (try? manager.destinationOfSymbolicLink(atPath: link)) != target else { return }
        try replace(link) { temporary in
            try manager.createSymbolicLink(atPath: temporary, withDestinationPath: target)
        }
    }

    /// Remembers which commit a branch or tag has now.
    ///
    /// - Throws: `HubError.unwritable`, `.diskFull`.
    func setReference(_ name: String, to commit: String) throws {
        guard self.commit(ofReference: name) != commit else { return }
        let file = reference(name)
        try makeFolder(file.deletingLastPathComponent())
        try replace(file.path(percentEncoded: false)) { temporary in
            try Data(commit.utf8).write(to: URL(filePath: temporary))
        }
    }

    /// Remembers names of files that the Hub does not have at a commit.
    ///
    /// - Throws: `HubError.unwritable`, `.diskFull`.
    func setAbsent(_ names: some Sequence<String>, at commit: String) throws {
        let known = absentNames(at: commit)
        let folder = absences(at: commit)
        for name in names.sorted() where !known.contains(name) {
            try makeFolder(folder)
            let file = folder.appending(path: name)
            do {
                try Data().write(to: file)
            } catch {
                throw HubError(writing: file.path(percentEncoded: false), error)
            }
        }
    }

    private func reference(_ name: String) -> URL { folder.appending(path: "refs/\(name)") }

    private func absences(at commit: String) -> URL {
        folder.appending(path: ".no_exist/\(commit)", directoryHint: .isDirectory)
    }

    private func makeFolder(_ place: URL) throws {
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        } catch {
            throw HubError(writing: place.path(percentEncoded: false), error)
        }
    }

    /// Makes something under another name in the same folder and moves it to its place.
    private func replace(_ path: String, making make: (_ temporary: String) throws -> Void) throws {
        let temporary = "\(path).\(UUID().uuidString).tmp"
        do {
            try make(temporary)
            guard unsafe rename(temporary, path) == 0 else { throw SystemProblem(errno: errno) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw HubError(writing: path, error)
        }
    }

    /// Tells backup programs that the cache can be downloaded again; not worth an error.
    ///
    /// The first line is the standard's: https://bford.info/cachedir/.
    private func tagCache() {
        let tag = folder.deletingLastPathComponent().appending(path: "CACHEDIR.TAG")
        guard !FileManager.default.fileExists(atPath: tag.path(percentEncoded: false)) else {
            return
        }
        let text = """
            Signature: 8a477f597d28d172789f06886806bc55
            # What lies here was downloaded from the Hugging Face Hub and can be again.
            # About this file: https://bford.info/cachedir/

            """
        try? Data(text.utf8).write(to: tag, options: .atomic)
    }
}
