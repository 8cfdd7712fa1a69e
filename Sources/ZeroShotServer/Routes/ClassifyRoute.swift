internal import Hummingbird
internal import ZeroShot

/// `POST /v1/classify`: the report on one or many images.
struct ClassifyRoute {
    let classification: Classification

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.post("/v1/classify") { [classification] request, _ in
            let body = try await ReceivedBody(
                of: request, limits: classification.settings.limits)
            let input = try ClassifyInput(body, settings: classification.settings)
            let (report, identities) = try await classification.run(input)
            return JSONAnswer(json: report.json(identities))
        }
    }
}

extension Report {
    /// `zeroshot.report/1` with the name of each image behind its source.
    fileprivate func json(_ identities: [ImageIdentity?]) -> OrderedJSON {
        let images = zip(self.images, identities).map { image, identity in
            var members = image.members
            members.insert(.init(name: "id", value: .text(identity?.text)), at: 1)
            return OrderedJSON.object(members)
        }
        return .object(
            run.membersBeforeImages + [.init(name: "images", value: .array(images))]
                + run.membersAfterImages(notices: run.notices + summary.notices))
    }
}
