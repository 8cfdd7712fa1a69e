import OneDNN
import Testing

struct FeatureMapTests {
    static let places: [FeatureMap.Arrangement] = [.channelsFirst, .channelsLast, .channelBlocks]

    @Test(arguments: places, places)
    func `another arrangement has the same values`(
        from: FeatureMap.Arrangement, to: FeatureMap.Arrangement
    ) throws {
        let engine = try Engine(threads: 2)
        var numbers = SeededValues(seed: 51)
        let pictures = numbers.tensor([2, 32, 3, 5], on: engine)
        let map = try Rearrangement(to: from, on: engine)(FeatureMap(channelsFirst: pictures))
        let moved = try Rearrangement(to: to, on: engine)(map)
        #expect(moved.shape == [2, 3, 5, 32])
        #expect(moved.arrangement == to)
        let found = try Rearrangement(to: .channelsLast, on: engine)(moved).tensor
        let (source, values) = (pictures.values, found.values)
        for index in values.indices {
            let (item, pixel, channel) = (index / 480, index / 32 % 15, index % 32)
            #expect(values[index] == source[(item * 32 + channel) * 15 + pixel])
        }
    }

    @Test func `blocks are for channels that fill them`() throws {
        let engine = try Engine(threads: 1)
        #expect(
            FeatureMap.Arrangement.fastest(channels: [16, 24], on: engine) == .channelsLast)
    }

    @Test func `channels that fill no block trap`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let engine = try Engine(threads: 1)
            let pixels = Tensor([Float](repeating: 0, count: 60), shape: [1, 3, 4, 5])
            _ = try Rearrangement(to: .channelBlocks, on: engine)(
                FeatureMap(channelsFirst: pixels))
        }
        #expect(result?.errorText.contains("3 channels do not fill blocks of 16") == true)
    }
}
