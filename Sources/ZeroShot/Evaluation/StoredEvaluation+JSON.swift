package import Foundation

extension StoredEvaluation {
    /// Reads the JSON form of an evaluation, as far as comparing needs it.
    ///
    /// - Throws: `EvaluationError` that says which member is missing.
    package init(contentsOf file: URL) throws {
        let name = file.relativePath
        func refuse(_ problem: StoredProblem) -> EvaluationError { .stored(file: name, problem) }
        let text: String
        do {
            text = try TextFile(contentsOf: file).text
        } catch PromptError.unreadable(_, let reason) {
            throw refuse(.unreadable(reason: "\(reason)."))
        }
        do {
            try self.init(OrderedJSON(parsing: text), name: name)
        } catch let error as JSONSyntaxError {
            throw refuse(.notJSON(error))
        } catch let problem as StoredProblem {
            throw refuse(problem)
        }
    }

    private init(_ json: OrderedJSON, name: String) throws {
        let report = StoredMember(json)
        let schema = try? report["schema"].text()
        guard schema == EvaluationReport.schema else { throw StoredProblem.schema(found: schema) }
        self.name = name
        let checkpoint = try report["checkpoint"]
        scale = Scale(
            checkpoint: try checkpoint["id"].text(),
            fingerprint: try checkpoint["fingerprint"].text(),
            parity: try report["parity"].text(),
            precision: try checkpoint["precision"].text())
        var seen: Set<String> = []
        labels = try report["labels"].elements().map { try $0.text() }
            .filter { seen.insert($0).inserted }
        let proxy = try report["metrics"]["riskCoverage"]["proxy"]
        guard let kind = Confidence.Proxy.Kind(rawValue: try proxy.text()) else {
            throw StoredProblem.member(proxy.path)
        }
        self.proxy = kind
        rows = try report["images"].elements().map(Row.init)
    }
}

extension StoredEvaluation.Row {
    fileprivate init(_ image: StoredMember) throws {
        path = try image["path"].text()
        let (width, height) = (try image["width"], try image["height"])
        size =
            width.isNull || height.isNull
            ? nil : ImageReport.Size(width: try width.integer(), height: try height.integer())
        let answer = try image["answer"]
        self.answer = answer.isNull ? nil : try answer.text()
        guard try image["error"].isNull else {
            (best, rank, right) = (nil, nil, nil)
            return
        }
        let predictions = try image["predictions"].elements()
        guard let first = predictions.first else {
            throw StoredProblem.member(try image["predictions"].path)
        }
        best = try Place(first)
        guard let label = self.answer else {
            (rank, right) = (nil, nil)
            return
        }
        let rank = try image["answerRank"]
        guard try rank.integer() >= 1 else { throw StoredProblem.member(rank.path) }
        self.rank = try rank.integer()
        right = Place(
            label: label, similarity: try image["answerSimilarity"].float(),
            probability: try image["answerProbability"].float())
    }
}

extension StoredEvaluation.Row.Place {
    fileprivate init(_ prediction: StoredMember) throws {
        label = try prediction["label"].text()
        similarity = try prediction["similarity"].float()
        probability = try prediction["probability"].float()
    }
}

/// A member of a stored evaluation and the way to it, for messages.
private struct StoredMember {
    let path: String
    private let value: OrderedJSON

    init(_ value: OrderedJSON, path: String = "") {
        self.value = value
        self.path = path
    }

    var isNull: Bool { value == .null }

    subscript(name: String) -> StoredMember {
        get throws {
            let path = path.isEmpty ? name : "\(path).\(name)"
            guard case .object(let members) = value,
                let member = members.first(where: { $0.name == name })
            else { throw StoredProblem.member(path) }
            return StoredMember(member.value, path: path)
        }
    }

    func elements() throws -> [StoredMember] {
        guard case .array(let elements) = value else { throw StoredProblem.member(path) }
        return elements.enumerated().map { StoredMember($1, path: "\(path)[\($0)]") }
    }

    func text() throws -> String {
        guard case .string(let text) = value else { throw StoredProblem.member(path) }
        return text
    }

    func integer() throws -> Int {
        guard let number = value.integer else { throw StoredProblem.member(path) }
        return number
    }

    func float() throws -> Float {
        guard let number = value.number else { throw StoredProblem.member(path) }
        return Float(number)
    }
}
