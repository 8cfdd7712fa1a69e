package import ZeroShot

extension IndexHeader {
    /// Makes sure that the rows may be compared with what a checkpoint embeds.
    ///
    /// - Parameters:
    ///   - index: its path, for the message.
    ///   - checkpoint: the one that was named.
    ///   - parity: the reference that it follows.
    /// - Throws: `Refusal` for another checkpoint; `IndexError` for another parity or precision.
    ///   Of imported embeddings nothing but the checkpoint is known.
    package func requireMatch(
        index: String, _ checkpoint: CheckpointSummary, parity: ParityMode
    ) throws {
        guard fingerprint == checkpoint.fingerprint else {
            throw Refusal.crossCheckpoint(
                index: index, builtWith: (self.checkpoint, fingerprint), checkpoint: checkpoint)
        }
        guard case .built = origin else { return }
        guard self.parity == parity else {
            throw IndexError.other(
                .parity, index: index, built: self.parity.rawValue, run: parity.rawValue)
        }
        guard precision == checkpoint.precision else {
            throw IndexError.other(
                .precision, index: index, built: precision, run: checkpoint.precision)
        }
    }

    /// Makes sure that rows made in another way may be added.
    ///
    /// - Throws: `IndexError`, `Refusal`.
    func requireSame(as header: IndexHeader, index: String) throws {
        guard fingerprint == header.fingerprint else {
            throw Refusal.crossCheckpoint(
                index: index, builtWith: (checkpoint, fingerprint),
                other: (header.checkpoint, header.fingerprint))
        }
        switch (origin, header.origin) {
        case (.imported, .imported):
            break
        case (.built(let decoding, let code), .built(let newDecoding, let newCode)):
            guard parity == header.parity else {
                throw IndexError.other(
                    .parity, index: index, built: parity.rawValue, run: header.parity.rawValue)
            }
            guard precision == header.precision else {
                throw IndexError.other(
                    .precision, index: index, built: precision, run: header.precision)
            }
            guard decoding == newDecoding else {
                throw IndexError.other(
                    .decoding, index: index, built: decoding.rawValue, run: newDecoding.rawValue)
            }
            guard code == newCode else {
                throw IndexError.other(.code, index: index, built: code, run: newCode)
            }
        case (let old, _):
            throw IndexError.mixedOrigins(index: index, isImported: old == .imported)
        }
        guard store == header.store else {
            throw IndexError.other(
                .store, index: index, built: store.rawValue, run: header.store.rawValue)
        }
    }

    /// What is to be known of similarities with these rows.
    package var notices: [Notice] {
        var notices: [Notice] = []
        switch origin {
        case .imported: notices.append(.index(.imported(checkpoint: checkpoint)))
        case .built(_, let code):
            let running = CodeVersion.current.description
            if code != running {
                notices.append(.index(.otherCode(built: code, running: running)))
            }
        }
        if store == .fp16 { notices.append(.index(.halfPrecision)) }
        return notices
    }
}
