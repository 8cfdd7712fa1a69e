import Foundation

/// A request for a ranking, looked at before anything is computed.
///
/// What is judged is the question that labels, their names, filled templates and prompts together put to
/// the image.
///
/// ```swift
/// try RequestPolicy(labels: ["owl", "fox"], templates: ["a photo of a {class}"]).check()
/// ```
public struct RequestPolicy: Sendable {
    /// The candidates, as the caller wrote them.
    public var labels: [String]
    /// What templates are filled with per label, in the labels' order; empty when that is the label.
    ///
    /// Labels are judged beside it, for reports show them.
    public var names: [[String]] = []
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
        if isRanking, distinctCount < 2 {
            reasons.append(tooFewLabels)
        }
        var question = Question(
            labels: labels, names: names, templates: templates, prompts: prompts, topics: topics)
        question.judge()
        reasons += question.reasons

        let hasPolicy = consentPolicy.map { !$0.allSatisfy(\.isWhitespace) } ?? false
        if !hasPolicy, containsPeople || question.isAboutPeople {
            reasons.append(
                Refusal.Reason(
                    code: .peopleWithoutPolicy,
                    sentence: reasonToExpectPeople + ", and no consent policy was given.",
                    triggers: containsPeople ? [] : question.peopleLabels
                )
            )
        }
        return Refusal(reasons: reasons)
    }

    private var reasonToExpectPeople: String {
        if containsPeople { return "the images are said to contain people" }
        let describing =
            labels.count == 1 ? "'\(labels[0])' describes" : "more than half of the labels describe"
        return "\(describing) people, so the images show people"
    }

    /// How many labels differ once trimmed, case folded and composed.
    private var distinctCount: Int {
        Set(labels.map(Self.folded)).count
    }

    /// The label trimmed, case folded and composed: what equal labels have in common.
    static func folded(_ label: String) -> String {
        label.trimmingCharacters(in: .whitespacesAndNewlines)
            .uppercased().lowercased()
            .precomposedStringWithCanonicalMapping
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
            sentence:
                "\(found); a ranking among fewer than two different labels says nothing about the image.",
            triggers: labels
        )
    }
}
