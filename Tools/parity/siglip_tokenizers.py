"""Trains the small tokenizers of the SigLIP cases: SentencePiece's pieces and Gemma's byte pairs.

Both learn from the photo prompts of `small_tokenizer.py` and are laid out as the published ones:
`spiece.model` with pad, end and unknown first and no dummy prefix, read by `SiglipTokenizer`;
`tokenizer.json` with Gemma's special tokens, the 256 byte tokens, spaces as `▁` and `<eos>` behind
every text, read by `GemmaTokenizer` or `Siglip2Tokenizer`. Training is deterministic.
"""

import collections
import io
import json

import sentencepiece

import common
import small_tokenizer


def prompts():
    for template in small_tokenizer.TEMPLATES:
        for thing in small_tokenizer.THINGS:
            yield template.format(thing)


def write_sentence_pieces(folder, vocabulary):
    """spiece.model of so many unigram pieces, and tokenizer_config.json as Google's SigLIP has it."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(canonical(text) for text in prompts()),
        model_writer=model,
        model_type="unigram",
        vocab_size=vocabulary,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        num_threads=1,
        minloglevel=2,
    )
    (folder / "spiece.model").write_bytes(model.getvalue())
    token = {"lstrip": True, "normalized": False, "rstrip": True, "single_word": False}
    common.write_json(
        folder / "tokenizer_config.json",
        {
            "added_tokens_decoder": {
                "1": {"content": "</s>", **token, "special": True},
                "2": {"content": "<unk>", **token, "special": True},
            },
            "additional_special_tokens": [],
            "clean_up_tokenization_spaces": True,
            "do_lower_case": True,
            "eos_token": "</s>",
            "model_input_names": ["input_ids"],
            "model_max_length": 64,
            "pad_token": "</s>",
            "processor_class": "SiglipProcessor",
            "sp_model_kwargs": {},
            "tokenizer_class": "SiglipTokenizer",
            "unk_token": "<unk>",
        },
    )


def canonical(text):
    """Lower case without punctuation, as the texts reach the pieces."""
    return "".join(c for c in text.lower() if c.isalnum() or c.isspace())


SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")


def write_gemma(folder, vocabulary):
    """tokenizer.json and tokenizer_config.json as Google's SigLIP 2 has them, with fewer merges."""
    words = collections.Counter()
    for text in prompts():
        pieces = text.replace(" ", " ▁").split(" ")
        words.update(tuple(piece) for piece in pieces)
    characters = sorted({character for word in words for character in word})
    tokens = [*SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), *characters]
    merges = most_frequent_merges(words, vocabulary - len(tokens))
    tokens += [first + second for first, second in merges]
    ids = {token: index for index, token in enumerate(tokens)}
    assert len(ids) == vocabulary, len(ids)
    special = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
    tokenizer = json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                {"id": ids[token], "content": token, **special, "special": True}
                for token in SPECIAL
            ],
            "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
            "pre_tokenizer": {
                "type": "Split",
                "pattern": {"String": " "},
                "behavior": "MergedWithPrevious",
                "invert": False,
            },
            "post_processor": {
                "type": "TemplateProcessing",
                "single": [
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "<eos>", "type_id": 0}},
                ],
                "pair": [
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "<eos>", "type_id": 0}},
                    {"Sequence": {"id": "B", "type_id": 1}},
                    {"SpecialToken": {"id": "<eos>", "type_id": 1}},
                ],
                "special_tokens": {
                    "<eos>": {"id": "<eos>", "ids": [ids["<eos>"]], "tokens": ["<eos>"]}
                },
            },
            "decoder": {
                "type": "Sequence",
                "decoders": [
                    {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                    {"type": "ByteFallback"},
                    {"type": "Fuse"},
                ],
            },
            "model": {
                "type": "BPE",
                "dropout": None,
                "unk_token": "<unk>",
                "continuing_subword_prefix": None,
                "end_of_word_suffix": None,
                "fuse_unk": True,
                "byte_fallback": True,
                "ignore_merges": False,
                "vocab": ids,
                "merges": [list(pair) for pair in merges],
            },
        },
        ensure_ascii=False,
    )
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    common.write_json(
        folder / "tokenizer_config.json",
        {
            "add_bos_token": False,
            "add_eos_token": True,
            "added_tokens_decoder": {
                str(ids[token]): {"content": token, **special, "special": True}
                for token in SPECIAL
            },
            "bos_token": "<bos>",
            "clean_up_tokenization_spaces": False,
            "eos_token": "<eos>",
            "mask_token": "<mask>",
            "model_input_names": ["input_ids"],
            "model_max_length": 64,
            "pad_token": "<pad>",
            "padding_side": "right",
            "processor_class": "SiglipProcessor",
            "spaces_between_special_tokens": False,
            "tokenizer_class": "GemmaTokenizer",
            "unk_token": "<unk>",
        },
    )


def most_frequent_merges(words, count):
    """The first merges, the most frequent pair first, ties to the smaller pair."""
    words = dict(words)
    merges = []
    while len(merges) < count:
        pairs = collections.Counter()
        for word, occurrences in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += occurrences
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        joined = collections.Counter()
        for word, occurrences in words.items():
            joined[small_tokenizer.merged(word, best)] += occurrences
        words = dict(joined)
    return merges
