internal import COneDNN

/// Brings the values of feature maps into one arrangement.
package final class Rearrangement {
    private struct Sizes: Hashable {
        let shape: Shape
        let arrangement: FeatureMap.Arrangement
    }

    private let engine: Engine
    private let arrangement: FeatureMap.Arrangement
    private var primitives = PrimitiveCache<Sizes, Primitive>()

    package init(to arrangement: FeatureMap.Arrangement, on engine: Engine) {
        self.arrangement = arrangement
        self.engine = engine
    }

    /// The same values in this arrangement; none is copied where they are in it already.
    package func callAsFunction(_ map: FeatureMap) throws(OneDNNError) -> FeatureMap {
        guard map.arrangement != arrangement else { return map }
        let sizes = Sizes(shape: map.shape, arrangement: map.arrangement)
        let result = FeatureMap(uninitialized: map.shape, arrangement, on: engine)
        let primitive = try primitives(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        try unsafe primitive.run(
            [map.buffer.address, result.buffer.address], during: .running(.rearranging, map.shape))
        extendLifetime(map.buffer)
        extendLifetime(result.buffer)
        return result
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.rearranging, sizes.shape)
        let source = try Layout(activations: sizes.shape, sizes.arrangement, during: activity)
        let destination = try Layout(activations: sizes.shape, arrangement, during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_reorder(
                &handle, engine.handle, source.handle, destination.handle, attributes)
        }
        return try Primitive(
            plan, [.perRun(DNNL_ARG_FROM, source), .perRun(DNNL_ARG_TO, destination)], on: engine,
            during: activity)
    }
}
