import Foundation
import Logging
import Testing

@testable import ZeroShotServer

/// Lines of the log, for people and for programs.
struct ServerLogHandlerTests {
    private let log = LogRecorder()

    @Test func `a line for people has time, level, message and fields in order`() {
        var logger = log.logger()
        logger[metadataKey: "id"] = "a1"
        logger.info("request", metadata: ["status": "200", "path": "/a b", "empty": ""])
        #expect(
            log.lines == [
                """
                2023-11-14T22:13:20.500Z info request empty="" id=a1 path="/a b" status=200

                """
            ])
    }

    @Test func `a line for programs is one JSON object`() throws {
        log.logger(.json).warning("a \"b\"\n", metadata: ["x": "é\u{2028}\u{1}", "time": "never"])
        let line = try #require(log.lines.first)
        #expect(line.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        let object = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(
            object == [
                "time": "2023-11-14T22:13:20.500Z", "level": "warning", "message": "a \"b\"\n",
                "x": "é\u{2028}\u{1}", "time_": "never",
            ])
    }

    @Test func `what a client sends cannot make a line of its own`() throws {
        log.logger().info("a\nb", metadata: ["path": "/x\n2023 error forged\u{1B}[31m"])
        let line = try #require(log.lines.first)
        #expect(
            line == "2023-11-14T22:13:20.500Z info a b path=\"/x\\n2023 error forged\\u001b[31m\"\n"
        )
    }

    @Test func `what is below the level is not written`() {
        let logger = log.logger(level: .warning)
        logger.info("quiet")
        logger.error("loud")
        #expect(log.lines.count == 1)
    }
}
