"""Makes small tokenizers of the kinds that SigLIP checkpoints have, and the ids that the tests expect.

In `Tests/ZeroShotTests/Fixtures/text/kinds`:

    texts.json          texts for these kinds, besides those of `tokens.py`
    nmt_nfkc.charsmap   SentencePiece's own table of replacements, and nmt_nfkc_cf.charsmap, which
                        folds case besides; where a tokenizer.json has `@NAME` the base64 of that file
                        belongs
    NAME/               the files of a tokenizer
    NAME.ids            AutoTokenizer's ids for the texts of `tokens.py` (all, or the last few) and
                        these, cut to 64 tokens; the form is that of `tokens.py`
    padding.json        by name: the id that AutoTokenizer pads with, and on which side

Vocabularies are trained here on the text of `small_tokenizer.py`, pieces by SentencePiece.

Run as a program, after sentencepiece_models.py: `python tokenizer_kinds.py`.
"""

import base64
import collections
import io
import json
import shutil
import tempfile
import warnings
from pathlib import Path

from common import FIXTURES, PROMPTS, make_torchvision_importable

make_torchvision_importable()

import sentencepiece  # noqa: E402
from sentencepiece import sentencepiece_model_pb2 as protobuf  # noqa: E402
from small_tokenizer import TEMPLATES, THINGS  # noqa: E402
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402
from tokens import PIECES, WORDS, write_ids  # noqa: E402
from transformers import AutoTokenizer  # noqa: E402

FOLDER = FIXTURES / "text" / "kinds"
CONTEXT = 64
SPACE = "\N{LOWER ONE EIGHTH BLOCK}"

# What these tokenizers treat in a way of their own.
SPECIAL = (
    "</s>", "<s>", "<pad>", "<unk>", "<eos>", "<bos>", "<mask>", "<extra_id_0>", "<extra_id_99>",
    "<0x41>", "<0x0A>", SPACE, SPACE * 3, f"{SPACE}a", f"a{SPACE}photo", f"owl {SPACE} fox", "[X]", "wow",
    "a </s> b", "a</s>b", "</s>", "  </s>  ", "a photo</s>", "<unk><unk>", "</s></s>", "x<pad>y",
    "A</S>B", "<EOS>", "photo <eos>", " <bos>a", "[X]owl", "owl[X] fox", "WOW wow", "\x1f", "a\x1fb", "a\x1cb",
    "\u200b", "a\u200bb", "a\u200d", "é\u0301", "E\u0301", "\u0600a", "\u0600", "a\u0903", "\r\n", "a\r\n",
    "©\u200d", "©\u200d❤", "½", "ﬃ", "①②", "㍿", "ｶﾞ", "Å", "\u1e9b\u0323", "각", "가\u11a8", "\u0958",
    "123 456", "a1b22c333", "３４", "it's...", "(a)[b]{c}", "«a»", "¿a?", "a_b-c", "$5", "C++", "…", "☃☃☃", "𠀀𠀁", "🦉🦉",
    "\x00", "a\x00b", "\ufffd", "\U0010ffff", "    a", "a    ", "a    b", "\ta\t", "\u3000a\u3000", " " * 70, "☃" * 70,
    "🦉" * 30, "wow" * 40, "a" * 200, "a " * 100, "photo" * 50, "".join(WORDS), " ".join(THINGS[:60]),
    # Cuts whose scores are equal but for rounding.
    "eeeseeeleee", "a tree sees seeeeers", "ffiseeemaila b", "teeesseeeel",
)  # fmt: skip


def corpus():
    """The text that vocabularies are trained on: prompts, and the words of other scripts."""
    lines = [template.format(thing) for template in TEMPLATES for thing in THINGS]
    return lines + [" ".join(WORDS)] * 3 + list(PROMPTS)


def sentencepiece_model(**options):
    """The bytes of a model trained with the options of T5's, but small."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus()),
        model_writer=model,
        **{
            "model_type": "unigram", "vocab_size": 600, "character_coverage": 0.99,
            "hard_vocab_limit": False, "pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1,
            "num_threads": 1, "minloglevel": 2, **options,
        },
    )  # fmt: skip
    return model.getvalue()


def charsmap(name):
    """SentencePiece's own table of replacements of this name."""
    parsed = protobuf.ModelProto.FromString(sentencepiece_model(normalization_rule_name=name))
    return parsed.normalizer_spec.precompiled_charsmap


