public import Foundation

/// Sentences for each class, as CuPL's own files have them:
/// `{"tree frog": ["A tree frog is ...", ...], ...}`.
public struct PromptFile: Sendable, Equatable {
    /// One class and what is said of it.
    public struct Class: Sendable, Equatable {
        /// The class name.
        public let label: String
        /// At least one sentence.
        public let sentences: [String]
    }

    /// What happens to a class that stands in the file more than once.
    public enum RepeatedClasses: Sendable {
        /// It is an error: the file may mean two things by one name, as ImageNet's two cranes.
        case refused
        /// It is one class, at the place of the first, with the sentences of all.
        case merged
    }

    /// The file's path as it was given.
    let name: String
    /// In the file's order.
    public let classes: [Class]

    /// Reads a prompts file.
    ///
    /// A sentence that a class has several times stays so and counts as often, as it does in the
    /// program of CuPL's authors.
    ///
    /// - Throws: ``PromptError`` when the file cannot be read, is not JSON of that form, or has a
    ///   class twice (unless they are merged), without a name or without sentences.
    public init(
        contentsOf file: URL, repeatedClasses: RepeatedClasses = .refused
    ) throws {
        try self.init(TextFile(contentsOf: file), repeatedClasses: repeatedClasses)
    }

    init(_ file: TextFile, repeatedClasses: RepeatedClasses = .refused) throws {
        let json: OrderedJSON
        do {
            json = try OrderedJSON(parsing: file.text)
        } catch let error as JSONSyntaxError {
            throw PromptError.promptFile(file.name, .notJSON(error))
        }
        try self.init(json, name: file.name, repeatedClasses: repeatedClasses)
    }

    /// Reads what a prompts file holds; `name` is what errors call it.
    ///
    /// - Throws: ``PromptError/promptFile(_:_:)``.
    package init(
        _ json: OrderedJSON, name: String, repeatedClasses: RepeatedClasses = .refused
    ) throws {
        func refuse(_ problem: PromptFileProblem) -> PromptError {
            .promptFile(name, problem)
        }
        guard case .object(let members) = json else {
            throw refuse(.notAnObject(found: json.kind))
        }
        guard !members.isEmpty else {
            throw refuse(.noClasses)
        }
        if case .refused = repeatedClasses {
            var seen: Set<String> = []
            let repeated = members.map(\.name).filter { !seen.insert($0).inserted }
            guard repeated.isEmpty else {
                throw refuse(.repeatedClasses(repeated))
            }
        }
        self.name = name
        let entries = try members.map { member in
            guard member.name.contains(where: { !$0.isWhitespace }) else {
                throw refuse(.unnamedClass)
            }
            do {
                return Class(label: member.name, sentences: try Self.sentences(in: member.value))
            } catch let problem as SentencesProblem {
                throw refuse(.sentences(of: member.name, problem))
            }
        }
        classes = Self.merged(entries)
    }

    /// The classes with those of equal names made one.
    private static func merged(_ classes: [Class]) -> [Class] {
        var places: [String: Int] = [:]
        var merged: [Class] = []
        for one in classes {
            if let place = places[one.label] {
                let known = merged[place]
                merged[place] = Class(
                    label: known.label, sentences: known.sentences + one.sentences
                )
            } else {
                places[one.label] = merged.count
                merged.append(one)
            }
        }
        return merged
    }

    private static func sentences(in value: OrderedJSON) throws -> [String] {
        guard case .array(let elements) = value else {
            throw SentencesProblem.notAList(found: value.kind)
        }
        guard !elements.isEmpty else {
            throw SentencesProblem.none
        }
        return try elements.enumerated().map { index, element in
            guard case .string(let sentence) = element else {
                throw SentencesProblem.notAText(position: index + 1, found: element.kind)
            }
            guard sentence.contains(where: { !$0.isWhitespace }) else {
                throw SentencesProblem.blank(position: index + 1)
            }
            return sentence
        }
    }
}
