import Foundation

/// Runs the built `zeroshot` as a process of its own.
struct Command {
    /// What a run left behind.
    struct Result {
        let status: Int32
        let standardOutput: String
        let standardError: String
    }

    /// The binary that the package manager put beside the test bundle.
    static let binary = URL(filePath: "/proc/self/exe")
        .resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .appending(path: "zeroshot")

    var binary = Self.binary
    var arguments: [String]
    var input: [UInt8] = []
    var environment: [String: String] = [:]
    var folder: URL?

    init(_ arguments: String...) {
        self.arguments = arguments
    }

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Runs to the end.
    func run() throws -> Result {
        let running = try start()
        let output = Reader(running.output)
        let error = Reader(running.error)
        try? running.input.write(contentsOf: Data(input))
        try running.input.close()
        running.process.waitUntilExit()
        return Result(
            status: running.process.terminationStatus,
            standardOutput: output.text(),
            standardError: error.text()
        )
    }

    /// A process with its three pipes.
    struct Running {
        let process: Process
        let input: FileHandle
        let output: FileHandle
        let error: FileHandle
    }

    /// Starts without waiting.
    func start() throws -> Running {
        let process = Process()
        let (input, output, error) = (Pipe(), Pipe(), Pipe())
        process.executableURL = binary
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = error
        process.currentDirectoryURL = folder
        var inherited = ProcessInfo.processInfo.environment
        inherited["ZEROSHOT_CHECKPOINT"] = nil
        inherited["ZEROSHOT_THREADS"] = nil
        // Without a home there is no cache folder: no run finds what another one kept.
        inherited["XDG_CACHE_HOME"] = nil
        inherited["HOME"] = nil
        process.environment = inherited.merging(environment) { $1 }
        try process.run()
        return Running(
            process: process, input: input.fileHandleForWriting,
            output: output.fileHandleForReading, error: error.fileHandleForReading
        )
    }
}

/// Reads a pipe to its end on a thread of its own, so that a full pipe never stops the process.
///
/// `@unchecked Sendable`: the data is written before the group is left and read after the wait.
private final class Reader: @unchecked Sendable {
    private let reading = DispatchGroup()
    private var data = Data()

    init(_ handle: FileHandle) {
        reading.enter()
        Thread { [self] in
            data = (try? handle.readToEnd()) ?? Data()
            reading.leave()
        }.start()
    }

    func text() -> String {
        reading.wait()
        return String(decoding: data, as: UTF8.self)
    }
}