def added_token(content, identifier, **flags):
    value = {"id": identifier, "content": content, "single_word": False, "lstrip": False}
    return value | {"rstrip": False, "normalized": False, "special": True} | flags


def template(*tokens):
    """A post-processor that puts tokens behind a text."""
    text = [{"Sequence": {"id": "A", "type_id": 0}}]
    single = text + [{"SpecialToken": {"id": token, "type_id": 0}} for token, _ in tokens]
    return {
        "type": "TemplateProcessing",
        "single": single,
        "pair": [*single, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {
            token: {"id": token, "ids": [identifier], "tokens": [token]} for token, identifier in tokens
        },
    }


def sequence(key, *steps):
    return {"type": "Sequence", key: list(steps)}


def tokenizer_json(**parts):
    defaults = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": []}
    defaults |= {"normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None}
    return defaults | parts


PRECOMPILED = {"type": "Precompiled", "precompiled_charsmap": "@nmt_nfkc"}
METASPACE = {
    "type": "Metaspace", "replacement": SPACE, "prepend_scheme": "always", "split": True,
}  # fmt: skip
T5_SPECIAL = [added_token(content, identifier) for identifier, content in enumerate(("<pad>", "</s>", "<unk>"))]


def unigram(model, **options):
    pieces = protobuf.ModelProto.FromString(model).pieces
    vocabulary = [[piece.piece, piece.score] for piece in pieces]
    return {"type": "Unigram", "unk_id": 2, "vocab": vocabulary} | options


def t5_files(tokenizer_class, **config):
    """T5's tokenizer.json, as SigLIP checkpoints in OpenCLIP layout have it."""
    return {
        "tokenizer.json": tokenizer_json(
            truncation={"direction": "Right", "max_length": 32, "strategy": "LongestFirst", "stride": 0},
            added_tokens=T5_SPECIAL,
            normalizer=PRECOMPILED,
            pre_tokenizer=sequence("pretokenizers", {"type": "WhitespaceSplit"}, METASPACE),
            post_processor=template(("</s>", 1)),
            model=unigram(sentencepiece_model()),
        ),
        "tokenizer_config.json": {
            "tokenizer_class": tokenizer_class, "eos_token": "</s>", "unk_token": "<unk>",
            "pad_token": "<pad>", **config,
        },
    }  # fmt: skip


def multilingual_files():
    """As mT5's files are converted: pieces of bytes, further cleaning, runs of spaces kept together."""
    clean = [
        {"type": "Precompiled", "precompiled_charsmap": "@nmt_nfkc_cf"},
        {"type": "Strip", "strip_left": False, "strip_right": True},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": SPACE},
    ]
    model = sentencepiece_model(
        normalization_rule_name="nmt_nfkc_cf", byte_fallback=True, vocab_size=860,
        character_coverage=0.98,
    )  # fmt: skip
    return {
        "tokenizer.json": tokenizer_json(
            added_tokens=[*T5_SPECIAL, added_token("Wow", 900, special=False, normalized=True)],
            normalizer=sequence("normalizers", *clean),
            pre_tokenizer=METASPACE | {"split": False},
            post_processor=sequence(
                "processors",
                {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
                template(("</s>", 1)),
            ),
            model=unigram(model, byte_fallback=True),
        ),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>",
        },
    }  # fmt: skip


def byte_pairs(words, size, special, alphabet_size, prefix="", suffix="", **options):
    """A byte-pair model of about `size` tokens; ties go to the smaller pair, so that it is always the same.

    Every character but a word's first has the prefix, and its last one the suffix.
    """
    characters = collections.Counter(character for word in words for character in word)
    alphabet = sorted(characters, key=lambda character: (-characters[character], character))[:alphabet_size]
    split_words = collections.Counter()
    for word, count in collections.Counter(words).items():
        known = [character for character in word if character in alphabet]
        symbols = [prefix * (index > 0) + character for index, character in enumerate(known)]
        if symbols:
            symbols[-1] += suffix
            split_words[tuple(symbols)] += count
    vocabulary = [*special, *sorted({symbol for word in split_words for symbol in word})]
    merges = []
    while len(vocabulary) < size:
        pairs = collections.Counter()
        for word, count in split_words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        left, right = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append([left, right])
        joined = left + right[len(prefix) :]
        if joined not in vocabulary:
            vocabulary.append(joined)
        # As the encoder does: the joined symbol is the left one without the pair's second half.
        split_words = collections.Counter(
            {replaced(word, (left, right), joined): count for word, count in split_words.items()}
        )
    model = {"type": "BPE", "dropout": None, "unk_token": "<unk>"}
    model |= {"continuing_subword_prefix": prefix or None, "end_of_word_suffix": suffix or None}
    model |= {"fuse_unk": False, "byte_fallback": False, "ignore_merges": False, **options}
    return model | {"vocab": {token: index for index, token in enumerate(vocabulary)}, "merges": merges}


def replaced(word, pair, joined):
    symbols = []
    index = 0
    while index < len(word):
        if word[index : index + 2] == pair:
            symbols.append(joined)
            index += 2
        else:
            symbols.append(word[index])
            index += 1
    return tuple(symbols)


def gemma_model():
    """Byte pairs over characters, and the 256 pieces of bytes, in Gemma's order."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *(f"<0x{byte:02X}>" for byte in range(256))]
    lines = [line.replace(" ", SPACE) for line in corpus()[::3]]
    return byte_pairs(lines, 1000, special, 130, fuse_unk=True, byte_fallback=True)


def gemma_files(tokenizer_class, **config):
    """Gemma's files, as SigLIP 2 checkpoints have them."""
    names = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")
    return {
        "tokenizer.json": tokenizer_json(
            added_tokens=[added_token(content, identifier) for identifier, content in enumerate(names)],
            normalizer={"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
            pre_tokenizer={
                "type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious",
                "invert": False,
            },
            post_processor=template(("<eos>", 1)),
            padding={
                "strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": None,
                "pad_id": 0, "pad_type_id": 0, "pad_token": "<pad>",
            },
            model=gemma_model(),
        ),
        "tokenizer_config.json": {
            "tokenizer_class": tokenizer_class, "add_bos_token": False, "add_eos_token": True,
            "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>",
            **config,
        },
    }  # fmt: skip


def steps_files(normalizer, pre_tokenizer, alphabet_size=90, prefix="", suffix="", **options):
    """A byte-pair model behind steps that no checkpoint has all of, trained behind the same steps."""
    tokenizer = Tokenizer(models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    lines = [normalizer.normalize_str(line) if normalizer else line for line in corpus()]
    words = [word for line in lines for word, _ in pre_tokenizer.pre_tokenize_str(line)]
    if alphabet_size == 256:
        words += pre_tokenizers.ByteLevel.alphabet()
    file = json.loads(tokenizer.to_str())
    file["model"] = byte_pairs(words, 600, ["<unk>", "</s>"], alphabet_size, prefix, suffix, **options)
    file["added_tokens"] = [added_token("</s>", 1), added_token("[X]", 600, lstrip=True, special=False)]
    file["post_processor"] = template(("</s>", 1), ("</s>", 1))
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "</s>"}
    return {"tokenizer.json": file, "tokenizer_config.json": config}


class Kind:
    """One tokenizer: the model type of its checkpoint, its files, and how many texts are recorded."""

    def __init__(self, model_type, files, count=2400):
        self.model_type = model_type
        self.files = files
        self.count = count


def siglip_files():
    """SigLIP's own class reads a model file; it is `unigram.model` of `sentencepiece_models.py`."""
    flags = {"lstrip": True, "normalized": False, "rstrip": True, "single_word": False, "special": True}
    return {
        "tokenizer_config.json": {
            "tokenizer_class": "SiglipTokenizer", "do_lower_case": True, "model_max_length": 64,
            "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "</s>",
            "added_tokens_decoder": {
                "1": {"content": "</s>", **flags}, "2": {"content": "<unk>", **flags},
            },
        },
    }  # fmt: skip


def kinds():
    regexes = pre_tokenizers.Split
    return {
        "siglip": Kind("siglip", siglip_files()),
        "t5": Kind("siglip", t5_files("PreTrainedTokenizerFast")),
        "t5-class": Kind("siglip", t5_files("T5Tokenizer", extra_ids=3), count=300),
        "multilingual": Kind("siglip", multilingual_files()),
        "gemma": Kind("siglip", gemma_files("GemmaTokenizer", padding_side="left")),
        "gemma-file": Kind("siglip", gemma_files("TokenizersBackend"), count=300),
        "siglip2": Kind("siglip2", gemma_files("GemmaTokenizer")),
        "forms": Kind(
            "siglip",
            steps_files(
                normalizers.Sequence(
                    [normalizers.NFKD(), normalizers.Lowercase(), normalizers.NFKC(), normalizers.Strip()]
                ),
                pre_tokenizers.Sequence(
                    [pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits(True)]
                ),
            ),
            count=300,
        ),
        "byte-level": Kind(
            "siglip",
            steps_files(
                normalizers.Sequence([normalizers.NFD(), normalizers.Prepend("~")]),
                pre_tokenizers.ByteLevel(add_prefix_space=True),
                alphabet_size=256,
            ),
            count=300,
        ),
        "splits": Kind(
            "siglip",
            steps_files(
                normalizers.Replace("e", "ee"),
                pre_tokenizers.Sequence(
                    [
                        regexes(" ", "merged_with_next"),
                        pre_tokenizers.Punctuation("merged_with_previous"),
                        pre_tokenizers.Digits(False),
                        pre_tokenizers.Metaspace("_", prepend_scheme="never"),
                    ]
                ),
                prefix="##",
                suffix="</w>",
            ),
            count=300,
        ),
        "first-word": Kind(
            "siglip",
            steps_files(
                None,
                pre_tokenizers.Sequence(
                    [
                        pre_tokenizers.Split(" ", "isolated"),
                        pre_tokenizers.Metaspace(SPACE, prepend_scheme="first", split=False),
                    ]
                ),
                ignore_merges=True,
                fuse_unk=True,
            ),
            count=300,
        ),
    }


def write_kind(folder, kind):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in kind.files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"model_type": kind.model_type}))


