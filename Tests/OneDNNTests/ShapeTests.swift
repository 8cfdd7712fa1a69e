import OneDNN
import Testing

struct ShapeTests {
    @Test func `a shape prints its axes`() {
        #expect("\(Shape([2, 50, 768]))" == "[2, 50, 768]")
    }

    @Test func `the count is the product of the axes`() {
        #expect(Shape([3, 5, 7]).count == 105)
        #expect(Shape([3, 0, 7]).count == 0)
        #expect(Shape([]).count == 1)
    }

    @Test func `negative axes count from the last`() {
        let shape: Shape = [2, 50, 768]
        #expect(shape[0] == 2)
        #expect(shape[-1] == 768)
        #expect(shape[-3] == 2)
    }

    @Test func `a negative length traps`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = Shape([2, -1])
        }
        #expect(result?.errorText.contains("negative axis in shape [2, -1]") == true)
    }
}
