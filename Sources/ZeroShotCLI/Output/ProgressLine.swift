import Foundation

/// One line on standard error that says how far a run is; it is gone when the run ends.
final class ProgressLine {
    /// When the line is shown.
    enum Mode: String, CaseIterable {
        /// On a terminal, once the run has lasted a second.
        case auto
        case always
        case never
    }

    /// What is counted.
    enum Unit {
        case images
        case sentences
        /// Bytes of a download, shown in megabytes.
        case bytes
        /// Answers of a language model.
        case answers
    }

    private static let patience = Duration.seconds(1)
    /// Often enough to look alive, seldom enough to cost nothing.
    private static let interval = Duration.milliseconds(100)

    /// Where the line is shown, and the time there.
    struct Screen {
        let isTerminal: Bool
        let width: () -> Int
        let now: () -> ContinuousClock.Instant
        let write: (String) -> Void

        /// The process's standard error.
        static var standardError: Screen {
            Screen(
                isTerminal: Terminal.errorIsTerminal, width: { Terminal.width }, now: { .now },
                write: StandardError.write(text:))
        }
    }

    private let mode: Mode
    private let unit: Unit
    private let screen: Screen
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant?
    private var isOnScreen = false

    init(_ mode: Mode, counting unit: Unit, on screen: Screen = .standardError) {
        self.mode = mode
        self.unit = unit
        self.screen = screen
        start = screen.now()
    }

    /// Shows that so much is done, if it is time to; `kept` of it was done before this run.
    func show(done: Int, of total: Int, kept: Int = 0, failed: Int = 0) {
        let now = screen.now()
        let isDue =
            switch mode {
            case .auto: screen.isTerminal && now - start >= Self.patience
            case .always: true
            case .never: false
            }
        guard isDue, lastShown.map({ now - $0 >= Self.interval }) ?? true else { return }
        lastShown = now
        let text = Self.text(
            done: done, of: total, kept: kept, failed: failed, unit, elapsed: now - start,
            width: screen.width()
        )
        if screen.isTerminal {
            isOnScreen = true
            screen.write("\r\u{1B}[K" + text)
        } else {
            // A log keeps every line.
            screen.write(text + "\n")
        }
    }

    /// Takes the line off the screen, before results are printed and at the end.
    func clear() {
        guard isOnScreen else { return }
        isOnScreen = false
        screen.write("\r\u{1B}[K")
    }

    /// For example `██░░░░░░░░░░░░░░░░░░ 120 of 2,000 images, 43.1 a second, 3 failed, 44 s left`; on
    /// a narrow terminal without the bar, then cut to the width.
    static func text(
        done: Int, of total: Int, kept: Int = 0, failed: Int = 0, _ unit: Unit, elapsed: Duration,
        width: Int
    ) -> String {
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        var text =
            switch unit {
            case .images: "\(done.grouped) of \(total.grouped) images"
            case .sentences: "\(done.grouped) of \(total.grouped) sentences"
            case .answers: "\(done.grouped) of \(total.grouped) answers"
            case .bytes: String(format: "%.1f of %.1f MB", megabytes(done), megabytes(total))
            }
        let rate = done > kept && seconds > 0 ? Double(done - kept) / seconds : nil
        if let rate {
            let shownRate =
                switch unit {
                case .images, .sentences, .answers: String(format: "%.1f", rate)
                case .bytes: String(format: "%.1f MB", rate / 1e6)
                }
            text += ", \(shownRate) a second"
        }
        if failed > 0 { text += ", \(failed.grouped) failed" }
        if let rate { text += ", \(duration(Double(total - done) / rate)) left" }
        let withBar = "\(bar(done: done, of: total)) \(text)"
        return withBar.count < width ? withBar : String(text.prefix(max(0, width - 1)))
    }

    private static func bar(done: Int, of total: Int) -> String {
        let full = total > 0 ? barLength * min(done, total) / total : 0
        return String(repeating: "█", count: full)
            + String(repeating: "░", count: barLength - full)
    }

    private static let barLength = 20

    private static func megabytes(_ bytes: Int) -> Double {
        Double(bytes) / 1e6
    }

    /// Two figures at most: `44 s`, `3 min 20 s`, `2 h 5 min`.
    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        }
    }
}
