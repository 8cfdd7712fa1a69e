import Foundation
import Synchronization
import Testing

@testable import ZeroShotHub

/// A clock that nobody waits for: a pause moves it on.
final class FakeClock: Sendable {
    private let time = Mutex(Duration.zero)
    private let slept = Mutex<[Duration]>([])

    var now: Duration { time.withLock { $0 } }
    /// Every pause so far.
    var pauses: [Duration] { slept.withLock { $0 } }

    func sleep(_ pause: Duration) {
        slept.withLock { $0.append(pause) }
        time.withLock { $0 += pause }
    }

    /// 2026-01-01, 12:00:00 GMT.
    static let noon = Date(timeIntervalSince1970: 1_767_268_800)

    var generationClock: GenerationClock {
        var clock = GenerationClock()
        clock.now = { self.now }
        clock.sleep = { self.sleep($0) }
        clock.date = { Self.noon }
        clock.chance = { 1 }
        return clock
    }
}

struct PaceTests {
    private let clock = FakeClock()

    private func limits(perMinute: Double? = nil) -> GenerationLimits {
        var limits = GenerationLimits()
        limits.requestsPerMinute = perMinute
        limits.clock = clock.generationClock
        return limits
    }

    @Test func `requests keep the distance that the limit asks for`() async throws {
        let pace = RequestPace(limits(perMinute: 30))
        for _ in 0..<4 { try await pace.turn() }
        #expect(clock.pauses == [.seconds(2), .seconds(2), .seconds(2)])
    }

    @Test func `time that passed between requests counts`() async throws {
        let pace = RequestPace(limits(perMinute: 30))
        try await pace.turn()
        clock.sleep(.seconds(1.5))
        try await pace.turn()
        clock.sleep(.seconds(100))
        try await pace.turn()
        #expect(clock.pauses == [.seconds(1.5), .seconds(0.5), .seconds(100)])
    }

    @Test func `without a limit nobody waits`() async throws {
        let pace = RequestPace(limits())
        for _ in 0..<4 { try await pace.turn() }
        #expect(clock.pauses.isEmpty)
    }

    @Test func `a hold is for all, and the distance holds after it`() async throws {
        let pace = RequestPace(limits(perMinute: 60))
        try await pace.turn()
        await pace.hold(for: .seconds(10))
        await pace.hold(for: .seconds(3))
        try await pace.turn()
        try await pace.turn()
        #expect(clock.now == .seconds(11))
    }

    @Test func `pauses double up to a minute, and half of each is chance`() {
        var limits = limits()
        let pauses = (1...9).map { limits.pause(afterFailures: $0) }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        limits.clock.chance = { 0 }
        #expect(limits.pause(afterFailures: 3) == .seconds(2))
    }

    @Test(arguments: [
        ("7", 7.0), (" 0 ", 0), ("1.5", 1.5), ("Thu, 01 Jan 2026 12:00:30 GMT", 30),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0), ("-1", nil), ("soon", nil), ("", nil),
        ("nan", nil), ("1e300", nil), (nil, nil),
    ])
    func `the pause that a server wants is seconds or a date`(header: String?, seconds: Double?) {
        let pause = RetryAfter.pause(header, now: FakeClock.noon)
        #expect(pause == seconds.map { .seconds($0) })
    }
}
