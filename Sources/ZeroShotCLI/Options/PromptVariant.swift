import Foundation
import ZeroShot

/// Other prompts to be tried on the images of an evaluation, as `--compare` names them.
///
/// `SETTING=VALUE`, several separated by commas: `template-set=hf`, `prompts=cupl.json`,
/// `prompts=cupl.json,with-templates,averaging=raw`. A comma that no setting follows belongs to the
/// value before it, as in `template=a photo of a {}, a kind of animal`.
struct PromptVariant {
    private enum Setting: String, CaseIterable {
        case template
        case templateSet = "template-set"
        case prompts
        case withTemplates = "with-templates"
        case averaging

        /// The setting and its value that a piece between commas begins with.
        static func beginning(_ piece: String) -> (setting: Setting, value: String?)? {
            let piece = piece.trimmingCharacters(in: .whitespaces)
            for setting in allCases {
                if piece == setting.rawValue { return (setting, nil) }
                let start = setting.rawValue + "="
                if piece.hasPrefix(start) { return (setting, String(piece.dropFirst(start.count))) }
            }
            return nil
        }
    }

    /// As it was written.
    let text: String
    private var templates: [String] = []
    private var templateSet: String?
    private var promptsFile: String?
    private var withTemplates = false
    private var averaging: ClassPrototypes.Averaging?

    /// Reads a variant.
    ///
    /// - Throws: `EvaluationError`.
    init(_ text: String) throws {
        self.text = text
        do {
            for (setting, value) in try Self.settings(in: text) { try set(setting, to: value) }
            try requireConsistent()
        } catch let problem as VariantProblem {
            throw EvaluationError.variant(text, problem)
        }
    }

    /// The prompts and averaging, where the variant says nothing those of the run.
    ///
    /// - Returns: the request, and what is to be known about it.
    /// - Throws: `EvaluationError`, `PromptError`.
    func request(
        insteadOf own: ClassificationRequest
    ) throws -> (request: ClassificationRequest, notices: [Notice]) {
        let (prompts, notices) = try prompts(insteadOf: own.prompts)
        var request = ClassificationRequest(prompts: prompts)
        let keepsPrompts = promptsFile == nil && templates.isEmpty && templateSet == nil
        request.promptsFile = keepsPrompts ? own.promptsFile : promptsFile
        request.averaging = averaging ?? own.averaging
        request.top = own.top
        request.threshold = own.threshold
        request.decoding = own.decoding
        request.people = own.people
        request.support = own.support
        return (request, notices)
    }

    private func prompts(
        insteadOf own: ClassPrompts
    ) throws -> (ClassPrompts, [Notice]) {
        let set = try namedTemplates()
        guard let promptsFile else {
            return (set.map { own.replacingTemplates(with: $0) } ?? own, [])
        }
        let file = try PromptFile(contentsOf: URL(filePath: promptsFile))
        let ownSet =
            own.templates.isEmpty ? .default : try TemplateSet(own.templates.map(\.text))
        guard
            let prompts = own.replacingSentences(
                with: file, templates: withTemplates ? set ?? ownSet : nil)
        else {
            let known = Set(file.classes.map(\.label))
            let missing = own.labels.filter { !known.contains($0) }
            throw EvaluationError.variant(
                text,
                .labelsMissing(
                    file: promptsFile,
                    try LabelledClasses(labels: file.classes.map(\.label)).nearest(to: missing)))
        }
        let leftOut = file.classes.count - Set(own.labels).count
        return (
            prompts,
            leftOut > 0 ? [.evaluation(.classesLeftOut(file: promptsFile, count: leftOut))] : []
        )
    }

    private func namedTemplates() throws -> TemplateSet? {
        if let templateSet { return try TemplateSet(namedOrAt: templateSet) }
        return templates.isEmpty ? nil : try TemplateSet(templates)
    }

    private mutating func set(_ setting: Setting, to value: String?) throws {
        guard setting == .withTemplates || value?.isEmpty == false else {
            throw VariantProblem.noValue(setting.rawValue)
        }
        switch setting {
        case .template:
            templates += value.map { [$0] } ?? []
        case .templateSet:
            guard templateSet == nil else { throw VariantProblem.twice(setting.rawValue) }
            templateSet = value
        case .prompts:
            guard promptsFile == nil else { throw VariantProblem.twice(setting.rawValue) }
            promptsFile = value
        case .withTemplates:
            withTemplates = true
        case .averaging:
            guard averaging == nil else { throw VariantProblem.twice(setting.rawValue) }
            guard let known = value.flatMap(ClassPrototypes.Averaging.init) else {
                throw VariantProblem.averaging(value ?? "")
            }
            averaging = known
        }
    }

    private func requireConsistent() throws {
        let namesTemplates = !templates.isEmpty || templateSet != nil
        if !templates.isEmpty && templateSet != nil { throw VariantProblem.templatesTwice }
        if withTemplates && promptsFile == nil { throw VariantProblem.withoutPrompts }
        if promptsFile != nil && namesTemplates && !withTemplates {
            throw VariantProblem.promptsAlone
        }
    }

    private static func settings(in text: String) throws -> [(Setting, String?)] {
        var settings: [(Setting, String?)] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            if let begun = Setting.beginning(String(piece)) {
                settings.append(begun)
            } else if case (let setting, let value?)? = settings.last {
                settings[settings.count - 1] = (setting, value + "," + piece)
            } else {
                let name = piece.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces)
                throw VariantProblem.unknownSetting(
                    name, known: Setting.allCases.map(\.rawValue))
            }
        }
        return settings
    }
}
