internal import Crypto
internal import Foundation

/// Everything that the rows of a run follow from beside its images.
///
/// Runs whose identities are equal may write to one file, one after the other.
package struct RunIdentity: Sendable, Equatable {
    /// Of the checkpoint.
    package let fingerprint: String
    /// All else, by the names that messages call it by.
    package private(set) var facts: [OrderedJSON.Member]

    package init(fingerprint: String, facts: [OrderedJSON.Member]) {
        self.fingerprint = fingerprint
        self.facts = facts
    }

    /// Adds what the caller's own options decide.
    package mutating func add(_ name: String, _ value: OrderedJSON) {
        facts.append(OrderedJSON.Member(name: name, value: value))
    }

    /// What both say differently, or only one of them says: its name, and the values as they are
    /// written.
    package func differences(from other: RunIdentity) -> [Difference] {
        let names = facts.map(\.name)
        let further = other.facts.map(\.name).filter { !names.contains($0) }
        return (names + further).compactMap { name in
            let difference = Difference(
                name: name, here: self.value(of: name), there: other.value(of: name))
            return difference.here == difference.there ? nil : difference
        }
    }

    /// Something that two runs say differently; nil where one of them does not say it.
    package struct Difference: Sendable, Equatable {
        package let name: String
        package let here: String?
        package let there: String?

        package init(name: String, here: String?, there: String?) {
            self.name = name
            self.here = here
            self.there = there
        }
    }

    /// As it is written, since a number is read as another kind of value than it was.
    private func value(of name: String) -> String? {
        facts.first { $0.name == name }?.value.description
    }
}

extension RunIdentity {
    /// The members of its JSON form.
    package var members: [OrderedJSON.Member] {
        [
            .init(name: "fingerprint", value: .string(fingerprint)),
            .init(name: "facts", value: .object(facts)),
        ]
    }

    /// Nil for members of another form.
    package init?(_ members: [OrderedJSON.Member]) {
        func value(_ name: String) -> OrderedJSON? { members.first { $0.name == name }?.value }
        guard case .string(let fingerprint)? = value("fingerprint"),
            case .object(let facts)? = value("facts")
        else { return nil }
        self.init(fingerprint: fingerprint, facts: facts)
    }
}

extension PreparedClasses {
    /// What this run's rows follow from.
    ///
    /// Of files with prompts and label sets, what is in them counts and not where they stand.
    package func identity(of request: ClassificationRequest) -> RunIdentity {
        var identity = RunIdentity(
            fingerprint: run.checkpoint.fingerprint,
            facts: [
                .init(name: "code", value: .string(CodeVersion.current.description)),
                .init(name: "precision", value: .string(run.checkpoint.precision)),
                .init(name: "resolution", value: run.checkpoint.resolution.json),
            ])
        for member in run.membersBeforeImages {
            switch member.name {
            case "checkpoint", "promptsFile": continue
            case "labelSet":
                identity.add(member.name, .text(run.labelSet?.sha256))
            case "support":
                identity.add(member.name, member.value)
                identity.add("support images", .text(support?.fingerprint))
            default: identity.add(member.name, member.value)
            }
        }
        identity.add("sentences", .string(request.prompts.sentencesHash))
        identity.add("people", run.people.json)
        identity.add("top", .integer(request.top))
        identity.add("threshold", .float(threshold))
        identity.add("explain", .bool(request.explains))
        return identity
    }
}

extension ClassPrompts {
    /// A SHA-256 over the sentences of all classes, in hexadecimal.
    fileprivate var sentencesHash: String {
        var hash = SHA256()
        for sentences in sentences {
            // With their lengths, so that no two lists are the same bytes.
            let texts = sentences.map { "\($0.utf8.count) \($0)" }.joined()
            hash.update(data: Data("\(sentences.count) \(texts)".utf8))
        }
        return Hexadecimal.text(hash.finalize())
    }
}
