"""Writes small tokenizers of the kinds that SigLIP checkpoints in OpenCLIP's layout come with.

    build_small_t5_tokenizer(folder)       SigLIP's: Unigram pieces, `</s>` at the end and as padding
    build_small_gemma_tokenizer(folder)    SigLIP 2's: byte pairs over characters, bytes for the rest

Both write tokenizer.json and tokenizer_config.json through transformers' own classes, so that the
steps are the real ones. The text they are trained on is small_tokenizer's.
"""

import collections
import json
import math
import os
import pathlib

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from tokenizers import Tokenizer, processors  # noqa: E402
from transformers import GemmaTokenizer, T5Tokenizer  # noqa: E402

import small_tokenizer  # noqa: E402

SPACE = "▁"


def training_text():
    templates, things = small_tokenizer.TEMPLATES, small_tokenizer.THINGS
    return [template.format(thing) for template in templates for thing in things]


def pieces(count):
    """The most frequent beginnings and middles of words up to six characters, with logarithms of
    their shares; every character is one."""
    occurrences = collections.Counter()
    for line in training_text():
        for word in line.lower().split():
            word = SPACE + word
            for start in range(len(word)):
                for end in range(start + 1, min(start + 6, len(word)) + 1):
                    occurrences[word[start:end]] += 1
    ranked = sorted(
        occurrences, key=lambda piece: (len(piece) > 1, -occurrences[piece] * len(piece), piece)
    )[:count]
    total = sum(occurrences[piece] for piece in ranked)
    return [(piece, round(math.log(occurrences[piece] / total), 4)) for piece in ranked]


def build_small_t5_tokenizer(folder, vocabulary=400):
    """SigLIP's own order: `<pad>`, `</s>`, `<unk>`, pieces. Padding is `</s>`."""
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    tokenizer = T5Tokenizer(
        vocab=special + pieces(vocabulary - len(special)), extra_ids=0, pad_token="</s>"
    )
    tokenizer.save_pretrained(folder)


def merges(count):
    """Byte pairs of whole characters, the most frequent pair first."""
    words = collections.Counter()
    for line in training_text():
        words[tuple(line.lower().replace(" ", SPACE))] += 1
    found = []
    while len(found) < count:
        pairs = collections.Counter()
        for word, occurrences in words.items():
            for pair in zip(word, word[1:]):
                # Gemma's pieces reach over spaces only at their beginning.
                if not pair[1].startswith(SPACE):
                    pairs[pair] += occurrences
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        found.append(best)
        joined = collections.Counter()
        for word, occurrences in words.items():
            joined[small_tokenizer.merged(word, best)] += occurrences
        words = joined
    return found


def build_small_gemma_tokenizer(folder, vocabulary=560):
    """SigLIP 2's own order: special tokens, the 256 bytes, characters and what merges make."""
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    tokens += [f"<0x{byte:02X}>" for byte in range(256)]
    tokens += sorted({sign for line in training_text() for sign in line.lower() if sign != " "})
    tokens.append(SPACE)
    pairs = merges(vocabulary - len(tokens))
    tokens += [first + second for first, second in pairs]
    tokenizer = GemmaTokenizer(
        vocab={token: index for index, token in enumerate(tokens)}, merges=pairs,
        padding_side="right",
    )
    tokenizer.save_pretrained(folder)
    # The class leaves the end token to the file, which on the Hub appends it.
    path = pathlib.Path(folder) / "tokenizer.json"
    backend = Tokenizer.from_file(str(path))
    backend.post_processor = processors.TemplateProcessing(
        single="$A <eos>", pair="$A <eos> $B <eos>", special_tokens=[("<eos>", tokens.index("<eos>"))]
    )
    path.write_text(json.dumps(json.loads(backend.to_str()), ensure_ascii=False) + "\n", "utf-8")
