import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Bytes of an XMP packet to text.
enum XMPText {
    /// Real packets have some kilobytes; of a longer one the start is read.
    private static let mostBytes = 16 << 20

    /// The packet's XML without declaration and padding; nil when it is no text or has a document type.
    static func text(of packet: [UInt8]) -> String? {
        let bytes = packet.prefix(mostBytes)
        guard var text = decoded(bytes), let start = text.firstIndex(of: "<") else { return nil }
        text = String(text[start...])
        // The declaration names the encoding of the bytes, which the text no longer has.
        if text.hasPrefix("<?xml "), let end = text.range(of: "?>") {
            text = String(text[end.upperBound...])
        }
        if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") { return nil }
        return text.replacingOccurrences(of: "\0", with: "")
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        let head = Array(bytes.prefix(2))
        switch head {
        case [0xFE, 0xFF], [0x00, UInt8(ascii: "<")]: return utf16(bytes) { $0 << 8 | $1 }
        case [0xFF, 0xFE], [UInt8(ascii: "<"), 0x00]: return utf16(bytes) { $1 << 8 | $0 }
        default: return String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func utf16(
        _ bytes: ArraySlice<UInt8>, _ join: (UInt16, UInt16) -> UInt16
    ) -> String {
        let pairs = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2)
        return String(
            decoding: pairs.map { join(UInt16(bytes[$0]), UInt16(bytes[$0 + 1])) }, as: UTF16.self)
    }
}

/// Counts signs of people in XMP, whatever form its RDF has: elements or attributes, any prefix, any nesting.
final class XMPPeopleReader: NSObject, XMLParserDelegate {
    private static let regions = "http://www.metadataworkinggroup.com/schemas/regions/"
    private static let iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    private static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    private static let personProperties: Set<String> = ["PersonInImage", "PersonInImageWDetails"]

    /// A name with the address that its prefix is bound to.
    private struct Name: Equatable {
        let space: String
        let local: String
    }

    /// What is being read below the element that began it.
    private struct Reading {
        enum Subject {
            case regionType
            case persons
            case entry
        }

        let subject: Subject
        let depth: Int
        var text = ""
        var entries = 0
    }

    private var counts: [PeopleEvidence.Kind: Int] = [:]
    private var prefixes: [[String: String]] = [[:]]
    private var readings: [Reading] = []
    private var depth = 0

    static func counts(in text: String) -> [PeopleEvidence.Kind: Int] {
        let reader = XMPPeopleReader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        // False tells that the packet ended early or is damaged; what was read until then counts.
        _ = parser.parse()
        return reader.counts
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        depth += 1
        prefixes.append(bindings(in: attributes))
        let name = name(elementName, isAttribute: false)

        if name == Name(space: Self.regions, local: "Type") {
            readings.append(Reading(subject: .regionType, depth: depth))
        } else if isPersonProperty(name) {
            readings.append(Reading(subject: .persons, depth: depth))
        } else if name == Name(space: Self.rdf, local: "li"), readings.last?.subject == .persons {
            readings[readings.count - 1].entries += 1
            readings.append(Reading(subject: .entry, depth: depth))
        }
        for (key, value) in attributes { readAttribute(key, value) }
    }

    private func readAttribute(_ key: String, _ value: String) {
        let name = name(key, isAttribute: true)
        if name == Name(space: Self.regions, local: "Type") {
            countFace(value)
        } else if isPersonProperty(name) {
            if !isBlank(value) { counts[.personInImage, default: 0] += 1 }
        } else if !readings.isEmpty,
            name == Name(space: Self.rdf, local: "value") || name.space == Self.iptc
        {
            readings[readings.count - 1].text += value
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard !readings.isEmpty else { return }
        readings[readings.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        guard !readings.isEmpty else { return }
        readings[readings.count - 1].text += String(decoding: block, as: UTF8.self)
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        if let reading = readings.last, reading.depth == depth {
            readings.removeLast()
            finish(reading)
        }
        prefixes.removeLast()
        depth -= 1
    }

    private func finish(_ reading: Reading) {
        switch reading.subject {
        case .regionType:
            countFace(reading.text)
        case .entry where !isBlank(reading.text),
            .persons where reading.entries == 0 && !isBlank(reading.text):
            counts[.personInImage, default: 0] += 1
        case .entry, .persons:
            break
        }
    }

    private func countFace(_ type: String) {
        guard type.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() == "face" else {
            return
        }
        counts[.faceRegion, default: 0] += 1
    }

    private func isPersonProperty(_ name: Name) -> Bool {
        name.space == Self.iptc && Self.personProperties.contains(name.local)
    }

    private func isBlank(_ text: String) -> Bool {
        text.allSatisfy(\.isWhitespace)
    }

    /// The prefixes in force inside an element.
    private func bindings(in attributes: [String: String]) -> [String: String] {
        var bindings = prefixes.last ?? [:]
        for (key, value) in attributes {
            if key == "xmlns" {
                bindings[""] = value
            } else if key.hasPrefix("xmlns:") {
                bindings[String(key.dropFirst("xmlns:".count))] = value
            }
        }
        return bindings
    }

    /// The default namespace holds for elements, not for attributes.
    private func name(_ qualified: String, isAttribute: Bool) -> Name {
        let parts = qualified.split(separator: ":", maxSplits: 1).map(String.init)
        let bindings = prefixes.last ?? [:]
        if parts.count == 2 {
            return Name(space: bindings[parts[0]] ?? "", local: parts[1])
        }
        return Name(space: isAttribute ? "" : bindings[""] ?? "", local: qualified)
    }
}
