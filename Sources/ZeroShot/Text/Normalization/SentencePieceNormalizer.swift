/// The cleaning that SentencePiece does before it cuts a text into pieces.
///
/// Source: `Normalizer::Normalize` in SentencePiece's `normalizer.cc`.
struct SentencePieceNormalizer: Equatable, Sendable {
    private let charsmap: PrecompiledCharsmap?
    private let userDefined: [[UInt8]]  // pieces that are left as they are, the longest first
    private let addsDummyPrefix: Bool
    private let removesExtraWhitespace: Bool
    private let dummyIsSuffix: Bool
    private let space: Unicode.Scalar

    /// - Throws: `PrecompiledCharsmap.Malformed`.
    init(_ model: SentencePieceModel) throws {
        charsmap = model.charsmap.isEmpty ? nil : try PrecompiledCharsmap(model.charsmap)
        userDefined = model.pieces.filter { $0.kind == .userDefined }
            .map { Array($0.text.utf8) }
            .sorted { $0.count > $1.count }
        addsDummyPrefix = model.addsDummyPrefix
        dummyIsSuffix = model.treatsWhitespaceAsSuffix
        removesExtraWhitespace = model.removesExtraWhitespace
        space = model.escapesWhitespace ? "\u{2581}" : " "
    }

    func callAsFunction(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var bytes = text.flatMap(\.utf8)[...]
        if removesExtraWhitespace {
            while !bytes.isEmpty, case let prefix = prefix(of: bytes), prefix.replacement == [" "] {
                bytes = bytes.dropFirst(prefix.count)
            }
        }
        guard !bytes.isEmpty else { return [] }
        var result: [Unicode.Scalar] = addsDummyPrefix && !dummyIsSuffix ? [space] : []
        var isBehindSpace = removesExtraWhitespace
        while !bytes.isEmpty {
            let prefix = prefix(of: bytes)
            var replacement = prefix.replacement[...]
            if isBehindSpace { replacement = replacement.drop { $0 == " " } }
            for scalar in replacement {
                result.append(scalar == " " ? space : scalar)
            }
            if removesExtraWhitespace, let last = replacement.last { isBehindSpace = last == " " }
            bytes = bytes.dropFirst(prefix.count)
        }
        if removesExtraWhitespace {
            while result.last == space { result.removeLast() }
        }
        if addsDummyPrefix, dummyIsSuffix { result.append(space) }
        return result
    }

    /// The first part of a text that is replaced as one, and what it becomes.
    private func prefix(of text: ArraySlice<UInt8>) -> PrecompiledCharsmap.Match {
        let kept =
            userDefined.first { text.starts(with: $0) }
            .map { ($0.count, String(decoding: $0, as: UTF8.self)) }
        if let (count, piece) = kept {
            return PrecompiledCharsmap.Match(
                count: count, replacement: Array(piece.unicodeScalars)
            )
        }
        if let match = charsmap?.longestPrefix(of: text) { return match }
        let scalar = String(decoding: text.prefix(4), as: UTF8.self).unicodeScalars.prefix(1)
        return PrecompiledCharsmap.Match(
            count: scalar.first?.utf8.count ?? text.count, replacement: Array(scalar)
        )
    }
}
