import Foundation

/// A photo whose metadata says that somebody's face is in it.
enum PicturesOfPeople {
    static func withFaceRegion() throws -> [UInt8] {
        let packet = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
              xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/">
            <rdf:Description rdf:about=""><mwg-rs:Regions rdf:parseType="Resource">
            <mwg-rs:RegionList><rdf:Bag><rdf:li mwg-rs:Type="Face"/></rdf:Bag></mwg-rs:RegionList>
            </mwg-rs:Regions></rdf:Description></rdf:RDF></x:xmpmeta>
            """
        let payload = Array("http://ns.adobe.com/xap/1.0/\u{0}".utf8) + Array(packet.utf8)
        let length = payload.count + 2
        let segment: [UInt8] = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
        let photo = try ExampleImages.bytes("cat")
        // Behind the marker that starts the file.
        return photo.prefix(2) + segment + photo.dropFirst(2)
    }
}
