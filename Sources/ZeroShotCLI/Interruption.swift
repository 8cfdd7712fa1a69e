import Dispatch
import Foundation

/// Ends a run at the next batch when the process is interrupted or terminated.
enum Interruption {
    /// The run's own status, or the signal's when one came before all was done.
    ///
    /// The first signal cancels the run, which completes the row in hand; a second one ends the
    /// process at once. A run that succeeds all the same left nothing undone: a server that was told
    /// to end, and answered all that it had accepted.
    static func status(orOf run: @escaping @Sendable () async -> ExitStatus) async -> ExitStatus {
        await withTaskGroup(of: Event.self) { group in
            group.addTask { .ended(await run()) }
            group.addTask { .signal(await firstSignal()) }
            var status = ExitStatus.unexpected
            var interruption: ExitStatus?
            events: for await event in group {
                switch event {
                case .signal(let signal?):
                    interruption = signal
                    group.cancelAll()
                case .signal(nil):
                    break
                case .ended(let own):
                    status = own
                    group.cancelAll()
                    break events
                }
            }
            return status == .success ? status : interruption ?? status
        }
    }

    private enum Event: Sendable {
        case ended(ExitStatus)
        case signal(ExitStatus?)
    }

    private static let statuses: KeyValuePairs<Int32, ExitStatus> = [
        SIGINT: .interrupted, SIGTERM: .terminated,
    ]

    /// Waits for one of the signals; nil when the wait is cancelled.
    private static func firstSignal() async -> ExitStatus? {
        let (signals, arrivals) = AsyncStream.makeStream(of: ExitStatus.self)
        let sources = statuses.map { number, status in
            // The default action would end the process before the source hears of the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                signal(number, SIG_DFL)
                arrivals.yield(status)
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        return await signals.first { _ in true }
    }
}
