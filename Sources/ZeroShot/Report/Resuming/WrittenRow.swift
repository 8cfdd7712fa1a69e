/// What a report or a file of embeddings that was written before says of one image, as far as a run
/// that goes on with it has to know.
package struct WrittenRow: Sendable, Equatable {
    /// The path or address of the image.
    package let source: String
    /// The code of the failure, where the image failed.
    package let failure: String?
    /// Whether confidence in the first place is low.
    package let isLow: Bool
    /// Whether the image was answered with none of these.
    package let isAbstained: Bool

    package init(
        source: String, failure: String? = nil, isLow: Bool = false, isAbstained: Bool = false
    ) {
        self.source = source
        self.failure = failure
        self.isLow = isLow
        self.isAbstained = isAbstained
    }
}

/// A line of a file that `jsonl` wrote.
package enum WrittenLine: Sendable, Equatable {
    /// What stands before the images.
    case run
    /// One image.
    case image(WrittenRow)
    /// What stands behind the images.
    case summary

    /// Reads a line of a report.
    ///
    /// Nil for anything but such a line.
    package init?(ofReport line: [UInt8]) {
        guard let fields = try? Fields(line) else { return nil }
        switch fields.type {
        case "run": self = .run
        case "image":
            guard let row = fields.row else { return nil }
            self = .image(row)
        case "summary": self = .summary
        default: return nil
        }
    }
}

extension WrittenRow {
    /// Reads a line of a file of image embeddings.
    ///
    /// Nil for anything but such a line.
    package init?(ofEmbeddings line: [UInt8]) {
        guard let row = (try? Fields(line))?.row else { return nil }
        self = row
    }
}

/// The members of a line that are looked at; numbers are passed over unread.
private struct Fields {
    var type: String?
    var source: String?
    var flag: String?
    var failure: String?
    var isAbstained = false

    init(_ line: [UInt8]) throws {
        var cursor = JSONCursor(line)
        try cursor.readObject { key, value in
            switch String(decoding: key, as: UTF8.self) {
            case "type": type = try value.text()
            case "source": source = try value.text()
            case "confidence": flag = try value.text(of: "flag")
            case "abstention":
                isAbstained = value.isAtObject()
                _ = try value.skipValue()
            case "error": failure = try value.text(of: "code")
            default: _ = try value.skipValue()
            }
        }
        try cursor.requireEnd()
    }

    var row: WrittenRow? {
        source.map {
            WrittenRow(
                source: $0, failure: failure, isLow: flag == Confidence.Flag.low.rawValue,
                isAbstained: isAbstained)
        }
    }
}

extension JSONCursor {
    fileprivate mutating func text() throws -> String {
        var bytes: [UInt8] = []
        try readString(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of a member of an object; nil where there is no object, or no such member in it.
    fileprivate mutating func text(of name: String) throws -> String? {
        guard isAtObject() else {
            _ = try skipValue()
            return nil
        }
        var found: String?
        try readObject { key, value in
            if key.elementsEqual(name.utf8) {
                found = try value.text()
            } else {
                _ = try value.skipValue()
            }
        }
        return found
    }
}
