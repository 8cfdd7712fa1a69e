import Foundation
import ZeroShot

/// What the worker says.
enum WorkerMessages {
    /// Raised when messages change so that a client of the version before would misread them.
    static let version = 1

    /// The first message, before the checkpoint is read.
    static func hello(_ limits: FrameLimits, heartbeat: Double) -> Frame {
        Frame(header: [
            "type": "hello",
            "protocol": .integer(version),
            "zeroshot": .string(ProductVersion.current),
            "pid": .integer(Int(getpid())),
            "heartbeatSeconds": .double(heartbeat),
            "limits": [
                "headerBytes": .integer(limits.headerBytes),
                "bodyBytes": .integer(limits.bodyBytes),
                "items": .integer(limits.items),
            ],
        ])
    }

    /// The worker takes batches; `run` is what holds for all of them.
    static func ready(_ mode: WorkerMode) throws -> Frame {
        Frame(header: [
            "type": "ready",
            "mode": .string(mode.name),
            "zeroshot": .string(ProductVersion.current),
            "run": try mode.run(),
        ])
    }

    static func heartbeat(_ activity: WorkerActivity) -> Frame {
        switch activity {
        case .loading: Frame(header: ["type": "heartbeat", "stage": "loading"])
        case .batch(let id, let items, let read, let embedded):
            Frame(header: [
                "type": "heartbeat",
                "stage": "batch",
                "id": .string(id),
                "items": .integer(items),
                "read": .integer(read),
                "embedded": .integer(embedded),
            ])
        }
    }

    /// The rankings of a batch, in the order of its items.
    static func result(of id: String, _ reports: [ImageReport]) -> Frame {
        Frame(header: [
            "type": "result",
            "id": .string(id),
            "images": .array(reports.map { .object($0.members) }),
        ])
    }

    /// The embeddings of a batch, in the order of its items; their numbers are in the body.
    static func result(
        of id: String, _ images: [EmbeddedImage], dimension: Int
    ) -> Frame {
        var body: [UInt8] = []
        var rows = 0
        let items = images.map { image -> OrderedJSON in
            let row = image.embedding.map { embedding -> Int in
                for value in embedding {
                    for shift in stride(from: 0, to: 32, by: 8) {
                        body.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
                    }
                }
                rows += 1
                return rows - 1
            }
            return [
                "source": .string(image.source),
                "width": .count(image.size?.width),
                "height": .count(image.size?.height),
                "embedding": .count(row),
                "error": image.failure?.json ?? .null,
            ]
        }
        let header: OrderedJSON = [
            "type": "result",
            "id": .string(id),
            "images": .array(items),
            "embeddings": [
                "rows": .integer(rows), "dimension": .integer(dimension), "type": "float32le",
            ],
        ]
        return Frame(header: header, body: body)
    }

    /// The request is refused as a whole; the process ends with status 3.
    static func refused(_ refusal: Refusal) -> Frame {
        Frame(header: [
            "type": "refused",
            "code": .string(refusal.code.rawValue),
            "message": .string(refusal.description),
            "reasons": .array(
                refusal.reasons.map { reason in
                    [
                        "code": .string(reason.code.rawValue),
                        "message": .string(reason.sentence),
                        "triggers": .texts(reason.triggers),
                    ]
                }
            ),
        ])
    }

    /// The worker cannot go on; the process ends with this status.
    static func error(_ error: any Error, status: ExitStatus) -> Frame {
        let problem = error as? WorkerProtocolError
        return Frame(header: [
            "type": "error",
            "code": .string(problem?.code ?? status.code),
            "message": .string("\(error)"),
            "frame": .count(problem?.frame),
            "status": .integer(Int(status.rawValue)),
        ])
    }
}

extension ExitStatus {
    /// A word for programs.
    fileprivate var code: String {
        switch self {
        case .usage: "wrong-usage"
        case .checkpointUnusable: "checkpoint-unusable"
        default: "unexpected"
        }
    }
}
