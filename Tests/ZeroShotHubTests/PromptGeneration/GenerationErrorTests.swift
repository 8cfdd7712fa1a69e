import Testing

@testable import ZeroShotHub

struct GenerationErrorTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let error: GenerationError
        let sentence: String
        var testDescription: String { sentence }

        init(_ sentence: String, _ error: GenerationError) {
            self.error = error
            self.sentence = sentence
        }
    }

    @Test(arguments: settings + files + servers)
    func `its sentence says which, what was found and what to do`(example: Example) {
        #expect(example.error.description == example.sentence)
    }

    @Test func `a notice is a sentence`() {
        let notices: [(GenerationNotice, String)] = [
            (
                .tryingAgain(endpoint: "http://a", reason: "it rained", pause: .seconds(2.5)),
                "http://a: it rained; trying again in 3 s."
            ),
            (
                .cutAnswerDropped(file: "a.jsonl"),
                "a.jsonl: the last answer was not written to its end; it is asked for again."
            ),
            (
                .keyWithheld(variable: "OPENAI_API_KEY", endpoint: "http://a"),
                "OPENAI_API_KEY is not sent to http://a, because others could read it on its way. "
                    + "Where that is meant, say --key-variable OPENAI_API_KEY."
            ),
        ]
        for (notice, sentence) in notices {
            #expect(notice.description == sentence)
        }
    }

    private static let settings = [
        Example(
            "'owl' cannot be asked: it is no http or https URL. It should look like "
                + "http://localhost:11434/v1, without /chat/completions.",
            .invalidEndpoint("owl", .noURL)
        ),
        Example(
            "'http://a?...' cannot be asked: it has a query. It should look like "
                + "http://localhost:11434/v1, without /chat/completions.",
            .invalidEndpoint("http://a?...", .query)
        ),
        Example(
            "'http://a/completions' cannot be asked: --api says which route is asked, so "
                + "/completions must not be there. It should look like http://localhost:11434/v1, "
                + "without /chat/completions.",
            .invalidEndpoint("http://a/completions", .route("completions"))
        ),
        Example(
            "The environment has no key in OWL_KEY. Set it, or leave --key-variable out for a server "
                + "that wants none.",
            .keyMissing(variable: "OWL_KEY")
        ),
        Example(
            "OWL_KEY holds no key that a request can carry: one word of letters, digits and signs is "
                + "expected. Write it again.",
            .keyUnusable(variable: "OWL_KEY")
        ),
        Example("The proxy is none.", .invalidProxy("The proxy is none.")),
        Example(
            "'owl' stands there more than once. A prompts file has each class once: leave the others "
                + "out; --answers says how many answers each question gets.",
            .repeated(.labels, ["owl"])
        ),
        Example(
            "'{}?', '{}!' stand there more than once. Each question is asked once: leave the others "
                + "out; --answers says how many answers each question gets.",
            .repeated(.questions, ["{}?", "{}!"])
        ),
        Example(
            "'a', 'b', 'c', 'd', 'e' and 1 more stand there more than once. A prompts file has each "
                + "class once: leave the others out; --answers says how many answers each question "
                + "gets.",
            .repeated(.labels, ["a", "b", "c", "d", "e", "f"])
        ),
    ]

    private static let files = [
        Example(
            #"p.answers.jsonl holds answers to other requests: model was "owl", and is "fox" now. "#
                + "They are not mixed: name another --output, or remove the file to start over.",
            .answersOfAnotherRun(
                file: "p.answers.jsonl", setting: "model", found: #""owl""#, asked: #""fox""#
            )
        ),
        Example(
            "p is there already, and is not what a run left there whose answers are in q: it was "
                + "made or changed otherwise, which would be lost. Name another --output, or move the "
                + "file away.",
            .foreignOutput(file: "p", answers: "q")
        ),
        Example(
            "p: line 7 is none that zeroshot writes. Remove the line to ask for its answer again, or "
                + "remove the file to start over.",
            .damagedAnswers(file: "p", line: 7)
        ),
        Example(
            "p is being written by another run. Wait for its end, or name another --output.",
            .answersInUse(file: "p")
        ),
        Example(
            "p cannot be read (Is a directory). Allow it, or name another --output.",
            .unreadable(path: "p", reason: "Is a directory")
        ),
        Example(
            "p cannot be written (No space left on device). Make room or allow it, or name another "
                + "--output; the answers so far are kept.",
            .unwritable(path: "p", reason: "No space left on device")
        ),
    ]

    private static let servers = [
        Example(
            "nothing answers at http://localhost:11434/v1 (the server refused the connection). Start "
                + "Ollama with `ollama serve`, or llama.cpp's `llama-server` (at "
                + "http://localhost:8080/v1), or name another server with --endpoint.",
            .nothingAnswers(
                endpoint: "http://localhost:11434/v1", reason: "the server refused the connection",
                isThisMachine: true
            )
        ),
        Example(
            "nothing answers at http://a (it rained). Check --endpoint and the network.",
            .nothingAnswers(endpoint: "http://a", reason: "it rained", isThisMachine: false)
        ),
        Example(
            "http://a: it rained. Try again later, with a longer --timeout or a lower --concurrency; "
                + "the answers so far are kept.",
            .brokenOff(endpoint: "http://a", reason: "it rained")
        ),
        Example(
            "http://a does not accept the key in OWL_KEY (status 401). Check the key, or name the "
                + "variable of another one with --key-variable.",
            .notAuthorized(endpoint: "http://a", status: 401, keyVariable: "OWL_KEY")
        ),
        Example(
            "http://a wants a key (status 401). Put it into an environment variable and name that "
                + "with --key-variable.",
            .notAuthorized(endpoint: "http://a", status: 401, keyVariable: nil)
        ),
        Example(
            "http://a has no model 'owl'; it says: not found. Name one that the server has; with "
                + "Ollama, `ollama list` shows them and `ollama pull` fetches one.",
            .modelNotFound(model: "owl", endpoint: "http://a", message: "not found")
        ),
        Example(
            "there is nothing at http://a/b. Check --endpoint, which most often ends in /v1, and "
                + "--api.",
            .noSuchRoute(address: "http://a/b", message: "")
        ),
        Example(
            "http://a redirects to http://b, and neither questions nor a key are sent on. If that "
                + "server is meant, give its address as --endpoint, without the route at its end.",
            .redirected(address: "http://a", to: "http://b")
        ),
        Example(
            "http://a does not take the request (status 400); it says: no. Change what it names, with "
                + "--temperature, --max-tokens, --token-limit-name, --api or --model.",
            .requestRefused(address: "http://a", status: 400, message: "no")
        ),
        Example(
            "http://a has too many requests from here. Run the same command again in 3600 s, with "
                + "--requests-per-minute; the answers so far are kept.",
            .tooManyRequests(endpoint: "http://a", seconds: 3600)
        ),
        Example(
            "http://a has too many requests from here. Run the same command again later, with "
                + "--requests-per-minute; the answers so far are kept.",
            .tooManyRequests(endpoint: "http://a", seconds: nil)
        ),
        Example(
            "http://a has a problem of its own (status 500); it says: oops. Look there, and run the "
                + "same command again; the answers so far are kept.",
            .serverProblem(address: "http://a", status: 500, message: "oops")
        ),
        answer("it is empty.", .notJSON(begins: "")),
        answer("it is not JSON and begins with '<html>'.", .notJSON(begins: "<html>")),
        answer(
            "line 1, column 2: not JSON: a stray comma.",
            .brokenJSON(JSONProblem(line: 1, column: 2, problem: "a stray comma"))
        ),
        answer("there is no 'choices' in it.", .missing("choices")),
        answer("its list of choices is empty.", .noChoices),
        answer("it has more than 9 bytes.", .tooLarge(limit: 9)),
        answer("it is not HTTP.", .notHTTP),
        answer(
            "it is compressed (gzip), although that was not asked for.",
            .compressed(encoding: "gzip")
        ),
    ]

    private static func answer(_ sentence: String, _ problem: AnswerProblem) -> Example {
        Example(
            "http://a: the answer cannot be used: \(sentence) Check --endpoint and --api.",
            .unusableAnswer(address: "http://a", problem)
        )
    }
}
