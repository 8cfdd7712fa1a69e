import Foundation
import Testing

/// A temporary folder with the files that a test needs.
final class Workspace {
    let folder: URL

    /// The example photos in the repository.
    static let photos = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../../Examples/images")
        .standardized

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "zeroshot-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes a file, making folders on the way, and gives its path.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
        return file.path(percentEncoded: false)
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(text.utf8, to: name)
    }

    /// A copy of an example photo under another name.
    @discardableResult
    func photo(_ photo: String = "cat.jpg", as name: String) throws -> String {
        try write(try Self.bytes(of: photo), to: name)
    }

    static func bytes(of photo: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: photos.appending(path: photo)))
    }
}

/// Files that are hard to come by.
enum OddImage {
    /// A PNG of a single pixel.
    static func onePixel() throws -> [UInt8] {
        try decoded(
            """
            iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4kWIEAANWAV/W6lf+AAAAAElF\
            TkSuQmCC
            """
        )
    }

    /// A PNG whose header says 60000 x 60000.
    static func huge() throws -> [UInt8] {
        try decoded(
            """
            iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAIAAAAPsOIVAAAADElEQVR42mNgoD0AAABkAAG4me+ZAAAAAElF\
            TkSuQmCC
            """
        )
    }

    /// The photo with one more segment behind its start marker.
    static func photo(withSegment marker: UInt8, _ payload: [UInt8]) throws -> [UInt8] {
        let photo = try Workspace.bytes(of: "cat.jpg")
        let length = payload.count + 2
        let segment = [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
        return Array(photo[..<2]) + segment + photo[2...]
    }

    /// A photo whose XMP names a person.
    static func photoNamingPerson() throws -> [UInt8] {
        let packet = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description \
            xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><e:PersonInImage><rdf:Bag>\
            <rdf:li>Ada Example</rdf:li></rdf:Bag></e:PersonInImage></rdf:Description></rdf:RDF>\
            </x:xmpmeta>
            """
        return try photo(
            withSegment: 0xE1, Array("http://ns.adobe.com/xap/1.0/\u{0}".utf8) + packet.utf8
        )
    }

    private static func decoded(_ text: String) throws -> [UInt8] {
        [UInt8](try #require(Data(base64Encoded: text)))
    }
}
