import Foundation

/// A request for a ranking, looked at before anything is computed.
///
/// What is judged is the question that labels, filled templates and prompts together put to the image.
///
/// ```swift
/// try RequestPolicy(labels: ["owl", "fox"], templates: ["a photo of a {class}"]).check()
/// ```
public struct RequestPolicy: Sendable {
    /// The candidates, as the caller wrote them.
    public var labels: [String]
    /// Texts with a place for the label: `{class}`, `{a class}`, `{}` or `{c}`.
    public var templates: [String]
    /// Full sentences per label, in the labels' order; empty when there are none.
    public var prompts: [[String]]
    /// Whether the caller declared that the images contain people.
    public var containsPeople: Bool
    /// The terms under which the people agreed, word for word; blank counts as none.
    public var consentPolicy: String?
    /// Whether labels compete, which takes two of them.
    public var isRanking: Bool

    /// A request with nothing declared.
    ///
    /// - Parameters:
    ///   - labels: The candidates, as the caller wrote them.
    ///   - templates: Texts with a place for the label; empty when only prompts are used.
    ///   - prompts: Full sentences per label, in the labels' order; empty when there are none.
    ///   - containsPeople: Whether the caller declared that the images contain people.
    ///   - consentPolicy: The terms under which the people agreed.
    ///   - isRanking: Whether labels compete.
    public init(
        labels: [String], templates: [String] = [], prompts: [[String]] = [],
        containsPeople: Bool = false, consentPolicy: String? = nil, isRanking: Bool = true
    ) {
        self.labels = labels
        self.templates = templates
        self.prompts = prompts
        self.containsPeople = containsPeople
        self.consentPolicy = consentPolicy
        self.isRanking = isRanking
    }

    /// Throws when the request is refused.
    ///
    /// - Parameter topics: The rules, when they are loaded already.
    /// - Throws: One `Refusal` with every reason, or what loading the rules throws.
    public func check(against topics: RestrictedTopics? = nil) throws {
        if let refusal = try refusal(against: topics ?? RestrictedTopics()) { throw refusal }
    }

    func refusal(against topics: RestrictedTopics) -> Refusal? {
        var reasons: [Refusal.Reason] = []
        if isRanking, DistinctLabels(labels).count < 2 {
            reasons.append(tooFewLabels)
        }
        var question = Question(labels: labels, templates: templates, prompts: prompts, topics: topics)
        question.judge()
        reasons += question.reasons

        let hasPolicy = consentPolicy.map { !$0.allSatisfy(\.isWhitespace) } ?? false
        if !hasPolicy, containsPeople || question.isAboutPeople {
            reasons.append(
                Refusal.Reason(
                    code: .peopleWithoutPolicy,
                    sentence: containsPeople
                        ? "the images are said to contain people, and no consent policy was given."
                        : "more than half of the labels describe people, so the images show people, and no "
                            + "consent policy was given.",
                    triggers: containsPeople ? [] : question.peopleLabels
                )
            )
        }
        return Refusal(reasons: reasons)
    }

    private var tooFewLabels: Refusal.Reason {
        let found =
            switch labels.count {
            case 0: "there is no label"
            case 1: "there is only the label '\(labels[0])'"
            default: "all \(labels.count) labels are the same, '\(labels[0])'"
            }
        return Refusal.Reason(
            code: .tooFewLabels,
            sentence: "\(found); a ranking among fewer than two different labels says nothing about the image.",
            triggers: labels
        )
    }
}

/// Labels compared as a ranking compares them: trimmed, case folded, in Unicode's composed form.
public struct DistinctLabels: Sendable {
    /// How many different labels there are.
    public let count: Int
    /// Groups of labels that are equal although they are listed apart, each in the caller's spelling and order.
    public let repeated: [[String]]

    /// Compares labels.
    ///
    /// - Parameter labels: The labels in the caller's order.
    public init(_ labels: [String]) {
        var groups: [String: [String]] = [:]
        var order: [String] = []
        for label in labels {
            let key = Self.key(label)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(label)
        }
        count = order.count
        repeated = order.compactMap { groups[$0] }.filter { $0.count > 1 }
    }

    private static func key(_ label: String) -> String {
        let trimmed = label.trimmingCharacters(in: .whitespacesAndNewlines)
        // Swift compares strings by canonical equivalence, so lower and upper case are all that is left to fold.
        return trimmed.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }
}
