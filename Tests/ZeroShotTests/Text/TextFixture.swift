import Foundation

/// Recorded texts and token ids; `Tools/parity/tokens.py` makes them.
enum TextFixture {
    struct Missing: Error {
        let name: String
    }

    static let context = 77

    static func url(_ name: String) throws -> URL {
        guard let fixtures = Bundle.module.resourceURL else { throw Missing(name: name) }
        return fixtures.appending(path: "Fixtures/text/\(name)")
    }

    static func texts() throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(contentsOf: url("texts.json")))
    }

    /// The ids of each text, from numbers of 16 bits: how many ids, then the ids.
    static func ids(_ name: String) throws -> [[Int32]] {
        let bytes = Array(try Data(contentsOf: url(name)))
        let numbers = stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int32(bytes[$0]) | Int32(bytes[$0 + 1]) << 8
        }
        var lists: [[Int32]] = []
        var position = 0
        while position < numbers.count {
            let end = position + 1 + Int(numbers[position])
            guard end <= numbers.count else { throw Missing(name: "the end of \(name)") }
            lists.append(Array(numbers[(position + 1)..<end]))
            position = end
        }
        return lists
    }
}
