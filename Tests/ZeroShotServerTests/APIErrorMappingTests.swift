import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Testing
import ZeroShot

@testable import ZeroShotServer

/// Which answer each error becomes.
struct APIErrorMappingTests {
    private func expect(
        _ error: any Error, _ status: HTTPResponse.Status, _ code: String,
        _ message: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let answer = APIError(error)
        #expect(answer.status == status, sourceLocation: sourceLocation)
        #expect(answer.code == code, sourceLocation: sourceLocation)
        if let message { #expect(answer.message == message, sourceLocation: sourceLocation) }
    }

    @Test func `a refusal keeps its code, and speaks of the API`() {
        let answer = APIError(Refusal.checkpointUnspecified)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.code == "checkpoint-unspecified")
        #expect(
            answer.message.hasPrefix("refused (checkpoint-unspecified): no checkpoint was named"))
        #expect(
            answer.message.hasSuffix(
                "Name one in 'checkpoint'; GET /v1/checkpoints lists those of this server."))
        #expect(!answer.message.contains("--"))
        expect(
            Refusal.crossCheckpoint(fingerprints: ["a", "b"]), .unprocessableContent,
            "cross-checkpoint",
            """
            refused (cross-checkpoint): scores of different checkpoints cannot be compared, and \
            these come from 'a' and 'b'. Compute them anew with one checkpoint, or keep the results \
            apart.
            """)
    }

    @Test func `several reasons are all said, each direction once`() throws {
        let error = try #require(throws: Refusal.self) {
            try RequestPolicy(ClassificationRequest(labels: ["gay man"]))
                .check(against: RestrictedTopics())
        }
        let answer = APIError(error)
        #expect(answer.code == "too-few-labels")
        #expect(answer.message.contains("Also restricted-protected: "))
        #expect(answer.message.contains("Give two labels or more."))
        #expect(answer.message.contains("supervised model"))
        #expect(!answer.message.contains("--"))
    }

    @Test func `what is wrong with the request is said`() {
        let problem = PromptError.template("owl", .noPlace, line: nil)
        expect(problem, .badRequest, "invalid-request", "\(problem)")
        let labelSet = LabelSetError.notALabelSet(file: "owls", .empty)
        expect(labelSet, .badRequest, "invalid-request", "\(labelSet)")
        let cancelled = RankingError.promptsCancelOut(label: "owl")
        expect(cancelled, .badRequest, "invalid-request", "\(cancelled)")
        let calibration = CalibrationError.multiLabelWithoutThresholds
        expect(calibration, .badRequest, "invalid-request", "\(calibration)")
        let explanation = ExplanationError.tooManyPrompts(
            9, labels: 3, dimension: 4, byteLimit: 16)
        expect(explanation, .badRequest, "invalid-request", "\(explanation)")
    }

    @Test func `what is wrong with the server is not said`() {
        let errors: [any Error] = [
            CheckpointError.notFound(path: "/secret"), RankingError.similarity(label: "owl"),
            LabelSetError.unwritable(file: "/secret", reason: "full"),
            LabelSetError.checkpointChanged(folder: "/secret"),
            CocoaError(.fileReadNoSuchFile), HTTPError(.internalServerError, message: "/secret"),
        ]
        for error in errors {
            expect(error, .internalServerError, "internal", APIError.internalError.message)
        }
    }

    @Test func `JSON that does not fit is named by its place`() {
        struct Request: Decodable {
            let images: [[String: Int]]
        }
        func message(_ json: String) -> String? {
            let error = #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(Request.self, from: Data(json.utf8))
            }
            return error.map { error in
                expect(error, .badRequest, "invalid-request")
                return APIError(error).message
            }
        }
        #expect(
            message("{}") == "The request's JSON is not as expected: 'images' is missing.")
        #expect(
            message(#"{"images": [{"a": "b"}]}"#) == """
                The request's JSON is not as expected at 'images[0].a': Expected to decode Int but \
                found a string instead.
                """)
        #expect(message("owl")?.hasPrefix("The request's JSON is not as expected: ") == true)
    }

    @Test func `what HTTP says keeps its status`() {
        expect(NIOTooManyBytesError(maxBytes: 1), .contentTooLarge, "too-large")
        expect(
            HTTPParserError.invalidEOFState, .badRequest, "invalid-request",
            "The request's body is cut short or is not valid HTTP.")
        expect(HTTPError(.notFound), .notFound, "not-found", "Not Found")
        expect(HTTPError(.badRequest, message: "no"), .badRequest, "invalid-request", "no")
        expect(HTTPError(.unsupportedMediaType), .unsupportedMediaType, "unsupported-content-type")
        expect(HTTPError(.unauthorized), .unauthorized, "unauthorized")
        expect(HTTPError(.methodNotAllowed), .methodNotAllowed, "method-not-allowed")
        expect(HTTPError(.requestTimeout), .requestTimeout, "timeout")
        expect(HTTPError(.contentTooLarge), .contentTooLarge, "too-large")
        expect(HTTPError(.serviceUnavailable), .serviceUnavailable, "overloaded")
    }

    @Test func `a request that the server's end cuts off may be sent again`() {
        let answer = APIError(CancellationError())
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.retryAfter == 5)
        #expect(answer.message == "The server is being stopped. Send the request again.")
    }
}
