"""Trains a small CLIP tokenizer and writes its Hugging Face files.

The vocabulary is laid out as CLIP's own: 256 byte symbols, the same 256 with the end-of-word suffix
`</w>`, one entry per merge, then `<|startoftext|>` and `<|endoftext|>`. Only the number of merges
differs, so that parity checkpoints stay small. The training text is below: photo prompts over common
things. Training is deterministic (ties between equally frequent pairs go to the smaller pair).

    build_small_clip_tokenizer(folder, vocab_size)

writes tokenizer.json, vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json.
Run as a program: `python small_tokenizer.py FOLDER [VOCAB_SIZE]`.
"""

import collections
import json
import pathlib
import sys

import regex

START = "<|startoftext|>"
END = "<|endoftext|>"
END_OF_WORD = "</w>"
SPLIT_PATTERN = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
)

TEMPLATES = (
    "a photo of a {}.",
    "a picture of a {}",
    "an image of a {}",
    "this is a photo of {}.",
    "a close-up photo of the {}.",
    "it's a blurry photo of one {}, isn't it?",
)

THINGS = (
    "owl", "fox", "bear", "seagull", "tree frog", "golden retriever", "tabby cat", "red panda",
    "sea turtle", "elephant", "zebra", "monarch butterfly", "steam train", "sailing boat",
    "mountain bike", "fire truck", "traffic light", "wooden chair", "coffee cup", "grand piano",
    "acoustic guitar", "laptop computer", "kitchen table", "library", "lighthouse", "suspension bridge",
    "waterfall", "snowy mountain", "desert", "tropical beach", "pine forest", "sunflower field",
    "strawberry", "pineapple", "chocolate cake", "pizza margherita", "crème brûlée", "jalapeño pepper",
    "café terrace", "market stall", "stained glass window", "hot air balloon", "umbrella", "backpack",
    "running shoe", "wrist watch", "teddy bear", "chess board", "soccer ball", "tennis racket",
    "airplane wing", "ambulance", "anchor", "bakery", "binoculars", "bookcase", "broccoli", "cactus",
    "candle", "castle", "cathedral", "cliff", "cobweb", "crocodile", "dandelion", "dragonfly",
    "drawbridge", "eggplant", "envelope", "flamingo", "forklift", "fountain", "garlic", "giraffe",
    "goldfish", "hammer", "harvester", "hedgehog", "honeycomb", "hummingbird", "iceberg", "jellyfish",
    "kangaroo", "ladybug", "lemon", "leopard", "lobster", "magnet", "microscope", "mushroom",
    "nautilus", "octopus", "orchid", "ostrich", "parachute", "peacock", "pelican", "pomegranate",
    "porcupine", "pumpkin", "quilt", "raspberry", "rooster", "saxophone", "scoreboard", "scorpion",
    "snowplow", "speedboat", "spider web", "starfish", "stopwatch", "submarine", "syringe",
    "telescope", "thimble", "tractor", "trombone", "vacuum cleaner", "volcano", "walnut", "wheelbarrow",
    "windmill", "yacht", "yoghurt", "zucchini",
)  # fmt: skip


