import Foundation
import Testing

@testable import ZeroShot

/// Signs of people in XMP, in every form that RDF gives them.
struct PeopleEvidenceTests {
    private static let namespaces = """
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
        xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" \
        xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
        """

    /// A whole packet around the content of the outer description.
    private static func packet(_ content: String, attributes: String = "") -> String {
        """
        <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \(namespaces)>
        <rdf:Description rdf:about="" \(attributes)>\(content)</rdf:Description>
        </rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """
    }

    private func found(_ text: String) -> [PeopleEvidence] {
        PeopleEvidence.found(inXMP: Array(text.utf8))
    }

    private func face(_ count: Int) -> PeopleEvidence {
        PeopleEvidence(kind: .faceRegion, count: count)
    }
    private func persons(_ count: Int) -> PeopleEvidence {
        PeopleEvidence(kind: .personInImage, count: count)
    }

    private static let regionForms = [
        """
        <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>
        <rdf:li rdf:parseType="Resource"><mwg-rs:Name>Anna</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li>
        </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
        """,
        """
        <mwg-rs:Regions><rdf:Description><mwg-rs:RegionList><rdf:Seq>
        <rdf:li><rdf:Description mwg-rs:Type="Face"/></rdf:li>
        </rdf:Seq></mwg-rs:RegionList></rdf:Description></mwg-rs:Regions>
        """,
        """
        <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>
        <rdf:li mwg-rs:Type="Face" mwg-rs:Name="Anna"/></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
        """,
        """
        <other:Regions xmlns:other="http://www.metadataworkinggroup.com/schemas/regions/"><rdf:Bag>
        <rdf:li rdf:parseType="Resource"><other:Type><rdf:Description rdf:value="Face"/></other:Type></rdf:li>
        </rdf:Bag></other:Regions>
        """,
        """
        <Regions xmlns="http://www.metadataworkinggroup.com/schemas/regions/"><Type> face
        </Type></Regions>
        """,
    ]

    @Test(arguments: regionForms)
    func `a face region counts in any form, named or not`(form: String) {
        #expect(found(Self.packet(form)) == [face(1)])
    }

    @Test(arguments: [
        "<mwg-rs:Type>BarCode</mwg-rs:Type>", "<mwg-rs:Type>Pet</mwg-rs:Type>",
        "<mwg-rs:Type/>", "<mwg-rs:Name>Face</mwg-rs:Name>",
        "<a:Type xmlns:a=\"http://elsewhere/\">Face</a:Type>",
    ])
    func `other regions are no evidence`(form: String) {
        #expect(found(Self.packet(form)) == [])
    }

    private static let personForms = [
        "<ext:PersonInImage><rdf:Bag><rdf:li>Anna Berg</rdf:li></rdf:Bag></ext:PersonInImage>",
        "<ext:PersonInImage><rdf:Seq><rdf:li>Anna Berg</rdf:li></rdf:Seq></ext:PersonInImage>",
        """
        <ext:PersonInImage><rdf:Alt><rdf:li xml:lang="x-default">Anna Berg</rdf:li></rdf:Alt></ext:PersonInImage>
        """,
        "<ext:PersonInImage>Anna Berg</ext:PersonInImage>",
        "<ext:PersonInImage><![CDATA[Anna Berg]]></ext:PersonInImage>",
        """
        <ext:PersonInImage><rdf:Bag><rdf:li rdf:parseType="Resource"><rdf:value>Anna</rdf:value></rdf:li>\
        </rdf:Bag></ext:PersonInImage>
        """,
        """
        <p:PersonInImage xmlns:p="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">Anna</p:PersonInImage>
        """,
        """
        <ext:PersonInImageWDetails><rdf:Bag><rdf:li rdf:parseType="Resource"><ext:PersonName><rdf:Alt>\
        <rdf:li xml:lang="x-default">Anna</rdf:li><rdf:li xml:lang="de">Anna</rdf:li></rdf:Alt></ext:PersonName>\
        </rdf:li></rdf:Bag></ext:PersonInImageWDetails>
        """,
    ]

    @Test(arguments: personForms)
    func `a listed person counts in any form`(form: String) {
        #expect(found(Self.packet(form)) == [persons(1)])
    }

