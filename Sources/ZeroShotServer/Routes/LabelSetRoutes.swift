internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ZeroShot

/// `/v1/label-sets`: classes compiled once, ranked by their name from then on.
struct LabelSetRoutes {
    private static let fileType = "application/octet-stream"

    let service: InferenceService
    let limits: ServerLimits
    let labelSets: LabelSetStore

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/v1/label-sets") { _, _ in
            JSONAnswer(
                json: ["labelSets": .array(try await labelSets.list().map(\.json))])
        }
        router.get("/v1/label-sets/{name}") { request, context in
            let name = try Self.name(context)
            guard Self.wantsFile(request) else {
                return try await description(of: name).response(from: request, context: context)
            }
            let bytes = try await labelSets.file(of: name)
            return Response(
                status: .ok,
                headers: [
                    .contentType: Self.fileType,
                    .contentDisposition: "attachment; filename=\"\(name.text).labelset\"",
                ],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        router.put("/v1/label-sets/{name}") { request, context in
            let name = try Self.name(context)
            let body = try await ReceivedBody(of: request, limits: limits)
            try await labelSets.requireRoom(for: name)
            let isNew = try await labelSets.keep(try await labelSet(in: body, name), as: name)
            var answer = try await description(of: name)
            answer.status = isNew ? .created : .ok
            return answer
        }
        router.delete("/v1/label-sets/{name}") { _, context in
            try await labelSets.remove(try Self.name(context))
            return Response(status: .noContent)
        }
    }

    /// A label set that was uploaded, or one that is compiled of what the body says.
    ///
    /// The classes of an upload are judged whenever they are ranked.
    private func labelSet(in body: ReceivedBody, _ name: LabelSetName) async throws -> LabelSet {
        if body.type?.value == Self.fileType {
            guard !body.bytes.isEmpty else { throw RequestError.noBody }
            let labelSet = try LabelSet(body.bytes, name: name.text)
            try limits.check(labelSet.prompts)
            return labelSet
        }
        guard body.isJSON else {
            throw body.contentTypeError(expected: ["application/json", Self.fileType])
        }
        let input = try LabelSetInput(body.json(), limits: limits)
        var request = ClassificationRequest(prompts: input.prompts)
        request.averaging = input.averaging
        request.people = input.people
        return try await service.compile(request, checkpoint: input.checkpoint)
    }

    private func description(of name: LabelSetName) async throws -> JSONAnswer {
        let summary = try await labelSets.summary(of: name)
        let labelSet = try await labelSets.labelSet(named: name.text)
        return JSONAnswer(json: summary.json(describing: labelSet))
    }

    private static func name(_ context: ServerRequestContext) throws -> LabelSetName {
        let written = try context.parameters.require("name")
        return try LabelSetName(PercentEncoding.decoded(written) ?? written)
    }

    private static func wantsFile(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains(fileType) ?? false
    }
}

extension LabelSetSummary {
    /// What lists say, and what the prompts are.
    fileprivate func json(describing labelSet: LabelSet) -> OrderedJSON {
        guard case .object(let members) = json else {
            preconditionFailure("a summary is an object")
        }
        let prompts = labelSet.prompts
        return .object(
            members + [
                .init(name: "templates", value: .texts(prompts.templates.map(\.text))),
                .init(name: "names", value: .array(prompts.names.map(OrderedJSON.texts))),
                .init(name: "sentences", value: .array(prompts.sentences.map(OrderedJSON.texts))),
                .init(name: "calibrated", value: .bool(labelSet.calibration != nil)),
                .init(name: "notices", value: .array(labelSet.notices.map(\.json))),
            ])
    }
}
