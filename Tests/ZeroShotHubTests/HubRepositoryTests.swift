import Testing

@testable import ZeroShotHub

struct HubRepositoryTests {
    @Test(arguments: [
        ("openai/clip-vit-base-patch32", "openai/clip-vit-base-patch32", "main"),
        ("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "main"),
        ("gpt2", "gpt2", "main"),
        ("a_b/c.d-e_f", "a_b/c.d-e_f", "main"),
        ("a/b@v1.0", "a/b", "v1.0"),
        ("a/b@refs/pr/1", "a/b", "refs/pr/1"),
        ("a/b@feature/owl@night", "a/b", "feature/owl@night"),
        ("a/b@ökologie", "a/b", "ökologie"),
    ])
    func `a name is an id and perhaps a revision`(text: String, id: String, revision: String) throws
    {
        let repository = try HubRepository(text)
        #expect(repository.id == id)
        #expect(repository.revision == revision)
        #expect(repository.description == text)
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a/b/c", "../a", "a/..", "a/.b", "a/b.", "-a/b", "a/b-", "a--b/c",
        "a/b--c", "a..b/c", "a/b.git", "a b/c", "a/b\n", "a/é", "/etc/passwd", "a\\b", "a/b%2e",
        String(repeating: "a", count: 97), "\u{0}",
    ])
    func `what is no id is refused`(text: String) {
        #expect(throws: HubError.invalidName(text)) { try HubRepository(text) }
    }

    @Test func `an id's parts have 96 characters at most`() throws {
        let part = String(repeating: "a", count: 96)
        #expect(try HubRepository("\(part)/\(part)").id.utf8.count == 193)
    }

    @Test(arguments: [
        "", "..", "a/..", "../a", "/a", "a/", "a//b", ".a", "a/.b", "a b", "a\u{0}", "a\nb", "a:b",
        "a?b", "a*b", "a[b", "a^b", "a~b", "a\\b", "a..b", "a.lock", "-a", "a/b.",
        String(repeating: "a", count: 201),
    ])
    func `what is no revision is refused`(text: String) {
        #expect(throws: HubError.invalidRevision(text)) { try HubRepository("a/b@\(text)") }
        #expect(throws: HubError.invalidRevision(text)) {
            try HubRepository(id: "a/b", revision: text)
        }
    }

    @Test func `only a full hash is a commit`() throws {
        let hash = String(repeating: "0a", count: 20)
        #expect(try HubRepository("a/b@\(hash)").commit == hash)
        for other in [hash.uppercased(), String(hash.dropLast()), hash + "0", "main"] {
            #expect(try HubRepository("a/b@\(other)").commit == nil)
        }
    }

    @Test(arguments: ["openai/clip-vit-base-patch32", "gpt2"])
    func `a folder's name gives the id back`(id: String) throws {
        let folder = try HubRepository(id).folderName
        #expect(folder.hasPrefix("models--") && !folder.contains("/"))
        #expect(HubRepository.id(ofFolder: folder) == id)
    }

    @Test(arguments: [
        "datasets--a--b", "models--", "models--a--b--c", "models--..--a", "version.txt",
    ])
    func `other folders have none`(name: String) {
        #expect(HubRepository.id(ofFolder: name) == nil)
    }
}
