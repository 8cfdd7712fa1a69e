internal import COneDNN

/// An operation that is ready to run on one set of layouts; owns a `dnnl_primitive_t`.
@safe
final class Primitive {
    /// One argument: which role it plays, and where its values come from.
    enum Argument {
        case constant(Int32, Memory)
        case perRun(Int32, Layout)
    }

    private let handle: dnnl_primitive_t
    private let engine: Engine
    private let constants: [Memory]
    private let perRun: [Memory]
    private let scratchpad: Memory
    private let arguments: [dnnl_exec_arg_t]

    init(
        _ plan: Plan, _ arguments: [Argument], on engine: Engine,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        self.engine = engine
        engine.claimThread()
        scratchpad = try Memory(
            Layout(of: dnnl_query_scratchpad_md, in: plan, during: activity), on: engine,
            during: activity)
        var constants: [Memory] = []
        var perRun: [Memory] = []
        var prepared = unsafe [
            dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratchpad.handle)
        ]
        for argument in arguments {
            switch argument {
            case .constant(let role, let memory):
                constants.append(memory)
                unsafe prepared.append(dnnl_exec_arg_t(arg: role, memory: memory.handle))
            case .perRun(let role, let layout):
                let memory = try Memory(layout, on: engine, during: activity)
                perRun.append(memory)
                unsafe prepared.append(dnnl_exec_arg_t(arg: role, memory: memory.handle))
            }
        }
        self.constants = constants
        self.perRun = perRun
        unsafe self.arguments = prepared
        unsafe handle = try made(during: activity) { handle in
            unsafe dnnl_primitive_create(&handle, plan.handle)
        }
    }

    deinit {
        unsafe dnnl_primitive_destroy(handle)
    }

    /// Runs on these addresses, one for each `perRun` argument in its order.
    @unsafe
    func run(
        _ addresses: [UnsafeMutablePointer<Float>], during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        unsafe precondition(addresses.count == perRun.count, "one address for each argument")
        for (index, memory) in perRun.enumerated() {
            try unsafe memory.bind(addresses[index], during: activity)
        }
        let scratch = engine.workspace.buffer(count: scratchpad.layout.bufferCount)
        try unsafe scratchpad.bind(scratch.address, during: activity)
        try unsafe engine.execute(handle, arguments, during: activity)
        extendLifetime(scratch)
    }
}
