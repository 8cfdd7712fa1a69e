internal import Foundation

/// The classes of an evaluation: its labels, each once, and which of them a name means.
package struct LabelledClasses: Sendable, Equatable {
    /// What a name of a folder, or a label in a table, says about an image.
    package enum Answer: Sendable, Hashable {
        /// A position in ``labels``.
        case label(Int)
        /// None of the labels is right.
        case noLabel
    }

    /// In the caller's order.
    package let labels: [String]
    /// The class of each of the request's labels, which may repeat themselves.
    package let classOfLabel: [Int]
    private let classes: [String: Int]
    private let folded: [String: [Int]]
    private let noneName: String?

    /// The classes of a request.
    ///
    /// - Parameters:
    ///   - labels: the request's, in its order.
    ///   - noneName: what images are called that none of the labels is right for.
    /// - Throws: `EvaluationError` when that name is one of the labels.
    package init(labels: [String], noneName: String? = nil) throws {
        var distinct: [String] = []
        var classes: [String: Int] = [:]
        var folded: [String: [Int]] = [:]
        classOfLabel = labels.map { label in
            if let known = classes[label] { return known }
            classes[label] = distinct.count
            folded[Self.folded(label), default: []].append(distinct.count)
            distinct.append(label)
            return distinct.count - 1
        }
        self.labels = distinct
        self.classes = classes
        self.folded = folded
        self.noneName = noneName
        if let noneName, let label = folded[Self.folded(noneName)]?.first {
            throw EvaluationError.noneIsLabel(noneName, label: distinct[label])
        }
    }

    /// What each name means; case, and underscores for blanks, do not matter where only one label
    /// could be meant.
    ///
    /// - Parameters:
    ///   - names: of folders, or labels of a table.
    ///   - source: where the names stand, for messages.
    /// - Returns: an answer for each name.
    /// - Throws: `EvaluationError` with all names that are not among the labels.
    package func answers(for names: [String], source: String) throws -> [String: Answer] {
        let unknown = unknown(among: names)
        guard unknown.isEmpty else {
            throw EvaluationError.notAmongLabels(source: source, unknown, labels: labels.count)
        }
        return Dictionary(names.compactMap { name in answer(for: name).map { (name, $0) } }) { $1 }
    }

    /// The names that are not among the labels, each with the label that looks most like it.
    private func unknown(among names: [String]) -> [EvaluationError.Unknown] {
        nearest(to: names.filter { answer(for: $0) == nil })
    }

    /// Each name, and of those that a message shows the label that looks most like it.
    package func nearest(to names: [String]) -> [EvaluationError.Unknown] {
        names.enumerated().map { place, name in
            EvaluationError.Unknown(
                name: name, nearest: place < EvaluationError.shownNames ? nearest(to: name) : nil)
        }
    }

    /// What a name means; nil when it is not among the labels.
    private func answer(for name: String) -> Answer? {
        if let exact = classes[name] ?? classes[Self.label(ofFolder: name)] {
            return .label(exact)
        }
        if let noneName, Self.isSame(name, noneName) { return .noLabel }
        guard let candidates = folded[Self.folded(name)], candidates.count == 1 else { return nil }
        return .label(candidates[0])
    }

    /// Whether two names differ at most in case, and in underscores for blanks.
    package static func isSame(_ name: String, _ other: String) -> Bool {
        folded(name) == folded(other)
    }

    /// The label that looks most like a name; nil when none looks like it.
    private func nearest(to name: String) -> String? {
        let name = Array(Self.folded(name))
        let distances = labels.map { EditDistance.between(name, Array(Self.folded($0))) }
        guard let best = distances.indices.min(by: { distances[$0] < distances[$1] }),
            distances[best] <= max(1, name.count / 3)
        else { return nil }
        return labels[best]
    }

    /// The label that a folder's name stands for.
    package static func label(ofFolder name: String) -> String {
        name.replacing("_", with: " ").trimmingCharacters(in: .whitespaces)
    }

    private static func folded(_ name: String) -> String {
        label(ofFolder: name).precomposedStringWithCanonicalMapping.lowercased()
    }
}

/// How many characters must be changed, put in or left out to make one text of another.
private enum EditDistance {
    static func between(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, other) in second.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = Swift.min(replaced, row[place] + 1, diagonal + 1)
            }
        }
        return row[second.count]
    }
}
