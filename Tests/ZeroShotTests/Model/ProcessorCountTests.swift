import Foundation
import Testing

@testable import ZeroShot

struct ProcessorCountTests {
    /// A root folder with these files in it.
    private static func count(
        allowed: String = "0-7", _ files: KeyValuePairs<String, String>
    ) throws -> ProcessorCount {
        let root = try TemporaryFolder()
        try root.write("Name:\tzeroshot\nCpus_allowed_list:\t\(allowed)\n", toFileIn: status)
        for (name, text) in files {
            try root.write(text, toFileIn: name)
        }
        return ProcessorCount(machine: 8, root: root.url)
    }

    private static let status = "proc/self/status"

    @Test func `without control groups every usable processor counts`() throws {
        let all = try Self.count([:])
        #expect(all.count == 8)
        #expect(all.source == .machine)
        #expect("\(all)" == "8")
        let unknown = ProcessorCount(machine: 8, root: try TemporaryFolder().url)
        #expect(unknown == all)
    }

    @Test(arguments: [("1", 1), ("0-2", 3), ("0,2-3,7", 4)])
    func `a process that is bound to some processors counts those`(
        allowed: String, expected: Int
    ) throws {
        let bound = try Self.count(allowed: allowed, [:])
        #expect(bound.count == expected)
        #expect("\(bound)" == "\(expected) (the process is bound to \(expected) of 8)")
    }

    @Test(arguments: [
        ("200000 100000", 2), ("250000 100000", 3), ("149000 100000", 1), ("10000 100000", 1),
        ("800000 100000", 8), ("9900000 100000", 8), ("max 100000", 8), ("", 8), ("-1 100000", 8),
        ("200000 0", 8), ("two 100000", 8),
    ])
    func `a quota of version 2 is rounded to whole processors, at least one`(
        quota: String, expected: Int
    ) throws {
        let found = try Self.count([
            "proc/self/cgroup": "0::/job\n", "sys/fs/cgroup/job/cpu.max": quota + "\n",
        ])
        #expect(found.count == expected)
    }

    @Test func `the smallest quota on the way up counts, and the description names its file`()
        throws
    {
        let found = try Self.count([
            "proc/self/cgroup": "0::/user.slice/session/job\n",
            "sys/fs/cgroup/user.slice/cpu.max": "150000 50000\n",
            "sys/fs/cgroup/user.slice/session/job/cpu.max": "500000 100000\n",
        ])
        #expect(found.count == 3)
        #expect(
            "\(found)"
                == "3 (/sys/fs/cgroup/user.slice/cpu.max grants the time of 3)")
    }

    @Test func `a quota above what the process is bound to changes nothing`() throws {
        let found = try Self.count(
            allowed: "4-5",
            ["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "400000 100000\n"])
        #expect(found.count == 2)
        #expect(found.source == .affinity(machine: 8))
    }

    @Test(arguments: ["sys/fs/cgroup/cpu", "sys/fs/cgroup/cpu,cpuacct"])
    func `version 1 has quota and period in files of their own`(mount: String) throws {
        let found = try Self.count([
            "proc/self/cgroup": "5:memory:/docker/1f\n4:cpu,cpuacct:/docker/1f\n0::/docker/1f\n",
            "\(mount)/docker/1f/cpu.cfs_quota_us": "220000\n",
            "\(mount)/docker/1f/cpu.cfs_period_us": "100000\n",
            "\(mount)/cpu.cfs_quota_us": "-1\n",
            "\(mount)/cpu.cfs_period_us": "100000\n",
        ])
        #expect(found.count == 2)
        #expect(
            "\(found)"
                == "2 (/\(mount)/docker/1f/cpu.cfs_quota_us grants the time of 2.2)")
    }

    @Test func `in a container the mount itself counts when the group's path is the host's`() throws
    {
        let found = try Self.count([
            "proc/self/cgroup": "0::/kubepods/pod7/c1\n",
            "sys/fs/cgroup/cpu.max": "100000 100000\n",
        ])
        #expect(found.count == 1)
    }

    @Test(arguments: ["", "0-x", "5-2"])
    func `a list of processors that cannot be read changes nothing`(allowed: String) throws {
        #expect(try Self.count(allowed: allowed, [:]).source == .machine)
    }

    @Test func `this process has at least one processor and no more than the machine`() {
        #expect(ProcessorCount.current.count >= 1)
        if case .affinity(let machine) = ProcessorCount.current.source {
            #expect(ProcessorCount.current.count < machine)
        }
    }
}

extension TemporaryFolder {
    /// Writes a file and the folders that it lies in.
    fileprivate func write(_ text: String, toFileIn path: String) throws {
        let folders = path.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(
            at: url.appending(path: folders), withIntermediateDirectories: true)
        try write(text, to: path)
    }
}
