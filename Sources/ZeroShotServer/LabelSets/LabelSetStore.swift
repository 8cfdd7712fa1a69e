internal import Crypto
package import ZeroShot

/// The label sets that requests name: in a folder, or in memory while the server runs.
package actor LabelSetStore {
    /// Bytes of label sets that are held in memory: all of them where there is no folder, else
    /// those that were used last.
    package static let defaultMemory = 256 << 20

    fileprivate struct Held {
        let labelSet: LabelSet
        let bytes: Int
        /// Of its file, where there is one.
        let stamp: LabelSetFolder.Stamp?
        var lastUse: Int
    }

    private let folder: LabelSetFolder?
    private let limit: Int
    private let memory: Int
    private var held: [LabelSetName: Held] = [:]
    /// What lists say of the files in the folder, as long as they do not change.
    private var summaries: [LabelSetName: (stamp: LabelSetFolder.Stamp, LabelSetSummary)] = [:]
    private var uses = 0

    /// A store in memory.
    ///
    /// - Parameters:
    ///   - limit: the number of label sets that may be kept.
    ///   - memory: bytes of label sets that may be held in memory.
    package init(limit: Int, memory: Int = LabelSetStore.defaultMemory) {
        folder = nil
        self.limit = limit
        self.memory = memory
    }

    /// A store in the folder at a path, which is made where it is missing.
    ///
    /// - Throws: `LabelSetStoreError.folder`.
    package init(
        folder: String, limit: Int, memory: Int = LabelSetStore.defaultMemory
    ) throws {
        self.folder = try LabelSetFolder(path: folder)
        self.limit = limit
        self.memory = memory
    }

    /// The store that the operator asked for.
    ///
    /// - Throws: `LabelSetStoreError.folder`.
    package init(_ configuration: ServerConfiguration) throws {
        let limit = configuration.limits.labelSets
        if let folder = configuration.labelSetFolder {
            try self.init(folder: folder, limit: limit)
        } else {
            self.init(limit: limit)
        }
    }

    /// All label sets, in the order of their names; one that cannot be read says why.
    ///
    /// - Throws: the system's error for a folder that cannot be listed.
    package func list() throws -> [LabelSetSummary] {
        try names().compactMap { name in
            guard let folder else { return held[name].map { LabelSetSummary(name, $0) } }
            guard let stamp = folder.stamp(of: name) else { return nil }
            if let known = summaries[name], known.stamp == stamp { return known.1 }
            let summary: LabelSetSummary
            do {
                summary = LabelSetSummary(name, try found(name))
            } catch let LabelSetStoreError.damaged(_, error) {
                summary = LabelSetSummary(name, error)
            }
            summaries[name] = (stamp, summary)
            return summary
        }
    }

    /// The label set of a name, with that name as its file's.
    ///
    /// - Throws: `RequestError.labelSetName`, `LabelSetStoreError`.
    package func labelSet(named name: String) throws -> LabelSet {
        try found(LabelSetName(name)).labelSet
    }

    /// What lists say of one label set.
    ///
    /// - Throws: `LabelSetStoreError`.
    package func summary(of name: LabelSetName) throws -> LabelSetSummary {
        LabelSetSummary(name, try found(name))
    }

    /// The bytes of a label set's file.
    ///
    /// - Throws: `LabelSetStoreError`, the system's error.
    package func file(of name: LabelSetName) throws -> [UInt8] {
        let found = try found(name)
        return try folder?.bytes(of: name) ?? found.labelSet.encoded()
    }

    /// Makes sure that a label set could be kept under a name.
    ///
    /// - Throws: `LabelSetStoreError.tooMany`, the system's error.
    package func requireRoom(for name: LabelSetName) throws {
        let names = try names()
        guard names.count < limit || names.contains(name) else {
            throw LabelSetStoreError.tooMany(limit: limit)
        }
    }

    /// Keeps a label set, in the place of what had the name before.
    ///
    /// - Returns: whether the name is new.
    /// - Throws: `LabelSetStoreError`, `LabelSetError.tooLarge`; what was there is still there.
    package func keep(_ labelSet: LabelSet, as name: LabelSetName) throws -> Bool {
        try requireRoom(for: name)
        let isNew = try !names().contains(name)
        let bytes = try labelSet.encoded()
        var labelSet = labelSet
        labelSet.file = .init(
            path: name.text, sha256: Hexadecimal.text(SHA256.hash(data: bytes)))
        if let folder {
            try folder.write(bytes, as: name)
        } else {
            let others = held.filter { $0.key != name }.values.reduce(0) { $0 + $1.bytes }
            guard others + bytes.count <= memory else {
                throw LabelSetStoreError.tooLarge(limit: memory)
            }
        }
        hold(labelSet, bytes.count, folder?.stamp(of: name), as: name)
        return isNew
    }

    /// Forgets a label set.
    ///
    /// - Throws: `LabelSetStoreError`.
    package func remove(_ name: LabelSetName) throws {
        if let folder {
            try folder.remove(name)
            summaries[name] = nil
        } else if held[name] == nil {
            throw LabelSetStoreError.unknown(name.text)
        }
        held[name] = nil
    }

    private func names() throws -> [LabelSetName] {
        try folder?.names() ?? held.keys.sorted()
    }

    /// The label set as it is now; a file that somebody replaced is read again.
    private func found(_ name: LabelSetName) throws -> Held {
        let stamp = folder?.stamp(of: name)
        if let known = held[name], known.stamp == stamp {
            uses += 1
            held[name]?.lastUse = uses
            return known
        }
        guard let folder, let stamp else { throw LabelSetStoreError.unknown(name.text) }
        do {
            var labelSet = try folder.labelSet(named: name)
            labelSet.file = labelSet.file.map { .init(path: name.text, sha256: $0.sha256) }
            return hold(labelSet, stamp.size, stamp, as: name)
        } catch let error as LabelSetError {
            throw LabelSetStoreError.damaged(name.text, error)
        }
    }

    /// Keeps a label set in memory, and lets go of those used longest ago where a folder has them.
    @discardableResult
    private func hold(
        _ labelSet: LabelSet, _ bytes: Int, _ stamp: LabelSetFolder.Stamp?, as name: LabelSetName
    ) -> Held {
        uses += 1
        let new = Held(labelSet: labelSet, bytes: bytes, stamp: stamp, lastUse: uses)
        held[name] = new
        guard folder != nil else { return new }
        var total = held.values.reduce(0) { $0 + $1.bytes }
        for (other, old) in held.sorted(by: { $0.value.lastUse < $1.value.lastUse })
        where total > memory && other != name {
            total -= old.bytes
            held[other] = nil
        }
        return new
    }
}

extension LabelSetSummary {
    fileprivate init(_ name: LabelSetName, _ held: LabelSetStore.Held) {
        self.init(name, held.labelSet, bytes: held.bytes)
    }
}
