import Foundation

extension LabelList {
    /// The classes of a labels file in JSON.
    ///
    /// - Throws: ``PromptError``.
    static func classes(inJSON file: TextFile) throws -> [Class] {
        func refuse(_ problem: LabelsFileProblem) -> PromptError {
            .labelsFile(file.name, problem)
        }
        let json: OrderedJSON
        do {
            json = try OrderedJSON(parsing: file.text)
        } catch let error as JSONSyntaxError {
            throw refuse(.notJSON(error))
        }
        guard case .array(let entries) = json else {
            throw refuse(.notAList(found: json.kind))
        }
        return try LabelList(entries) { refuse(.entry(position: $0 + 1, $1)) }.classes
    }

    /// The classes of a list in JSON, as a labels file has it.
    ///
    /// - Parameters:
    ///   - entries: the list's elements.
    ///   - refuse: makes an error of what is wrong with the element at an index.
    /// - Throws: what `refuse` makes.
    package init(
        _ entries: [OrderedJSON], refuse: (_ index: Int, LabelEntryProblem) -> any Error
    ) throws {
        self.init(
            classes: try entries.enumerated().map { index, entry in
                do {
                    return try Class(entry)
                } catch let problem as LabelEntryProblem {
                    throw refuse(index, problem)
                }
            })
    }
}

extension LabelList.Class {
    private static let members = ["label", "names", "description"]

    /// - Throws: ``LabelEntryProblem``.
    fileprivate init(_ entry: OrderedJSON) throws {
        switch entry {
        case .string:
            self.init(label: try entry.text(of: "label"))
        case .object(let members):
            for (index, member) in members.enumerated() {
                guard Self.members.contains(member.name) else {
                    throw LabelEntryProblem.unknownMember(member.name)
                }
                guard !members[..<index].contains(where: { $0.name == member.name }) else {
                    throw LabelEntryProblem.repeatedMember(member.name)
                }
            }
            // A member that is null counts as left out: programs write it so.
            let values = Dictionary(
                uniqueKeysWithValues: members.filter { $0.value != .null }
                    .map { ($0.name, $0.value) }
            )
            guard let label = values["label"] else { throw LabelEntryProblem.noLabel }
            self.init(
                label: try label.text(of: "label"),
                names: try values["names"].map { try $0.names() } ?? [],
                descriptions: try values["description"].map { [try $0.text(of: "description")] }
                    ?? []
            )
        default:
            throw LabelEntryProblem.notALabel(found: entry.kind)
        }
    }
}

extension OrderedJSON {
    /// The text without blanks around it.
    ///
    /// - Throws: ``LabelEntryProblem``.
    fileprivate func text(of member: String) throws -> String {
        guard case .string(let text) = self else {
            throw LabelEntryProblem.notAText(member: member, found: kind)
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw LabelEntryProblem.blank(member: member) }
        return trimmed
    }

    /// - Throws: ``LabelEntryProblem``.
    fileprivate func names() throws -> [String] {
        guard case .array(let elements) = self else {
            throw LabelEntryProblem.namesNotAList(found: kind)
        }
        guard !elements.isEmpty else { throw LabelEntryProblem.noNames }
        var names: [String] = []
        for element in elements {
            let name = try element.text(of: "names")
            guard !names.contains(name) else { throw LabelEntryProblem.repeatedName(name) }
            names.append(name)
        }
        return names
    }
}
