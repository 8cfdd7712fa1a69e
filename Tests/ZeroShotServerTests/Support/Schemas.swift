import ZeroShot

/// The schemas of a document: as much of JSON Schema as the document uses.
struct Schemas {
    private let document: OrderedJSON

    init(_ document: OrderedJSON) {
        self.document = document
    }

    /// What is wrong with a value; nil when it is as its schema says.
    func problem(
        with value: OrderedJSON, as schema: OrderedJSON, at place: String = ""
    ) -> String? {
        if let reference = schema["$ref"]?.text {
            let parts = reference.split(separator: "/").dropFirst().map(String.init)
            guard let target = parts.reduce(document as OrderedJSON?, { $0?[$1] }) else {
                return "\(reference) leads nowhere"
            }
            return problem(with: value, as: target, at: place)
        }
        return typeProblem(value, schema, place) ?? valueProblem(value, schema, place)
            ?? partProblem(value, schema, place) ?? choiceProblem(value, schema, place)
    }

    private func fits(_ value: OrderedJSON, _ schema: OrderedJSON) -> Bool {
        problem(with: value, as: schema) == nil
    }

    private func typeProblem(
        _ value: OrderedJSON, _ schema: OrderedJSON, _ place: String
    ) -> String? {
        guard let type = schema["type"] else { return nil }
        let types = type.text.map { [$0] } ?? type.elements.compactMap(\.text)
        let found =
            switch value {
            case .null: ["null"]
            case .bool: ["boolean"]
            case .integer: ["integer", "number"]
            case .float, .double: value.integer == nil ? ["number"] : ["number", "integer"]
            case .string: ["string"]
            case .array: ["array"]
            case .object: ["object"]
            }
        return types.contains(where: found.contains) ? nil : "\(place): not of type \(types)"
    }

    private func valueProblem(
        _ value: OrderedJSON, _ schema: OrderedJSON, _ place: String
    ) -> String? {
        if let constant = schema["const"], constant != value { return "\(place): not \(constant)" }
        if let choices = schema["enum"]?.elements, !choices.contains(value) {
            return "\(place): \(value) is none of \(choices)"
        }
        if let number = value.number {
            if let least = schema["minimum"]?.number, number < least {
                return "\(place): < \(least)"
            }
            if let most = schema["maximum"]?.number, number > most { return "\(place): > \(most)" }
        }
        if case .string(let text) = value {
            if let least = schema["minLength"]?.integer, text.unicodeScalars.count < least {
                return "\(place): shorter than \(least)"
            }
            if let most = schema["maxLength"]?.integer, text.unicodeScalars.count > most {
                return "\(place): longer than \(most)"
            }
            if let pattern = schema["pattern"]?.text {
                guard let expression = try? Regex(pattern) else {
                    return "\(pattern) is no pattern"
                }
                if text.firstMatch(of: expression) == nil {
                    return "\(place): '\(text.prefix(40))' does not match \(pattern)"
                }
            }
        }
        return nil
    }

    private func partProblem(
        _ value: OrderedJSON, _ schema: OrderedJSON, _ place: String
    ) -> String? {
        if case .array(let elements) = value {
            if let least = schema["minItems"]?.integer, elements.count < least {
                return "\(place): fewer than \(least)"
            }
            if let most = schema["maxItems"]?.integer, elements.count > most {
                return "\(place): more than \(most)"
            }
            guard let items = schema["items"] else { return nil }
            return elements.enumerated().lazy.compactMap { index, element in
                problem(with: element, as: items, at: "\(place)[\(index)]")
            }.first
        }
        guard case .object(let members) = value else { return nil }
        for name in schema["required"]?.elements.compactMap(\.text) ?? [] where value[name] == nil {
            return "\(place).\(name) is missing"
        }
        if let least = schema["minProperties"]?.integer, members.count < least {
            return "\(place): fewer than \(least)"
        }
        for member in members {
            let inner = "\(place).\(member.name)"
            if let names = schema["propertyNames"],
                let problem = problem(with: .string(member.name), as: names, at: inner)
            {
                return problem
            }
            if let known = schema["properties"]?[member.name] {
                if let problem = problem(with: member.value, as: known, at: inner) {
                    return problem
                }
            } else if let others = schema["additionalProperties"] {
                if others == .bool(false) { return "\(inner) is not known" }
                if let problem = problem(with: member.value, as: others, at: inner) {
                    return problem
                }
            }
        }
        return nil
    }

    private func choiceProblem(
        _ value: OrderedJSON, _ schema: OrderedJSON, _ place: String
    ) -> String? {
        for part in schema["allOf"]?.elements ?? [] {
            if let problem = problem(with: value, as: part, at: place) { return problem }
        }
        if let some = schema["anyOf"]?.elements, !some.contains(where: { fits(value, $0) }) {
            return "\(place): is none of anyOf"
        }
        if let one = schema["oneOf"]?.elements, one.count(where: { fits(value, $0) }) != 1 {
            return "\(place): is not one of oneOf"
        }
        if let not = schema["not"], fits(value, not) { return "\(place): is what it must not be" }
        if let condition = schema["if"], fits(value, condition), let then = schema["then"] {
            return problem(with: value, as: then, at: place)
        }
        return nil
    }
}
