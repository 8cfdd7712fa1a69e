internal import COneDNN

/// oneDNN on this processor with a fixed number of threads, and the memory that it works in.
///
/// Make it and everything that runs on it on one thread: OpenMP keeps a team of workers for every
/// thread that calls it.
@safe
package final class Engine {
    package let threads: Int
    /// What the linear layers of transformer blocks on this engine multiply in; all else is float32.
    package let precision: Precision
    package let packing: Packing
    package let workspace = Workspace()

    private let device: Device
    private let stream: Stream

    /// An engine that uses this many threads.
    ///
    /// - Throws: `OneDNNError.threadCount` for a count below 1, `.missingInstructions` for a
    ///   precision that this processor lacks, or what oneDNN reports.
    package init(
        threads: Int, precision: Precision = .float32, packing: Packing = .onceItPays
    ) throws(OneDNNError) {
        guard threads >= 1, let count = Int32(exactly: threads) else {
            throw .threadCount(threads)
        }
        guard precision.isAvailable else { throw .missingInstructions(precision) }
        self.threads = threads
        self.precision = precision
        self.packing = packing
        omp_set_num_threads(count)
        device = try Device()
        stream = try Stream(on: device)
    }

    var handle: dnnl_engine_t { unsafe device.handle }

    /// Runs a primitive to its end.
    func execute(
        _ primitive: dnnl_primitive_t, _ arguments: [dnnl_exec_arg_t],
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        claimThread()
        let status = unsafe arguments.withUnsafeBufferPointer { arguments in
            unsafe dnnl_primitive_execute(
                primitive, stream.handle, Int32(arguments.count), arguments.baseAddress)
        }
        try check(status, during: activity)
        try check(unsafe dnnl_stream_wait(stream.handle), during: activity)
    }

    /// Sets OpenMP's thread count, which belongs to the calling thread, before oneDNN reads it.
    func claimThread() {
        omp_set_num_threads(Int32(threads))
    }
}

extension Engine {
    /// When the linear layers on an engine copy their weights into the layout that the processor
    /// reads fastest.
    package enum Packing: Sendable {
        /// After a few runs, which one that ends before does not wait for.
        case onceItPays
        /// When a layer is made.
        case atOnce
    }

    /// The version of the oneDNN library that is loaded, such as `2.6.3`.
    package static var version: String {
        guard let version = unsafe dnnl_version() else { return "of unknown version" }
        return unsafe "\(version.pointee.major).\(version.pointee.minor).\(version.pointee.patch)"
    }

    /// The processor features that oneDNN uses here, such as `AVX-512, VNNI`.
    package static var instructionSet: String {
        unsafe String(cString: onednn_instruction_set())
    }
}

/// The processor, as oneDNN sees it.
@safe
private final class Device {
    let handle: dnnl_engine_t

    init() throws(OneDNNError) {
        unsafe handle = try made(during: .startingEngine) { handle in
            unsafe dnnl_engine_create(&handle, dnnl_cpu, 0)
        }
    }

    deinit {
        unsafe dnnl_engine_destroy(handle)
    }
}

/// The queue that an engine's primitives run in, one after the other.
@safe
private final class Stream {
    let handle: dnnl_stream_t
    private let device: Device

    init(on device: Device) throws(OneDNNError) {
        self.device = device
        unsafe handle = try made(during: .startingEngine) { handle in
            unsafe dnnl_stream_create(
                &handle, device.handle, UInt32(dnnl_stream_default_flags.rawValue))
        }
    }

    deinit {
        unsafe dnnl_stream_destroy(handle)
    }
}
