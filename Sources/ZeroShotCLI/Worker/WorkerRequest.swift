import ZeroShot

/// A batch of images that the worker is asked about.
struct WorkerRequest {
    /// Comes back with the answer.
    let id: String
    let items: [InputItem]

    /// The batch that a frame holds.
    ///
    /// - Parameters:
    ///   - frame: with a header of type `batch`; members that are not known are passed over, so
    ///     that later versions may add some.
    ///   - number: of the frame, for messages.
    ///   - limit: the most items.
    /// - Throws: `WorkerProtocolError.message`.
    init(_ frame: Frame, number: Int, limit: Int) throws {
        do {
            let header = Members(frame.header, path: "")
            let type = try header.text("type")
            guard type == "batch" else { throw Problem.unknownType(type) }
            id = try header.text("id")
            items = try Self.items(header, body: frame.body, limit: limit)
        } catch let problem as Problem {
            throw WorkerProtocolError.message(frame: number, problem)
        }
    }

    private typealias Problem = WorkerProtocolError.MessageProblem

    private static func items(
        _ header: Members, body: [UInt8], limit: Int
    ) throws -> [InputItem] {
        let list = try header.list("items")
        guard list.count <= limit else { throw Problem.tooManyItems(list.count, limit: limit) }
        var items: [InputItem] = []
        items.reserveCapacity(list.count)
        var position = 0
        for (index, element) in list.enumerated() {
            let members = Members(element, path: "items[\(index)].")
            let location = try location(members, in: body, at: &position)
            items.append(
                InputItem(source: try source(members, location), location: location))
        }
        guard position == body.count else {
            throw Problem.bodyLength(body.count, announced: position)
        }
        return items
    }

    /// Where the image of one item is; one that lies in the body moves the position behind it.
    private static func location(
        _ members: Members, in body: [UInt8], at position: inout Int
    ) throws -> InputItem.Location {
        let given = ["path", "url", "bytes"].filter { members[$0] != nil }
        guard given.count == 1 else {
            throw Problem.member(
                members.path + "path", found: given.isEmpty ? "nothing" : "\(given.count) places",
                expected: "one of path, url and bytes")
        }
        switch given[0] {
        case "path":
            return .file(FilePath(bytes: Array(try members.text("path").utf8)))
        case "url":
            return .address(try members.text("url"))
        default:
            let count = try members.count("bytes")
            let rest = body.count - position
            guard count <= rest else {
                throw Problem.member(
                    members.path + "bytes", found: "\(count)",
                    expected: "at most the \(rest) bytes that the body still holds")
            }
            defer { position += count }
            return .bytes(body[position..<position + count])
        }
    }

    /// What the answer calls the image: what the item says, else its path or address.
    private static func source(
        _ members: Members, _ location: InputItem.Location
    ) throws -> String {
        if members["source"] != nil { return try members.text("source") }
        switch location {
        case .file(let path): return path.description
        case .address(let address): return InputItem.hidingCredentials(in: address)
        default:
            throw Problem.member(
                members.path + "source", found: "nothing", expected: "a text, to go with bytes")
        }
    }
}

/// The members of one object of a header.
private struct Members {
    /// How messages call the object.
    let path: String
    private let members: [OrderedJSON.Member]

    init(_ json: OrderedJSON, path: String) {
        self.path = path
        if case .object(let members) = json { self.members = members } else { members = [] }
    }

    subscript(_ name: String) -> OrderedJSON? {
        members.first { $0.name == name }?.value
    }

    func text(_ name: String) throws -> String {
        guard case .string(let text) = self[name] else { throw problem(name, "a text") }
        return text
    }

    func list(_ name: String) throws -> [OrderedJSON] {
        guard case .array(let list) = self[name] else { throw problem(name, "a list") }
        return list
    }

    func count(_ name: String) throws -> Int {
        guard let count = self[name]?.integer, count >= 0 else {
            throw problem(name, "a number of bytes")
        }
        return count
    }

    private func problem(_ name: String, _ expected: String) -> WorkerProtocolError.MessageProblem {
        .member(path + name, found: self[name]?.kind ?? "nothing", expected: expected)
    }
}