def tokenizer_in(folder, charsmaps):
    """AutoTokenizer for a folder whose tables of replacements are put into their places."""
    with tempfile.TemporaryDirectory() as copy:
        copy = Path(copy)
        if not (folder / "tokenizer.json").exists():
            shutil.copy(FIXTURES / "text" / "sentencepiece" / "unigram.model", copy / "spiece.model")
        for file in folder.iterdir():
            text = file.read_text(encoding="utf-8")
            for name, content in charsmaps.items():
                text = text.replace(f'"@{name}"', f'"{base64.b64encode(content).decode()}"')
            (copy / file.name).write_text(text, encoding="utf-8")
        return AutoTokenizer.from_pretrained(copy)


def padding_of(tokenizer, texts, ids):
    """What the tokenizer pads with; checked on all texts."""
    padding = {"id": tokenizer.pad_token_id, "side": tokenizer.padding_side}
    options = {"truncation": True, "max_length": CONTEXT, "padding": "max_length"}
    for short, padded in zip(ids, tokenizer(texts, **options)["input_ids"], strict=True):
        missing = [padding["id"]] * (CONTEXT - len(short))
        assert padded == (short + missing if padding["side"] == "right" else missing + short)
    return padding


def charsmaps():
    return {name: charsmap(name) for name in ("nmt_nfkc", "nmt_nfkc_cf")}


def main():
    warnings.filterwarnings("ignore")
    FOLDER.mkdir(parents=True, exist_ok=True)
    more = list(dict.fromkeys([*SPECIAL, *(f"a {text} b" for text in SPECIAL)]))
    (FOLDER / "texts.json").write_text(
        json.dumps(more, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
    )
    common = json.loads((FIXTURES / "text" / "texts.json").read_text(encoding="utf-8"))
    tables = charsmaps()
    for name, content in tables.items():
        (FOLDER / f"{name}.charsmap").write_bytes(content)
    padding = {}
    for name, kind in kinds().items():
        write_kind(FOLDER / name, kind)
        tokenizer = tokenizer_in(FOLDER / name, tables)
        texts = common[-kind.count :] + more
        ids = tokenizer(texts, truncation=True, max_length=CONTEXT, padding=False)["input_ids"]
        write_ids(f"kinds/{name}.ids", ids)
        padding[name] = padding_of(tokenizer, texts, ids)
    (FOLDER / "padding.json").write_text(json.dumps(padding, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
