import Foundation
import Testing
import ZeroShot

/// `--precision`, and what happens where the processor cannot do it.
struct PrecisionTests {
    private let workspace: Workspace
    private let photo: String

    init() throws {
        workspace = try Workspace()
        photo = try workspace.photo(as: "cat.jpg")
    }

    @Test(arguments: TowerPrecision.allCases)
    func `a run computes in the precision asked for and says so, or is refused`(
        precision: TowerPrecision
    ) throws {
        let options = ["--precision", precision.rawValue, "--format", "json"]
        let result = try Command.classify([photo] + options).run()
        guard precision.isAvailable else {
            #expect(result.status == 2)
            #expect(result.standardError.contains("\(precision.rawValue) needs a processor"))
            return
        }
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("\"precision\": \"\(precision.name)\""))
    }

    @Test(arguments: [TowerPrecision.bf16, .int8])
    func `a processor without the instructions ends the run with status 2 before any work`(
        precision: TowerPrecision
    ) throws {
        for words in [["embed", "text", "a cat"], ["embed", "images", photo]] {
            var command = Command(
                words + ["--checkpoint", "openai/nobody-has-it", "--precision", precision.rawValue]
            )
            // oneDNN then sees a processor of 2013.
            command.environment = ["ONEDNN_MAX_CPU_ISA": "AVX2"]
            let result = try command.run()
            #expect(result.status == 2)
            #expect(result.standardOutput == "")
            let message = "error: \(precision.rawValue) needs a processor with AVX-512"
            #expect(result.standardError.hasPrefix(message), "\(result.standardError)")
            #expect(result.standardError.contains("oneDNN finds AVX2 here"))
        }
    }

    @Test func `a precision that is none`() throws {
        let result = try Command.classify([photo, "--precision", "fp8"]).run()
        #expect(result.status == 2)
        #expect(result.standardError.contains("'fp32', 'bf16' or 'int8'"))
    }
}
