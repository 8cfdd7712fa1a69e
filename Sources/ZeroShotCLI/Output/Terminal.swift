import Foundation
import ZeroShot

/// What the process's streams are connected to.
enum Terminal {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal that standard error or output is connected to; 80 when unknown.
    static var width: Int {
        if let columns = Environment.value("COLUMNS").flatMap(Int.init), columns > 0 {
            return columns
        }
        var size = winsize()
        for stream in [STDOUT_FILENO, STDERR_FILENO]
        where unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return TextStyle.plain.width
    }

    /// How the report for people is set when it goes to standard output.
    static var textStyle: TextStyle {
        guard outputIsTerminal else { return .plain }
        return TextStyle(width: min(width, 120), ansi: Environment.value("NO_COLOR") == nil)
    }
}
