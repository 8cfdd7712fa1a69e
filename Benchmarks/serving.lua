-- wrk's part of serving.py: posts the bodies that it is given, one after the other.
-- Their paths stand in the file that the environment variable BODIES names.

local bodies = {}

function init(arguments)
    for path in io.lines(os.getenv("BODIES")) do
        local file = assert(io.open(path, "rb"))
        table.insert(bodies, file:read("*all"))
        file:close()
    end
end

local turn = 0

function request()
    turn = turn % #bodies + 1
    return wrk.format("POST", "/v1/classify", { ["Content-Type"] = "application/json" }, bodies[turn])
end

function done(summary, latency, requests)
    io.write(string.format(
        'RESULT {"requests": %d, "seconds": %.3f, "p50": %.1f, "p90": %.1f, "p99": %.1f, "status": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
        latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, summary.errors.status,
        summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout))
end
