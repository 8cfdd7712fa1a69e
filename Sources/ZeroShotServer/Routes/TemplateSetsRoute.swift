internal import Hummingbird
internal import ZeroShot

/// `GET /v1/template-sets`: the sets of templates that come with the product.
struct TemplateSetsRoute {
    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/v1/template-sets") { _, _ in
            JSONAnswer(
                json: [
                    "templateSets": .array(
                        TemplateSet.named.map { named in
                            [
                                "name": .string(named.name),
                                "use": .string(named.use),
                                "count": .integer(named.set.templates.count),
                                "templates": .texts(named.set.templates.map(\.text)),
                            ]
                        })
                ])
        }
    }
}
