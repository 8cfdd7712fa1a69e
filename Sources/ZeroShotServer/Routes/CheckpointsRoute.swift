internal import Hummingbird
internal import ZeroShot

/// `GET /v1/checkpoints`: what may be asked for.
struct CheckpointsRoute {
    let service: InferenceService

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/v1/checkpoints") { [service] _, _ in
            let checkpoints = await service.checkpoints()
            return JSONAnswer(
                json: [
                    "checkpoints": .array(
                        checkpoints.map { served in
                            [
                                "name": .string(served.name),
                                "default": .bool(served.isDefault),
                                "loaded": .bool(served.summary != nil),
                                "summary": served.summary?.json ?? .null,
                            ]
                        })
                ])
        }
    }
}
