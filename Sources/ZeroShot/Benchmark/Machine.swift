internal import Foundation

/// What this machine and this process say of themselves.
package enum Machine {
    /// The processor's name, such as `AMD EPYC 9B45`; nil where the system does not say.
    package static var processor: String? {
        value(of: "model name", in: "/proc/cpuinfo")
    }

    /// Memory of the machine, in bytes.
    package static var memory: Int { Int(ProcessInfo.processInfo.physicalMemory) }

    /// The most memory that this process has had in use so far, in bytes; nil where the system does
    /// not say.
    package static var peakMemory: Int? {
        value(of: "VmHWM", in: "/proc/self/status").flatMap { text in
            text.split(separator: " ").first.flatMap { Int($0) }.map { $0 << 10 }
        }
    }

    /// What follows the first `name:` at the start of a line.
    private static func value(of name: String, in file: String) -> String? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else {
                continue
            }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}
