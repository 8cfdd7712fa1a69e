import Foundation
import Testing

@testable import ZeroShot

/// What a refusal says, and in which order.
struct RefusalTests {
    private static let redirect =
        "For such a question use a supervised model that was validated for that use, with an audit trail. "
        + "If the labels are about things, say so in them: 'Chinese food', 'a diseased leaf', 'a male lion'."

    @Test func `the codes have the words and the order of the table`() {
        #expect(
            Refusal.Code.allCases.map(\.rawValue) == [
                "checkpoint-unspecified", "too-few-labels", "restricted-medical",
                "restricted-legal", "restricted-safety", "restricted-identity",
                "restricted-protected", "people-without-policy", "cross-checkpoint",
            ])
        #expect(Refusal.Code.allCases.sorted() == Refusal.Code.allCases)
    }

    @Test func `without a checkpoint it asks which family and which scale`() {
        let text = Refusal.checkpointUnspecified.description
        #expect(text.hasPrefix("refused (checkpoint-unspecified): no checkpoint was named"))
        for word in ["--checkpoint", "ZEROSHOT_CHECKPOINT", "id of the Hub", "demo", "scale"] {
            #expect(text.contains(word), "\(word)")
        }
        for family in CheckpointFamily.allCases {
            let line = text.split(separator: "\n").first { $0.hasPrefix("  \(family.rawValue) ") }
            #expect(line?.split(separator: "GB").count == 3, "\(family)")
        }
    }

    @Test(arguments: [
        ("openai/clip-vit-base-patch32", 151_277_313),
        ("openai/clip-vit-large-patch14", 427_616_513),
        ("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", 151_277_313),
        ("laion/CLIP-ViT-H-14-laion2B-s32B-b79K", 986_109_441),
        ("google/siglip-base-patch16-224", 203_155_970),
        ("google/siglip-so400m-patch14-384", 877_960_498),
        ("google/siglip2-base-patch16-224", 375_187_970),
        ("google/siglip2-so400m-patch14-384", 1_136_008_498),
    ])
    func `the sizes named are those of float32 parameters`(id: String, parameters: Int) {
        let tenths = (parameters * 4 + 50_000_000) / 100_000_000
        let size = "\(id) (\(tenths / 10).\(tenths % 10) GB)"
        #expect(Refusal.checkpointUnspecified.description.contains(size), "\(size)")
    }

    @Test(arguments: [
        ([], "there is no label"),
        (["owl"], "there is only the label 'owl'"),
        (["Owl", " owl "], "all 2 labels are the same, 'Owl'"),
    ])
    func `too few labels are named`(labels: [String], found: String) throws {
        let refusal = try #require(try refusal { try RequestPolicy(labels: labels).check() })
        #expect(
            refusal.description
                == "refused (too-few-labels): \(found); a ranking among fewer than two different labels "
                + "says nothing about the image. Give two labels or more, for example --labels \"owl,fox\"."
        )
    }

    @Test(arguments: [
        (
            ["melanoma", "benign mole"], "restricted-medical",
            "'melanoma', 'benign mole' ask for a diagnosis or a medical state of a person or an animal."
        ),
        (
            ["guilty defendant", "lamp"], "restricted-legal",
            "'guilty defendant' asks for guilt, criminality or the legal status of somebody."
        ),
        (
            ["safe to eat", "lamp"], "restricted-safety",
            "'safe to eat' asks for a safety-critical decision."
        ),
        (
            ["Maria Lopez", "John Baker"], "restricted-identity",
            "'Maria Lopez', 'John Baker' ask for who somebody is, by name."
        ),
        (
            ["white", "black", "asian", "latino"], "restricted-protected",
            "'white', 'black', 'asian' and 1 more ask for race, ethnicity or national origin of people."
        ),
    ])
    func `restricted questions name the labels, the reason and the way`(
        labels: [String], code: String, sentence: String
    ) throws {
        let refusal = try #require(try refusal { try RequestPolicy(labels: labels).check() })
        #expect(refusal.code.rawValue == code)
        #expect(refusal.description == "refused (\(code)): \(sentence) \(Self.redirect)")
    }

    @Test func `declared and presupposed people ask for the policy`() throws {
        let direction =
            "If the people agreed to this use, say under which terms: --consent-policy \"TEXT\" or "
            + "--consent-policy @FILE. The text is recorded in the report word for word."
        let declared = RequestPolicy(labels: ["owl", "fox"], containsPeople: true)
        #expect(
            try refusal { try declared.check() }?.description
                == "refused (people-without-policy): the images are said to contain people, and no consent "
                + "policy was given. \(direction)")
        let searched = RequestPolicy(searchingFor: "a photo of a man", people: .init())
        #expect(
            try refusal { try searched.check() }?.description
                == "refused (people-without-policy): 'a photo of a man' describes people, so the images "
                + "show people, and no consent policy was given. \(direction)")
        let presupposed = RequestPolicy(labels: ["happy person", "sad person", "owl"])
        let refusal = try #require(try refusal { try presupposed.check() })
        #expect(
            refusal.description
                == "refused (people-without-policy): more than half of the labels describe people, so the "
                + "images show people, and no consent policy was given. \(direction)")
        #expect(refusal.reasons[0].triggers == ["happy person", "sad person"])
    }

    @Test func `scores of different checkpoints are kept apart`() {
        #expect(
            Refusal.crossCheckpoint(fingerprints: ["ab12", "cd34"]).description
                == "refused (cross-checkpoint): scores of different checkpoints cannot be compared, and "
                + "these come from 'ab12' and 'cd34'. Compute them anew with one checkpoint, or keep the "
                + "results apart.")
    }

    @Test func `all reasons are listed, the first of the table is the code`() throws {
        let request = RequestPolicy(labels: ["patient with measles"], containsPeople: true)
        let refusal = try #require(try refusal { try request.check() })
        #expect(refusal.code == .tooFewLabels)
        #expect(
            refusal.reasons.map(\.code) == [
                .tooFewLabels, .restrictedMedical, .peopleWithoutPolicy,
            ])
        let text = refusal.description
        #expect(text.hasPrefix("refused (too-few-labels): there is only"))
        #expect(
            text.contains(" Also restricted-medical: 'patient with measles' asks for a diagnosis"))
        #expect(text.contains(" Also people-without-policy: the images are said to contain people"))
        #expect(text.contains("audit trail") && text.contains("--consent-policy"))
    }

    @Test func `reasons given in any order come out in the table's`() throws {
        let reasons = Refusal.Code.allCases.reversed().map {
            Refusal.Reason(code: $0, sentence: "\($0.rawValue).")
        }
        let refusal = try #require(Refusal(reasons: reasons))
        #expect(refusal.reasons.map(\.code) == Refusal.Code.allCases)
        #expect(refusal.code == .checkpointUnspecified)
        #expect(Refusal(reasons: []) == nil)
    }

    @Test func `a direction is said once however many reasons need it`() throws {
        let request = RequestPolicy(labels: ["guilty defendant", "safe to eat"])
        let text = try #require(try refusal { try request.check() }).description
        #expect(text.components(separatedBy: "audit trail").count == 2)
    }
}
