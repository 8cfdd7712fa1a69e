import ArgumentParser
import ZeroShotServer

/// All that can be set of a server on the command line.
struct ServeOptions: ParsableArguments {
    @Option(name: .customLong("host"), help: help(.host))
    private var host: String?

    @Option(name: .customLong("port"), help: help(.port))
    private var port: String?

    @Option(name: .customLong("checkpoint"), help: help(.checkpoint))
    private var checkpoint: [String] = []

    @Option(name: .customLong("precision"), help: help(.precision))
    private var precision: String?

    @Option(name: .customLong("parity"), help: help(.parity))
    private var parity: String?

    @Option(name: .customLong("max-patches"), help: help(.maxPatches))
    private var maxPatches: String?

    @Option(name: .customLong("threads"), help: help(.threads))
    private var threads: String?

    @Option(name: .customLong("decode"), help: help(.decode))
    private var decode: String?

    @Option(name: .customLong("checkpoint-memory"), help: help(.checkpointMemory))
    private var checkpointMemory: String?

    @Option(name: .customLong("batch-size"), help: help(.batchSize))
    private var batchSize: String?

    @Option(name: .customLong("batch-wait"), help: help(.batchWait))
    private var batchWait: String?

    @Option(name: .customLong("queue"), help: help(.queue))
    private var queue: String?

    @Option(name: .customLong("kept-label-lists"), help: help(.keptLabelLists))
    private var keptLabelLists: String?

    @Option(name: .customLong("kept-embeddings"), help: help(.keptEmbeddings))
    private var keptEmbeddings: String?

    @Option(name: .customLong("label-sets"), help: help(.labelSets))
    private var labelSets: String?

    @Option(name: .customLong("max-label-sets"), help: help(.maxLabelSets))
    private var maxLabelSets: String?

    @Option(name: .customLong("max-body"), help: help(.maxBody))
    private var maxBody: String?

    @Option(name: .customLong("max-bodies"), help: help(.maxBodies))
    private var maxBodies: String?

    @Option(name: .customLong("max-head"), help: help(.maxHead))
    private var maxHead: String?

    @Option(name: .customLong("max-connections"), help: help(.maxConnections))
    private var maxConnections: String?

    @Option(name: .customLong("max-images"), help: help(.maxImages))
    private var maxImages: String?

    @Option(name: .customLong("max-pixels"), help: help(.maxPixels))
    private var maxPixels: String?

    @Option(name: .customLong("max-labels"), help: help(.maxLabels))
    private var maxLabels: String?

    @Option(name: .customLong("max-prompts"), help: help(.maxPrompts))
    private var maxPrompts: String?

    @Option(name: .customLong("max-prompt-length"), help: help(.maxPromptLength))
    private var maxPromptLength: String?

    @Option(name: .customLong("head-timeout"), help: help(.headTimeout))
    private var headTimeout: String?

    @Option(name: .customLong("body-timeout"), help: help(.bodyTimeout))
    private var bodyTimeout: String?

    @Option(name: .customLong("idle-timeout"), help: help(.idleTimeout))
    private var idleTimeout: String?

    @Option(name: .customLong("shutdown-timeout"), help: help(.shutdownTimeout))
    private var shutdownTimeout: String?

    @Option(name: .customLong("api-keys-file"), help: help(.apiKeysFile))
    private var apiKeysFile: String?

    @Option(name: .customLong("allow-host"), help: help(.allowHost))
    private var allowHost: [String] = []

    @Option(name: .customLong("allow-origin"), help: help(.allowOrigin))
    private var allowOrigin: [String] = []

    @Flag(name: .customLong("fetch-urls"), inversion: .prefixedNo, help: help(.fetchURLs))
    private var fetchURLs: Bool?

    @Option(name: .customLong("fetch-timeout"), help: help(.fetchTimeout))
    private var fetchTimeout: String?

    @Option(name: .customLong("log-level"), help: help(.logLevel))
    private var logLevel: String?

    @Option(name: .customLong("log-format"), help: help(.logFormat))
    private var logFormat: String?

    @Flag(name: .customLong("log-content"), inversion: .prefixedNo, help: help(.logContent))
    private var logContent: Bool?

    /// What was given.
    var values: [ServerSetting: [String]] {
        var values: [ServerSetting: [String]] = [:]
        func set(_ setting: ServerSetting, _ value: String?) {
            values[setting] = value.map { [$0] }
        }
        set(.host, host)
        set(.port, port)
        values[.checkpoint] = checkpoint
        set(.precision, precision)
        set(.parity, parity)
        set(.maxPatches, maxPatches)
        set(.threads, threads)
        set(.decode, decode)
        set(.checkpointMemory, checkpointMemory)
        set(.batchSize, batchSize)
        set(.batchWait, batchWait)
        set(.queue, queue)
        set(.keptLabelLists, keptLabelLists)
        set(.keptEmbeddings, keptEmbeddings)
        set(.labelSets, labelSets)
        set(.maxLabelSets, maxLabelSets)
        set(.maxBody, maxBody)
        set(.maxBodies, maxBodies)
        set(.maxHead, maxHead)
        set(.maxConnections, maxConnections)
        set(.maxImages, maxImages)
        set(.maxPixels, maxPixels)
        set(.maxLabels, maxLabels)
        set(.maxPrompts, maxPrompts)
        set(.maxPromptLength, maxPromptLength)
        set(.headTimeout, headTimeout)
        set(.bodyTimeout, bodyTimeout)
        set(.idleTimeout, idleTimeout)
        set(.shutdownTimeout, shutdownTimeout)
        set(.apiKeysFile, apiKeysFile)
        values[.allowHost] = allowHost
        values[.allowOrigin] = allowOrigin
        set(.fetchURLs, fetchURLs.map { String($0) })
        set(.fetchTimeout, fetchTimeout)
        set(.logLevel, logLevel)
        set(.logFormat, logFormat)
        set(.logContent, logContent.map { String($0) })
        return values
    }

    private static func help(_ setting: ServerSetting) -> ArgumentHelp {
        let definition = setting.definition
        let fallback = definition.show(ServerConfiguration()).joined(separator: ",")
        return ArgumentHelp(
            "\(definition.meaning)\(fallback.isEmpty || definition.isSwitch ? "" : " (\(fallback))")",
            discussion: definition.isList ? "Can be given several times." : "",
            valueName: definition.isSwitch ? nil : setting.key
        )
    }
}
