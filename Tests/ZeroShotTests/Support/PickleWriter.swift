@testable import ZeroShot

/// Writes pickle programs for tests, honest ones and others; protocol 2 unless one asks for more.
struct PickleWriter {
    private(set) var bytes: [UInt8] = []

    /// The whole program around what `body` writes.
    static func program(_ body: (inout PickleWriter) -> Void) -> [UInt8] {
        var writer = PickleWriter()
        writer.op(.proto, [2])
        body(&writer)
        writer.op(.stop)
        return writer.bytes
    }

    mutating func op(_ opcode: PickleOpcode, _ argument: [UInt8] = []) {
        bytes += [opcode.rawValue] + argument
    }

    mutating func raw(_ more: [UInt8]) {
        bytes += more
    }

    mutating func string(_ text: String) {
        op(.binunicode, SafetensorsWriter.bytes(of: UInt32(text.utf8.count)) + Array(text.utf8))
    }

    mutating func integer(_ value: Int) {
        op(.long1, [8] + SafetensorsWriter.bytes(of: Int64(value)))
    }

    mutating func global(_ module: String, _ name: String) {
        op(.global, Array("\(module)\n\(name)\n".utf8))
    }

    mutating func tuple(_ body: (inout PickleWriter) -> Void) {
        op(.mark)
        body(&self)
        op(.tuple)
    }

    mutating func integers(_ values: [Int]) {
        tuple { writer in values.forEach { writer.integer($0) } }
    }

    /// A dictionary of what `body` writes, keys and values in turn.
    mutating func dictionary(_ body: (inout PickleWriter) -> Void) {
        op(.emptyDict)
        op(.mark)
        body(&self)
        op(.setitems)
    }

    /// `_rebuild_tensor_v2` of a view, as torch writes it.
    mutating func tensor(
        storage: String = "FloatStorage", key: String = "0", elements: Int, offset: Int = 0,
        shape: [Int], strides: [Int]
    ) {
        global("torch._utils", "_rebuild_tensor_v2")
        tuple { writer in
            writer.tuple { id in
                id.string("storage")
                id.global("torch", storage)
                id.string(key)
                id.string("cpu")
                id.integer(elements)
            }
            writer.op(.binpersid)
            writer.integer(offset)
            writer.integers(shape)
            writer.integers(strides)
            writer.op(.newfalse)
            writer.orderedDictionary()
        }
        op(.reduce)
    }

    mutating func orderedDictionary() {
        global("collections", "OrderedDict")
        op(.emptyTuple)
        op(.reduce)
    }
}
