import Foundation
import NIOCore
import Testing

@testable import ZeroShotServer

/// What keeps a server from listening.
struct ServerErrorTests {
    private func error(_ errno: Int32, host: String = "127.0.0.1") -> ServerError? {
        var configuration = ServerConfiguration()
        configuration.host = host
        return ServerError(
            listening: IOError(errnoCode: errno, reason: "bind"), configuration)
    }

    @Test func `the system's numbers are told apart`() {
        #expect(error(EADDRINUSE) == .portInUse(host: "127.0.0.1", port: 8080))
        #expect(error(EACCES) == .portNotAllowed(8080))
        #expect(error(EADDRNOTAVAIL, host: "8.8.8.8") == .addressNotHere("8.8.8.8"))
        #expect(
            error(EMFILE)?.description.hasPrefix("The server cannot listen at port 8080") == true)
        let unknown = SocketAddressError.failedToParseIPString("owl")
        #expect(
            ServerError(listening: unknown, ServerConfiguration()) == .hostUnknown("127.0.0.1"))
        #expect(ServerError(listening: CancellationError(), ServerConfiguration()) == nil)
    }

    @Test func `each says what to do`() {
        #expect(
            ServerError.portInUse(host: "::1", port: 80).description == """
                Port 80 of ::1 is in use already; end the program that listens there, or take \
                another port with --port.
                """)
        #expect(
            ServerError.portNotAllowed(80).description
                == "Port 80 may not be used by this user; take one above 1023 with --port.")
        #expect(
            ServerError.addressNotHere("8.8.8.8").description
                == "'8.8.8.8' is no address of this machine; give one that is with --host.")
        #expect(
            ServerError.hostUnknown("owl").description
                == "No address was found for 'owl'; check --host.")
        #expect(
            ServerError.cannotListen(host: "a", port: 1, reason: "b").description
                == "The server cannot listen at port 1 of a: b.")
        #expect(
            ServerError.requestsCutOff(after: .seconds(1)).description == """
                Some requests were not answered within 1.0 seconds after the server was told to \
                end, and were cut off; --shutdown-timeout sets that time.
                """)
    }

    @Test func `only what the next start would meet again is wrong usage`() {
        #expect(ServerError.hostUnknown("owl").isUsage)
        #expect(ServerError.addressNotHere("owl").isUsage)
        #expect(ServerError.portNotAllowed(80).isUsage)
        #expect(!ServerError.portInUse(host: "a", port: 1).isUsage)
        #expect(!ServerError.cannotListen(host: "a", port: 1, reason: "b").isUsage)
        #expect(!ServerError.requestsCutOff(after: .zero).isUsage)
    }
}
