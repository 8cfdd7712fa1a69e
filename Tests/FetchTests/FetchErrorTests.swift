import Foundation
import NIOCore
import Testing

@testable import Fetch

struct FetchErrorTests {
    @Test(arguments: ErrorCase.all)
    func `its sentence says where, what was found and what to do`(example: ErrorCase) throws {
        #expect(try example.make().description == example.sentence)
    }

    @Test(arguments: [
        (ECONNREFUSED, FetchError.ConnectionProblem.refused),
        (ENETUNREACH, .unreachable), (EHOSTUNREACH, .unreachable), (ENETDOWN, .unreachable),
        (EADDRNOTAVAIL, .unreachable), (ETIMEDOUT, .noAnswer), (ECONNRESET, .closed),
        (EPIPE, .closed), (EMFILE, .other),
    ])
    func `the system's error numbers are told apart`(
        number: CInt, expected: FetchError.ConnectionProblem
    ) throws {
        let address = try WebAddress("https://example.org/")
        let error = IOError(errnoCode: number, reason: "connect")
        #expect(FetchError(connecting: address, error) == .notConnected(address, expected))
    }

    @Test func `a connection that takes too long has no answer`() throws {
        let address = try WebAddress("https://example.org/")
        let error = ChannelError.connectTimeout(.seconds(10))
        #expect(FetchError(connecting: address, error) == .notConnected(address, .noAnswer))
    }
}