def byte_symbols():
    """The printable stand-in of each byte, in the order of CLIP's vocabulary."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    symbols = {byte: chr(byte) for byte in printable}
    symbols.update({byte: chr(256 + index) for index, byte in enumerate(others)})
    return symbols


def training_words():
    """How often each word, as a tuple of symbols, occurs in the training text."""
    symbols = byte_symbols()
    counts = collections.Counter()
    for template in TEMPLATES:
        for thing in THINGS:
            for word in regex.findall(SPLIT_PATTERN, template.format(thing).lower()):
                pieces = [symbols[byte] for byte in word.encode("utf-8")]
                pieces[-1] += END_OF_WORD
                counts[tuple(pieces)] += 1
    return counts


def merged(word, pair):
    """The word with every occurrence of the pair joined, left to right."""
    pieces = []
    index = 0
    while index < len(word):
        if word[index : index + 2] == pair:
            pieces.append(word[index] + word[index + 1])
            index += 2
        else:
            pieces.append(word[index])
            index += 1
    return tuple(pieces)


def train_merges(count):
    """The first `count` merges, the most frequent pair first."""
    words = dict(training_words())
    merges = []
    while len(merges) < count:
        pairs = collections.Counter()
        for word, occurrences in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += occurrences
        if not pairs:
            raise ValueError(f"the text above yields {len(merges)} merges, {count} were asked for")
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        joined = collections.Counter()
        for word, occurrences in words.items():
            joined[merged(word, best)] += occurrences
        words = dict(joined)
    return merges


def clip_vocabulary(merges):
    """Token to id, as CLIP orders them."""
    bytes_ = byte_symbols().values()
    tokens = [*bytes_, *(symbol + END_OF_WORD for symbol in bytes_)]
    tokens += [first + second for first, second in merges]
    tokens += [START, END]
    return {token: index for index, token in enumerate(tokens)}


def special_token(content, normalized):
    return {
        "content": content,
        "lstrip": False,
        "normalized": normalized,
        "rstrip": False,
        "single_word": False,
    }


def write_clip_files(folder, merges, context_length=77):
    """Writes the five files of a Hugging Face CLIP tokenizer over the given merges."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = clip_vocabulary(merges)
    start, end = special_token(START, True), special_token(END, False)

    def write(name, value):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    write("vocab.json", vocabulary)
    lines = ["#version: 0.2", *(" ".join(pair) for pair in merges), ""]
    (folder / "merges.txt").write_text("\n".join(lines), encoding="utf-8")
    write(
        "tokenizer.json",
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                {"id": vocabulary[START], **start, "special": True},
                {"id": vocabulary[END], **end, "special": True},
            ],
            "normalizer": {
                "type": "Sequence",
                "normalizers": [
                    {"type": "NFC"},
                    {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
                    {"type": "Lowercase"},
                ],
            },
            "pre_tokenizer": {
                "type": "Sequence",
                "pretokenizers": [
                    {
                        "type": "Split",
                        "pattern": {"Regex": SPLIT_PATTERN},
                        "behavior": "Removed",
                        "invert": True,
                    },
                    {
                        "type": "ByteLevel",
                        "add_prefix_space": False,
                        "trim_offsets": True,
                        "use_regex": True,
                    },
                ],
            },
            "post_processor": {
                "type": "RobertaProcessing",
                "sep": [END, vocabulary[END]],
                "cls": [START, vocabulary[START]],
                "trim_offsets": False,
                "add_prefix_space": False,
            },
            "decoder": {
                "type": "ByteLevel",
                "add_prefix_space": True,
                "trim_offsets": True,
                "use_regex": True,
            },
            "model": {
                "type": "BPE",
                "dropout": None,
                "unk_token": END,
                "continuing_subword_prefix": "",
                "end_of_word_suffix": END_OF_WORD,
                "fuse_unk": False,
                "byte_fallback": False,
                "ignore_merges": False,
                "vocab": vocabulary,
                "merges": [list(pair) for pair in merges],
            },
        },
    )
    write(
        "tokenizer_config.json",
        {
            "add_prefix_space": False,
            "added_tokens_decoder": {
                str(vocabulary[START]): {**start, "special": True},
                str(vocabulary[END]): {**end, "special": True},
            },
            "bos_token": START,
            "clean_up_tokenization_spaces": False,
            "do_lower_case": True,
            "eos_token": END,
            "errors": "replace",
            "model_max_length": context_length,
            "pad_token": END,
            "tokenizer_class": "CLIPTokenizer",
            "unk_token": END,
        },
    )
    write(
        "special_tokens_map.json",
        {"bos_token": start, "eos_token": end, "pad_token": end, "unk_token": end},
    )


def build_small_clip_tokenizer(folder, vocab_size, context_length=77):
    """Trains on the text above and writes the five tokenizer files; 515 to about 1300 tokens."""
    write_clip_files(folder, train_merges(vocab_size - 512 - 2), context_length)


if __name__ == "__main__":
    build_small_clip_tokenizer(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 900)
