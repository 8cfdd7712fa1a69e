package import Hummingbird

/// All routes that compute: `/v1` and those of Hugging Face's inference API.
package struct APIRoutes {
    private let classification: Classification

    /// - Parameters:
    ///   - service: computes.
    ///   - configuration: what the operator set.
    ///   - labelSets: the label sets that requests name.
    ///   - fetchImage: nil where addresses are off.
    package init(
        service: InferenceService, configuration: ServerConfiguration, labelSets: LabelSetStore,
        fetchImage: ImageFetcher?
    ) {
        classification = Classification(
            service: service, configuration: configuration, labelSets: labelSets,
            images: ImageGathering(fetch: fetchImage))
    }

    /// Adds them.
    package func add(to router: some RouterMethods<ServerRequestContext>) {
        let service = classification.service
        let settings = classification.settings
        ClassifyRoute(classification: classification).add(to: router)
        EmbeddingsRoute(service: service, settings: settings, images: classification.images)
            .add(to: router)
        CheckpointsRoute(service: service).add(to: router)
        TemplateSetsRoute().add(to: router)
        LabelSetRoutes(
            service: service, limits: settings.limits, labelSets: classification.labelSets
        ).add(to: router)
        HuggingFaceRoutes(classification: classification).add(to: router)
    }
}