    @Test func `a property written as an attribute counts`() {
        #expect(
            found(Self.packet("", attributes: "ext:PersonInImage=\"Anna Berg\"")) == [persons(1)])
        #expect(found(Self.packet("", attributes: "ext:PersonInImage=\" \"")) == [])
    }

    @Test(arguments: [
        "<ext:PersonInImage><rdf:Bag/></ext:PersonInImage>",
        "<ext:PersonInImage><rdf:Bag><rdf:li> </rdf:li></rdf:Bag></ext:PersonInImage>",
        "<ext:PersonInImage/>",
        "<p:PersonInImage xmlns:p=\"http://elsewhere/\">Anna</p:PersonInImage>",
    ])
    func `an empty list of persons is no evidence`(form: String) {
        #expect(found(Self.packet(form)) == [])
    }

    @Test func `several signs are counted by kind and no name is kept`() throws {
        let form =
            Self.regionForms[0] + Self.regionForms[1]
            + "<ext:PersonInImage><rdf:Bag><rdf:li>Anna</rdf:li><rdf:li>Bo</rdf:li><rdf:li>Cy</rdf:li></rdf:Bag>"
            + "</ext:PersonInImage>"
        let evidence = found(Self.packet(form))
        #expect(evidence == [face(2), persons(3)])
        #expect(evidence.map(\.description) == ["2 face regions", "3 persons listed"])
        #expect([face(1), persons(1)].map(\.description) == ["1 face region", "1 person listed"])
        let json = String(decoding: try JSONEncoder().encode(evidence), as: UTF8.self)
        #expect(json.contains("faceRegion") && !json.contains("Anna"))
    }

    @Test func `UTF-8 and UTF-16 are read, with and without byte order mark`() {
        let text = Self.packet(Self.personForms[0])
        let utf16 = Array(text.utf16)
        let big = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let little = utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let declared = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text
        for bytes in [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), big, little,
            [0xFE, 0xFF] + big, [0xFF, 0xFE] + little, Array(declared.utf8),
            Array(text.utf8) + [UInt8](repeating: 0, count: 2048),
        ] {
            #expect(PeopleEvidence.found(inXMP: bytes) == [persons(1)])
        }
    }

    @Test func `garbage is no evidence and does no harm`() {
        var generator = RandomNumbers(seed: 7)
        for _ in 0..<200 {
            let noise = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect(PeopleEvidence.found(inXMP: noise) == [])
        }
        for text in ["", "<", "no markup", "<a><b></a>", "<?xml", "<x:xmpmeta"] {
            #expect(found(text) == [])
        }
    }

    @Test func `of a damaged packet the readable start counts`() {
        let whole = Self.packet(Self.personForms[0] + Self.regionForms[0])
        #expect(
            found(String(whole.prefix(while: { _ in true }).dropLast(60))) == [face(1), persons(1)])
        for length in stride(from: 0, to: whole.utf8.count, by: 37) {
            _ = PeopleEvidence.found(inXMP: Array(whole.utf8.prefix(length)))
        }
    }

    @Test func `entities are neither expanded nor fetched`() throws {
        var bomb = "<!DOCTYPE lolz [<!ENTITY l0 \"lol\">"
        for level in 1...20 {
            bomb +=
                "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
        }
        bomb += "]>"
        let named = "<ext:PersonInImage>&l20;</ext:PersonInImage>"
        #expect(found(bomb + Self.packet(named)) == [])

        let secret = FileManager.default.temporaryDirectory
            .appendingPathComponent("zeroshot-entity-\(UUID().uuidString)")
        try "Anna".write(to: secret, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: secret) }
        let external = "<!DOCTYPE r [<!ENTITY e SYSTEM \"\(secret.absoluteString)\">]>"
        #expect(
            found(external + Self.packet("<ext:PersonInImage>&e;</ext:PersonInImage>")) == [])
    }

    @Test func `a packet with a document type is not read`() {
        let packet = Self.packet(Self.personForms[0])
        #expect(found(packet) == [persons(1)])
        #expect(found("<!DOCTYPE x:xmpmeta>" + packet) == [])
    }

    @Test func `deep nesting and long packets end`() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(found(deep) == [])
        let padded = Self.packet(Self.personForms[0]) + String(repeating: " ", count: 18 << 20)
        #expect(found(padded) == [persons(1)])
    }
}
