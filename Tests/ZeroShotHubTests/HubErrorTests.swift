import Foundation
import TestServer
import Testing

@testable import ZeroShotHub

struct HubErrorTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let error: HubError
        let sentence: String
        var testDescription: String { sentence }

        init(_ sentence: String, _ error: HubError) {
            self.error = error
            self.sentence = sentence
        }
    }

    @Test func `its sentence says which, what was found and what to do`() throws {
        for example in try Self.examples() {
            #expect(example.error.description == example.sentence)
        }
    }

    @Test func `a notice is a sentence`() throws {
        let owl = try HubRepository("owls/clip")
        let notices: [(HubNotice, String)] = [
            (
                .cachedRevisionUsed(owl, commit: FakeHub.commit, reason: "it rained"),
                "owls/clip: the Hub did not tell the newest revision (it rained); commit "
                    + "111111111111 from the cache is used."
            ),
            (
                .waitingForAnotherProcess(file: "a.bin"),
                "a.bin: another process fetches it; waiting for that."
            ),
            (
                .tryingAgain("a.bin", reason: "it rained", pause: .seconds(4)),
                "a.bin: it rained; trying again in 4 s."
            ),
            (
                .startedOver(file: "a.bin"),
                "a.bin: what an interrupted download had left was of no use; starting over."
            ),
        ]
        for (notice, sentence) in notices {
            #expect(notice.description == sentence)
        }
    }

    @Test func `why the cache is used, or another attempt made, is said in a few words`() throws {
        for example in try Self.examples() where example.error.leavesTheCache {
            let reason = example.error.reason
            #expect(reason.count < 60 && !reason.contains("."), "\(reason)")
            #expect(!reason.contains("owls/clip") && reason.first?.isUppercase == false)
        }
    }

    @Test func `the system's reason is its own words alone`() {
        #expect(SystemProblem(errno: ENOTDIR).reason == "Not a directory")
        #expect(SystemProblem(POSIXError(.EROFS)).reason == "Read-only file system")
    }

    @Test func `a problem in the cache is a sentence`() {
        let problems: [(HubVerification.Problem, String)] = [
            (
                .damaged(file: "a.bin", path: "/hub/a", found: "12", expected: "34"),
                "a.bin is damaged: its hash is 12, its name in the cache says 34. Remove /hub/a and "
                    + "download again."
            ),
            (
                .missing(file: "a.bin", path: "/hub/a"),
                "a.bin is missing: there is nothing at /hub/a. Download again."
            ),
            (
                .unreadable(file: "a.bin", path: "/hub/a", reason: "Permission denied"),
                "a.bin: /hub/a cannot be read (Permission denied). Allow it, or remove it and "
                    + "download again."
            ),
            (
                .incomplete(path: "/hub/a.incomplete", bytes: 12),
                "/hub/a.incomplete: an interrupted download left 12 bytes. Download again to "
                    + "complete the file, or remove it."
            ),
        ]
        for (problem, sentence) in problems {
            #expect(problem.description == sentence)
        }
    }

    private static func examples() throws -> [Example] {
        let owl = try HubRepository("owls/clip")
        let nest = try HubRepository("owls/clip@nest")
        return ofRequests() + ofTheCache(owl) + ofAnswers(owl, nest) + ofFiles(owl)
    }

    private static func ofRequests() -> [Example] {
        [
            Example(
                "'a b' is no repository of the Hub: it should look like "
                    + "openai/clip-vit-base-patch32, with letters, digits, '-', '_' and '.' only. "
                    + "For a folder, give its path.",
                .invalidName("a b")
            ),
            Example(
                "'a b' is no revision: give a branch, a tag, or a commit's hash, for example "
                    + "openai/clip-vit-base-patch32@main.",
                .invalidRevision("a b")
            ),
            Example(
                "The Hub's address (HF_ENDPOINT) cannot be used: 'owl' is not a URL. It should look "
                    + "like https://huggingface.co.",
                .invalidEndpoint("'owl' is not a URL.")
            ),
            Example("'owl' is no proxy.", .invalidProxy("'owl' is no proxy.")),
            Example(
                "HF_TOKEN holds no token that a request can carry: one word of letters, digits and "
                    + "signs is expected. Write the token again, or remove it for public "
                    + "repositories.",
                .invalidToken(source: "HF_TOKEN")
            ),
        ]
    }

    private static func ofTheCache(_ owl: HubRepository) -> [Example] {
        [
            Example(
                "owls/clip: not in the cache (/hub), and the network may not be used. Download it "
                    + "once without --offline and HF_HUB_OFFLINE, or give a folder's path.",
                .notCached(owl, cache: "/hub")
            ),
            Example(
                "owls/clip: the cache (/hub) lacks a.bin, b.bin, and the network may not be used. "
                    + "Download the rest once without --offline and HF_HUB_OFFLINE.",
                .incompleteInCache(owl, missing: ["a.bin", "b.bin"], cache: "/hub")
            ),
            Example(
                "owls/clip: the Hub cannot be asked, since the network may not be used. Try again "
                    + "without --offline and HF_HUB_OFFLINE.",
                .offline(owl)
            ),
        ]
    }

    private static func ofAnswers(_ owl: HubRepository, _ nest: HubRepository) -> [Example] {
        [
            Example(
                "owls/clip: the cache does not hold all that is needed, and the Hub cannot be "
                    + "reached (http://hub/: it rained). Check the network and HF_ENDPOINT, or try "
                    + "again later; what is already downloaded is kept.",
                .unreachable(owl, address: "http://hub/", reason: "it rained")
            ),
            Example(
                "owls/clip: the Hub has no such repository, or does not show it. Check the "
                    + "spelling; for a private repository set HF_TOKEN to a token that may read it.",
                .repositoryNotFound(nest, hasToken: false)
            ),
            Example(
                "owls/clip: the Hub has no such repository, or does not show it. Check the "
                    + "spelling; for a private repository the token (HF_TOKEN) must be valid and may "
                    + "read it.",
                .repositoryNotFound(owl, hasToken: true)
            ),
            Example(
                "owls/clip: there is no revision 'nest'. Give a branch, a tag, or a commit's hash "
                    + "that its page on the Hub shows.",
                .revisionNotFound(nest)
            ),
            Example(
                "owls/clip@nest: the Hub has no file a.bin, which the repository lists. Try another "
                    + "revision, or tell the repository's owner.",
                .fileNotFound(nest, file: "a.bin")
            ),
            Example(
                "owls/clip is gated: its owner gives it only to those who accept the terms. Accept "
                    + "them at https://hub/owls/clip, then set HF_TOKEN to a token of that account "
                    + "(https://huggingface.co/settings/tokens).",
                .gated(owl, page: "https://hub/owls/clip", hasToken: false)
            ),
            Example(
                "owls/clip is gated: its owner gives it only to those who accept the terms. Accept "
                    + "them at https://hub/owls/clip, with the account that the token (HF_TOKEN) "
                    + "belongs to; some owners answer after a while.",
                .gated(owl, page: "https://hub/owls/clip", hasToken: true)
            ),
            Example(
                "owls/clip: the Hub does not know the token. Write HF_TOKEN, or the file that 'hf "
                    + "auth login' makes, again; public repositories need no token.",
                .tokenRejected(owl)
            ),
            Example(
                "owls/clip: the Hub does not give the files to the token's owner. Use a token that "
                    + "may read this repository.",
                .forbidden(owl, hasToken: true)
            ),
            Example(
                "owls/clip: the Hub does not give the files without a token. Set HF_TOKEN to one "
                    + "that may read this repository.",
                .forbidden(owl, hasToken: false)
            ),
            Example(
                "owls/clip: the Hub has taken the repository out of service. Use another "
                    + "checkpoint.",
                .disabled(owl)
            ),
            Example(
                "owls/clip: too many requests to the Hub from here. Try again in 7 s; with a token "
                    + "(HF_TOKEN) the Hub allows more.",
                .tooManyRequests(owl, seconds: 7)
            ),
            Example(
                "owls/clip: too many requests to the Hub from here. Try again later; with a token "
                    + "(HF_TOKEN) the Hub allows more.",
                .tooManyRequests(owl, seconds: nil)
            ),
            Example(
                "owls/clip: https://hub/a answered with status 503, a problem of its own. Try again "
                    + "later.",
                .status(owl, address: "https://hub/a", code: 503)
            ),
            Example(
                "owls/clip: https://hub/a answered with status 418. Try again later.",
                .status(owl, address: "https://hub/a", code: 418)
            ),
            Example(
                "owls/clip: the Hub's answer cannot be used: It is a picture. Check HF_ENDPOINT and "
                    + "what stands between here and the Hub.",
                .unusableAnswer(owl, reason: "It is a picture.")
            ),
            Example(
                "owls/clip: the repository holds no weights: none of a.bin, b.bin is there. Give a "
                    + "CLIP-family checkpoint in Hugging Face or OpenCLIP layout.",
                .noCheckpoint(owl, part: "weights", anyOf: ["a.bin", "b.bin"])
            ),
        ]
    }

    private static func ofFiles(_ owl: HubRepository) -> [Example] {
        [
            Example(
                "owls/clip: a.bin has 3 bytes where the Hub says 5. It was not kept; try again.",
                .wrongSize(owl, file: "a.bin", found: 3, expected: 5)
            ),
            Example(
                "owls/clip: a.bin has more bytes where the Hub says 5. It was not kept; try again.",
                .wrongSize(owl, file: "a.bin", found: nil, expected: 5)
            ),
            Example(
                "owls/clip: a.bin was damaged on its way: its hash is 12 where the Hub says 34. It "
                    + "was not kept; try again.",
                .checksum(owl, file: "a.bin", found: "12", expected: "34")
            ),
            Example(
                "/hub: 1.7 GB are needed and 3.5 MB are free. Make space, or set HF_HUB_CACHE to a "
                    + "folder on a larger disk.",
                .diskFull(path: "/hub", needed: 1_710_671_599, free: 3_450_000)
            ),
            Example(
                "/hub: 1000.0 MB are needed and 99999 bytes are free. Make space, or set "
                    + "HF_HUB_CACHE to a folder on a larger disk.",
                .diskFull(path: "/hub", needed: 999_999_999, free: 99_999)
            ),
            Example(
                "/hub/a: the disk is full. Make space, or set HF_HUB_CACHE to a folder on a larger "
                    + "disk; what is already downloaded is kept.",
                .diskFull(path: "/hub/a", needed: nil, free: nil)
            ),
            Example(
                "/hub/a cannot be written (Permission denied). Allow it, or set HF_HUB_CACHE to a "
                    + "folder of your own.",
                .unwritable(path: "/hub/a", reason: "Permission denied")
            ),
            Example(
                "/hub/a cannot be read (Permission denied). Allow it, or remove the file.",
                .unreadable(path: "/hub/a", reason: "Permission denied")
            ),
        ]
    }
}
