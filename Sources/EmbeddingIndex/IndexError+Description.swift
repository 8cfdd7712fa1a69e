extension IndexError: CustomStringConvertible {
    /// The sentence for people.
    package var description: String {
        switch self {
        case .missing(let path):
            """
            \(path): there is no index here. Build one with 'zeroshot index build FOLDER', or name \
            the one that you mean with --index.
            """
        case .notAFolder(let path):
            "\(path): this is no folder, and an index is one; give another path with --index."
        case .notEmpty(let path):
            """
            \(path): this folder holds other files, and an index has a folder of its own. Name a \
            new or empty one with --index.
            """
        case .newerVersion(let index, let version, let known):
            """
            \(index): the index has version \(version), and this zeroshot knows \(known). Use the \
            zeroshot that built it, or build a new index.
            """
        case .damaged(let index, let damage):
            """
            \(index): the index is damaged: \(damage). 'zeroshot index verify' lists all damage; \
            remove the index and build it again.
            """
        case .unreadable(let file, let reason):
            "\(file): the index cannot be read (\(reason)). Check the path and its permissions."
        case .unwritable(let file, let reason):
            """
            \(file): the index cannot be written (\(reason)). What was written before is complete; \
            make room or choose another place with --index, then run the same command again.
            """
        case .locked(let index, let holder):
            """
            \(index): \(holder) writes to this index. Wait until it has ended; reading goes on \
            meanwhile.
            """
        case .pruned(let index):
            "\(index): the index was pruned while it was read. Run the same command again."
        case .other(let property, let index, let built, let run):
            Self.sentence(property, index, built: built, run: run)
        case .mixedOrigins(let index, let isImported):
            isImported
                ? """
                \(index): this index holds imported embeddings, which are not mixed with computed \
                ones. Build another index with --index.
                """
                : """
                \(index): this index holds embeddings computed here, which are not mixed with \
                imported ones. Import into another index with --index.
                """
        case .overlappingFolders(let index, let folder, let known):
            """
            \(folder): this folder holds \(known), which the index \(index) has already, so its \
            images would be there twice. Build a new index of \(folder).
            """
        case .noFolders(let index):
            "\(index): the index knows no folder yet; name one: zeroshot index build FOLDER."
        case .array(let file, let problem): "\(file): \(problem)"
        case .paths(let file, let problem): "\(file): \(problem)"
        }
    }

    private static func sentence(
        _ property: IndexProperty, _ index: String, built: String, run: String
    ) -> String {
        switch property {
        case .parity:
            "\(index): the index was built with --parity \(built), and this run has \(run). Give "
                + "--parity \(built)."
        case .precision:
            "\(index): the index was built in the precision \(built), and this run computes in "
                + "\(run). Give the --precision of the index."
        case .decoding:
            "\(index): the index was built with --decode \(built), and this run has \(run). Give "
                + "--decode \(built)."
        case .code:
            "\(index): the index was built by \(built), and this is \(run). Embeddings of both are "
                + "not mixed: go on with the zeroshot that built it, or build a new index with "
                + "--index. It can still be queried."
        case .store:
            "\(index): the index was built with --store \(built), and this run has \(run). Leave "
                + "--store out."
        }
    }
}

extension IndexDamage: CustomStringConvertible {
    /// What was found, for a sentence.
    package var description: String {
        switch self {
        case .header(let file): "\(file) does not begin with the header that was written"
        case .short(let file, let bytes, let expected):
            "\(file) has \(bytes) bytes and should have \(expected)"
        case .block(let rows):
            "rows \(rows.lowerBound) to \(rows.upperBound - 1) do not have their checksum"
        case .row(let row): "row \(row) is no vector of unit length"
        case .blocks(let row): "the blocks of rows leave a gap or overlap at row \(row)"
        case .database(let finding): "the database is not consistent (\(finding))"
        }
    }
}

extension NPYProblem: CustomStringConvertible {
    /// What was found, what was expected, what to do.
    package var description: String {
        switch self {
        case .unreadable(let reason): "this array cannot be read (\(reason)). Check the path."
        case .notAnArray:
            "this is no NumPy array: it does not begin as .npy files do. Give what numpy.save wrote."
        case .version(let major):
            "this .npy file has version \(major), and 1, 2 and 3 are known. Save it with "
                + "numpy.save again."
        case .header(let found):
            "the header of this .npy file cannot be understood (\(found)). Save it with numpy.save "
                + "again."
        case .elementType(let type):
            "the values are of type '\(type)', and '<f2' or '<f4' is needed: half or single "
                + "precision, little-endian. Convert with array.astype('<f4')."
        case .fortranOrder:
            "the values lie in Fortran order, and rows must lie one after another. Convert with "
                + "numpy.ascontiguousarray."
        case .shape(let shape):
            "the array has the shape \(shape), and two axes are needed: images and values."
        case .dimension(let found, let expected, let checkpoint):
            "the rows have \(found) values, and embeddings of '\(checkpoint)' have \(expected). "
                + "Name the checkpoint that computed them."
        case .size(let bytes, let expected):
            "the file has \(bytes) bytes, and its header promises \(expected). It was cut, or "
                + "something was added; get it anew."
        case .row(let row, let isZero):
            isZero
                ? "row \(row) is all zeros, so it has no direction. Take it and its path out."
                : "row \(row) has a value that is no finite number. Take it and its path out."
        }
    }
}

extension PathListProblem: CustomStringConvertible {
    /// What was found, what was expected, what to do.
    package var description: String {
        switch self {
        case .unreadable(let reason): "this list of paths cannot be read (\(reason))."
        case .notText: "this list of paths is not UTF-8 text; save it as UTF-8."
        case .count(let found, let rows):
            "there are \(found) paths for \(rows) rows; give one for each row, in their order."
        case .empty(let line): "line \(line) is empty; each line names the image of one row."
        case .json(let line):
            "line \(line) is no JSON object with the image's path as 'path', 'image_path', "
                + "'source' or 'url'."
        }
    }
}
