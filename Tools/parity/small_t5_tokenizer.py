"""Writes a small tokenizer of the kind that SigLIP checkpoints in OpenCLIP's layout come with.

    build_small_t5_tokenizer(folder)

writes tokenizer.json and tokenizer_config.json through transformers' own class, so that the steps are
the real ones: Unigram pieces, `</s>` at the end and as padding. The text it is made for is
small_tokenizer's.
"""

import collections
import math

from transformers import T5Tokenizer

import small_tokenizer

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
