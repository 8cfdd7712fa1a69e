import Testing

@testable import ZeroShot

struct PlainWordsTests {
    @Test(arguments: [
        ("A Tree-Frog, it is GREEN!", "a tree frog it is green"),
        ("caf\u{E9} \u{FF26}rog", "cafe\u{301} frog"),
        ("tree_frog", "tree frog"),
    ])
    func `case, marks, width and punctuation do not matter`(one: String, other: String) {
        #expect(PlainWords(one) == PlainWords(other))
    }

    @Test(arguments: [
        ("a frog", "the frog"), ("frog 1", "frog 2"), ("🐸", "🦉"), ("C", "D"),
    ])
    func `words and signs alone do`(one: String, other: String) {
        #expect(PlainWords(one) != PlainWords(other))
    }

    @Test(arguments: [
        ("A tree frog has sticky toes.", "tree frog", true),
        ("Many tree frogs are green.", "tree frog", true),
        ("Tree Frog: green", "tree_frog", true),
        ("Wolves hunt in packs.", "wolf", true),
        ("The wolf hunts.", "wolves", true),
        ("A caterpillar eats leaves.", "cat", false),
        ("A frog in a tree.", "tree frog", false),
        ("It has sticky toes.", "tree frog", false),
        ("frog", "tree frog", false),
        ("这只树蛙是绿色的", "树蛙", true),
        ("这只青蛙是绿色的", "树蛙", false),
    ])
    func `a name stands in a text in the singular or the plural`(
        text: String, name: String, isThere: Bool
    ) {
        #expect(PlainWords(text).contain(PlainWords(name)) == isThere)
    }
}
