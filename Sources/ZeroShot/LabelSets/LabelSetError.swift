/// What keeps a label set from being read, written or used.
public enum LabelSetError: Error, Sendable, Equatable {
    /// The file could not be read.
    case unreadable(file: String, reason: String)
    /// The file is something else.
    case notALabelSet(file: String, LabelSetLookalike)
    /// The file has the form of a later version of zeroshot.
    case newerVersion(file: String, version: Int, known: Int)
    /// The file is a label set that is cut or changed.
    case damaged(file: String, LabelSetDamage)
    /// The classes have more text, or more values, than a label set may hold.
    case tooLarge(LabelSetExcess)
    /// The file could not be written; what was there is still there.
    case unwritable(file: String, reason: String)

    /// The label set follows one reference, the run another.
    case otherParity(file: String?, compiled: ParityMode, run: ParityMode)
    /// The label set was computed in one precision, the run computes in another.
    case otherPrecision(file: String?, compiled: String, run: String)
    /// The request asks for another averaging than the label set has.
    case otherAveraging(
        file: String?, compiled: ClassPrototypes.Averaging, requested: ClassPrototypes.Averaging)
    /// The checkpoint's files are no longer those that were opened.
    case checkpointChanged(folder: String)
}

/// What a file is that is no label set, as far as its beginning tells.
public enum LabelSetLookalike: Sendable, Equatable {
    /// It has no bytes.
    case empty
    /// It begins like JSON.
    case json
    /// It is some other text.
    case text
    /// Anything else.
    case other
}

/// What is wrong with a file that begins as a label set does.
public enum LabelSetDamage: Sendable, Equatable {
    /// The first line does not say how long the header is.
    case firstLine
    /// The file has another size than its header says.
    case size(found: Int, expected: Int)
    /// The bytes do not have the checksum at the end of the file.
    case checksum
    /// The header is not what was expected at an offset in bytes from the start of the file.
    case header(offset: Int, expected: String)
    /// A member of the header has a value that no label set has.
    case member(String, problem: String)
    /// The prototype of this class is no vector of unit length.
    case prototype(label: String)
}

/// What a label set has too much of.
public enum LabelSetExcess: Sendable, Equatable {
    /// Labels, templates and sentences take this many bytes.
    case text(bytes: Int, limit: Int)
    /// The prototypes have this many values.
    case values(Int, limit: Int)
}
