"""Writes a tokenizer as large as Gemma's into a folder, to measure how long one takes to load.

`tokenizer.json` has 256,000 tokens, 580,604 merges and the form in which Hugging Face tokenizers
saves Gemma's: indented, merges as pairs, byte fallback, `▁` for spaces; 34 MB. With `--strings` the
merges are strings with a space, as older files have them. The tokens are made of random syllables;
the same call writes the same bytes everywhere. Nothing of it is committed.

Run as a program on a copy of a checkpoint's folder: `python large_tokenizer.py FOLDER [--strings]`;
then `swift run -c release --package-path Benchmarks tokenizer-loading FOLDER`.
"""

import argparse
import json
import pathlib
import random

TOKENS = 256_000
MERGES = 580_604
SPACE = "▁"
SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<start_of_turn>", "<end_of_turn>")
SCRIPTS = (
    (0x21, 0x7F), (0xA1, 0x180), (0x386, 0x400), (0x400, 0x460), (0x5D0, 0x5EB), (0x620, 0x64B),
    (0x905, 0x93A), (0xE01, 0xE31), (0x3041, 0x3097), (0x30A1, 0x30FB), (0x4E00, 0x7E00),
    (0xAC00, 0xB200), (0x1F300, 0x1F500),
)  # fmt: skip
# How often a word is written in each script: most in Latin, as in Gemma.
WEIGHTS = (60, 8, 2, 8, 1, 3, 2, 1, 1, 1, 10, 2, 1)


def words(random_, alphabets):
    """Random words, the short and the early letters of an alphabet more often."""
    while True:
        alphabet = random_.choices(alphabets, WEIGHTS)[0]
        # Long scripts have words of one to three characters, alphabets longer ones.
        length = random_.randint(1, 3) if len(alphabet) > 500 else random_.randint(2, 10)
        letters = (alphabet[int(len(alphabet) * random_.random() ** 3)] for _ in range(length))
        yield random_.choice((SPACE, SPACE, "")) + "".join(letters)


def vocabulary():
    """The tokens in the order of their ids, and which of them are text."""
    random_ = random.Random(20250221)
    fixed = [*SPECIAL, *(f"<unused{index}>" for index in range(99))]
    fixed += ["\n" * count for count in range(1, 32)] + [SPACE * count for count in range(2, 32)]
    fixed += [f"<0x{byte:02X}>" for byte in range(256)]
    alphabets = [[chr(value) for value in range(*script)] for script in SCRIPTS]
    characters = [SPACE, *(character for alphabet in alphabets for character in alphabet)]
    wanted = TOKENS - len(fixed) - len(characters)
    pieces = {}
    for word in words(random_, alphabets):
        # All parts of a short word, so that all its merges exist, and the beginnings of a long one.
        for start in range(len(word) - 1 if len(word) < 8 else 1):
            for end in range(start + 2, len(word) + 1):
                if len(pieces) < wanted:
                    pieces.setdefault(word[start:end])
        if len(pieces) == wanted:
            break
    return fixed + [*pieces] + characters, {*pieces, *characters}


def merges(tokens, text):
    """Every way to make a token of two others, in the order of the tokens made."""
    pairs = []
    for token in tokens:
        if token in text or token.strip(SPACE) == "":
            for middle in range(1, len(token)):
                pair = (token[:middle], token[middle:])
                if pair[0] in text and pair[1] in text:
                    pairs.append(pair)
    return pairs


def token(content, identifier, special):
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": identifier, "content": content, **flags, "special": special}


def tokenizer(as_strings):
    """The content of tokenizer.json."""
    tokens, text = vocabulary()
    pairs = merges(tokens, text)[:MERGES]
    assert len(tokens) == TOKENS and len(pairs) == MERGES, (len(tokens), len(pairs))
    added = [token(name, index, index < len(SPECIAL)) for index, name in enumerate(tokens[:167])]
    end = {"SpecialToken": {"id": "<eos>", "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"String": " "},
            "behavior": "MergedWithPrevious",
            "invert": False,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"Sequence": {"id": "A", "type_id": 0}}, end],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<eos>": {"id": "<eos>", "ids": [1], "tokens": ["<eos>"]}},
        },
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
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
            "vocab": {content: index for index, content in enumerate(tokens)},
            "merges": [" ".join(pair) for pair in pairs] if as_strings else pairs,
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--strings", action="store_true", help="write merges as strings")
    arguments = parser.parse_args()
    text = json.dumps(tokenizer(arguments.strings), ensure_ascii=False, indent=2)
    configuration = {"tokenizer_class": "GemmaTokenizer", "pad_token": "<pad>", "eos_token": "<eos>"}
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "tokenizer.json").write_text(text, encoding="utf-8")
    (arguments.folder / "tokenizer_config.json").write_text(json.dumps(configuration))


if __name__ == "__main__":
    main()
