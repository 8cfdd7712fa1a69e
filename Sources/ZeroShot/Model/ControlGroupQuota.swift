internal import Foundation

/// How much processor time a control group grants.
///
/// Source: Linux, `Documentation/admin-guide/cgroup-v2.rst` (`cpu.max`) and
/// `Documentation/scheduler/sched-bwc.rst` (version 1).
struct ControlGroupQuota {
    /// Time in proportion to that of one processor.
    let processors: Double
    /// The file that says so.
    let file: String

    /// The smallest quota among this process's groups and the groups around them, if there is one.
    static func smallest(root: URL) -> ControlGroupQuota? {
        let memberships = text(root.appending(path: "proc/self/cgroup")) ?? ""
        return memberships.split(separator: "\n")
            .flatMap { quotas(membership: $0, root: root) }
            .min { $0.processors < $1.processors }
    }

    /// The quotas that bind by one line of `/proc/self/cgroup`, such as `0::/user.slice` (version 2)
    /// or `4:cpu,cpuacct:/docker/1f` (version 1).
    private static func quotas(membership: Substring, root: URL) -> [ControlGroupQuota] {
        let parts = membership.split(
            separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return [] }
        let controllers = parts[1].split(separator: ",")
        // Where systems mount the groups; the second is that of systems with both versions.
        let mounts =
            if parts[1].isEmpty {
                ["sys/fs/cgroup", "sys/fs/cgroup/unified"]
            } else if controllers.contains("cpu") {
                ["sys/fs/cgroup/\(parts[1])", "sys/fs/cgroup/cpu"]
            } else {
                [String]()
            }
        return mounts.flatMap { mount in
            var names = parts[2].split(separator: "/")
            var found: [ControlGroupQuota] = []
            while true {
                let group = ([mount] + names.map(String.init)).joined(separator: "/")
                let quota = parts[1].isEmpty ? unified(group, root) : legacy(group, root)
                found += quota.map { [$0] } ?? []
                // In a container the path may be the host's, of which only the mount is seen.
                guard names.popLast() != nil else { return found }
            }
        }
    }

    /// `cpu.max`: quota and period in microseconds, or `max`.
    private static func unified(_ group: String, _ root: URL) -> ControlGroupQuota? {
        let file = "\(group)/cpu.max"
        let numbers = text(root.appending(path: file))?.split(whereSeparator: \.isWhitespace) ?? []
        guard numbers.count == 2 else { return nil }
        return ControlGroupQuota(quota: numbers[0], period: numbers[1], file: file)
    }

    private static func legacy(_ group: String, _ root: URL) -> ControlGroupQuota? {
        let file = "\(group)/cpu.cfs_quota_us"
        guard let quota = text(root.appending(path: file)),
            let period = text(root.appending(path: "\(group)/cpu.cfs_period_us"))
        else { return nil }
        return ControlGroupQuota(quota: quota[...], period: period[...], file: file)
    }

    /// Nil for `max`, for -1, and for what is no number: then nothing is granted nor withheld.
    private init?(quota: Substring, period: Substring, file: String) {
        guard let quota = Double(quota.trimmingCharacters(in: .whitespacesAndNewlines)),
            let period = Double(period.trimmingCharacters(in: .whitespacesAndNewlines)),
            quota > 0, period > 0
        else { return nil }
        processors = quota / period
        self.file = "/" + file
    }

    private static func text(_ file: URL) -> String? {
        try? String(contentsOf: file, encoding: .utf8)
    }
}
