import ArgumentParser
import Foundation
import ImageCodecs
import OneDNN
import ZeroShot

/// Says what this installation consists of and whether it computes what it should.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Versions, processor features, and a self-test against stored reference values."
    )

    func run() async throws {
        for (name, value) in Self.facts {
            Self.print(name, value)
        }
        let checks = await SelfTest().run()
        for check in checks {
            Self.print(
                "self-test", "\(check.passed ? "ok" : "FAILED")  \(check.name): \(check.detail)")
        }
        guard checks.allSatisfy(\.passed) else {
            StandardError.write(
                """
                error: the self-test failed, so scores computed here cannot be trusted. Install \
                zeroshot and its system libraries again; if it still fails, report the lines above.
                """
            )
            throw ExitStatus.unexpected
        }
    }

    private static var facts: KeyValuePairs<String, String> {
        let process = ProcessInfo.processInfo
        let processors = ProcessorCount.current.count
        return [
            "zeroshot": ProductVersion.current,
            "system": process.operatingSystemVersionString,
            "processors": "\(ProcessorCount.current)",
            "threads": "\(processors) for the arithmetic, \(processors) for decoding, in turn",
            "oneDNN": "\(Engine.version), \(Engine.instructionSet)",
            "precision": TowerPrecision.allCases.filter(\.isAvailable).map(\.rawValue)
                .joined(separator: ", "),
            "libvips": ImageDecoder.libraryVersion,
            "formats": ImageFormat.allCases.map(\.name).joined(separator: ", "),
        ]
    }

    private static func print(_ name: String, _ value: String) {
        Swift.print(name.padding(toLength: 12, withPad: " ", startingAt: 0) + value)
    }
}
