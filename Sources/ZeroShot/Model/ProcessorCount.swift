internal import Foundation

/// How many processors this process may keep busy, and what sets that number.
package struct ProcessorCount: Sendable, Equatable {
    /// What sets the number.
    package enum Source: Sendable, Equatable {
        /// The machine has no more.
        case machine
        /// The process is bound to some of the machine's processors.
        case affinity(machine: Int)
        /// A control group gives the time of so many processors; the file says so.
        case quota(processors: Double, file: String)
    }

    /// At least 1.
    package let count: Int
    package let source: Source

    /// What holds for this process.
    package static let current = ProcessorCount(
        machine: ProcessInfo.processInfo.processorCount, root: URL(filePath: "/"))

    /// - Parameters:
    ///   - machine: the machine's processors.
    ///   - root: the folder in which `proc` and `sys` lie.
    init(machine: Int, root: URL) {
        let usable = Self.allowed(root: root) ?? machine
        let quota = ControlGroupQuota.smallest(root: root)
        // A team of threads waits for its slowest one, so a small rest of a processor is no gain.
        let granted = quota.map { Int($0.processors.rounded(.toNearestOrAwayFromZero)) } ?? usable
        count = max(1, min(usable, granted))
        if let quota, granted < usable {
            source = .quota(processors: quota.processors, file: quota.file)
        } else {
            source = usable < machine ? .affinity(machine: machine) : .machine
        }
    }

    /// The processors that the process is bound to: how many the line `Cpus_allowed_list: 0-3,8` of
    /// its status names.
    private static func allowed(root: URL) -> Int? {
        let file = root.appending(path: "proc/self/status")
        let status = try? String(contentsOf: file, encoding: .utf8)
        let name = "Cpus_allowed_list:"
        guard let line = status?.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
            return nil
        }
        var count = 0
        for part in line.dropFirst(name.count).split(separator: ",") {
            let bounds = part.split(separator: "-").map {
                Int($0.trimmingCharacters(in: .whitespaces))
            }
            guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, first <= last
            else { return nil }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }
}

extension ProcessorCount: CustomStringConvertible {
    /// For example `2 (the process is bound to 2 of 8)`.
    package var description: String {
        switch source {
        case .machine: "\(count)"
        case .affinity(let machine): "\(count) (the process is bound to \(count) of \(machine))"
        case .quota(let processors, let file):
            "\(count) (\(file) grants the time of \(String(format: "%.4g", processors)))"
        }
    }
}
