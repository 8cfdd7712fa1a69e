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

    private static let patience = Duration.seconds(1)
    /// Often enough to look alive, seldom enough to cost nothing.
    private static let interval = Duration.milliseconds(100)

    private let mode: Mode
    private let total: Int
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?
    private var isOnScreen = false

    init(_ mode: Mode, total: Int) {
        self.mode = mode
        self.total = total
    }

    /// Shows that so many images are done, if it is time to.
    func show(done: Int) {
        let now = ContinuousClock.now
        let isDue =
            switch mode {
            case .auto: Terminal.errorIsTerminal && now - start >= Self.patience
            case .always: true
            case .never: false
            }
        guard isDue, lastShown.map({ now - $0 >= Self.interval }) ?? true else { return }
        lastShown = now
        let text = Self.text(done: done, total: total, elapsed: now - start, width: Terminal.width)
        if Terminal.errorIsTerminal {
            isOnScreen = true
            StandardError.write(text: "\r\u{1B}[K" + text)
        } else {
            // A log keeps every line.
            StandardError.write(text)
        }
    }

    /// Takes the line off the screen, before results are printed and at the end.
    func clear() {
        guard isOnScreen else { return }
        isOnScreen = false
        StandardError.write(text: "\r\u{1B}[K")
    }

    /// For example `120 of 2000 images, 43.1 a second, 44 s left`, cut to the width.
    static func text(done: Int, total: Int, elapsed: Duration, width: Int) -> String {
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        var text = "\(done) of \(total) images"
        if done > 0 && seconds > 0 {
            let rate = Double(done) / seconds
            text += String(format: ", %.1f a second, ", rate)
            text += duration(Double(total - done) / rate) + " left"
        }
        return String(text.prefix(max(0, width - 1)))
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
