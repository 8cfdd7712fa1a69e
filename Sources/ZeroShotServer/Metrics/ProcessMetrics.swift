internal import Foundation

/// What the system says of this process, under the names that Prometheus' own clients use.
enum ProcessMetrics {
    /// Memory and open files at this moment; what the system does not tell is left out.
    static func text() -> String {
        var text = PrometheusText()
        if let bytes = residentBytes() {
            text.begin("process_resident_memory_bytes", .gauge, help: "Memory in use.")
            text.add("process_resident_memory_bytes", [], bytes)
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            text.begin("process_open_fds", .gauge, help: "Open files and connections.")
            text.add("process_open_fds", [], Double(files.count))
        }
        return text.text
    }

    private static func residentBytes() -> Double? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kibibytes = Double(line.drop { !$0.isNumber }.prefix { $0.isNumber })
        else { return nil }
        return kibibytes * 1024
    }
}
