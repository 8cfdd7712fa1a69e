"""Makes the texts and token ids that the tokenizer tests compare with.

In `Tests/ZeroShotTests/Fixtures/text`:

    texts.json          a list of texts: prompts and odd ones of every kind below
    huggingface.ids     CLIPTokenizer's ids for them, from tokenizer.json; the same from vocab.json
                        and merges.txt (checked here), cut to 77 tokens
    openclip.ids        open_clip's SimpleTokenizer's ids, cut to 77 tokens
    openclip-MODE.ids   the same for the other ways of cleaning, last 300 texts only
    variants/NAME       tokenizer folders with a small vocabulary in which one thing is unusual,
                        each with `expected.json`: texts and AutoTokenizer's ids

An `.ids` file is a list of unsigned 16-bit little-endian numbers: for each text the number of ids,
then the ids. ftfy's repair of wrongly decoded text is not reproduced by zeroshot, so texts that it
would change are left out.

Run as a program: `python tokens.py`.
"""

import json
import random
import shutil
import struct
import tempfile
import unicodedata
import warnings
from pathlib import Path

from common import FIXTURES, LABELS, PROMPTS, make_torchvision_importable

make_torchvision_importable()

import ftfy  # noqa: E402
import regex  # noqa: E402
from open_clip.tokenizer import SimpleTokenizer  # noqa: E402
from small_tokenizer import build_small_clip_tokenizer, write_clip_files  # noqa: E402
from tokenizer_resources import clip_merges  # noqa: E402
from transformers import AutoTokenizer  # noqa: E402

FOLDER = FIXTURES / "text"
CONTEXT = 77
COUNT = 2400
CLEANING_COUNT = 300
LETTER_OR_NUMBER = regex.compile(r"[\p{L}\p{N}]")

WORDS = (
    "a an the of photo picture image owl fox bear seagull golden retriever tabby cat's don't we'll "
    "they've I'm you're he'd antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis "
    "Crème brûlée naïve café Ångström Straße façade jalapeño smörgåsbord Zürich ǅungla İstanbul "
    "ΟΔΥΣΣΕΥΣ Σίσυφος ΑΣ. сова СОВА щука їжак ґанок 猫 狗的照片 ネコ ﾈｺﾞ ﾊﾟﾝﾀﾞ フクロウ 올빼미 여우 นกฮูก उल्लू "
    "ক্ষ ፈረስ بومة ثعلب ינשוף кошка̀ q̃uest 3.14 1234567890 ２０２４ ٣٤٥ Ⅻ ½ ² x² №5 1st 2nd #1 @home "
    "50% $9.99 C++ .NET a/b and/or e-mail U.S.A. :-) ... !!! ?! --- ___ *** (see) [sic] {curly} <tag>"
).split()

# What ftfy changes as characters, HTML entities, special tokens and spaces of all kinds.
PIECES = (
    "‘single’", "“double”", "it’s", "‚low‘", "„low“", "ŉ", "ĳs", "Ǆ", "ǆ", "ﬀ", "ﬁsh", "ﬂower",
    "ﬃ", "ﬄ", "ﬅ", "ﬆ", "ＦＵＬＬ　ｗｉｄｔｈ", "！？", "ｱｲｳ", "ｶﾞ", "ﾡ", "￠", "￣", "　",
    "&amp;", "&amp;amp;lt;", "&lt;b&gt;", "&eacute;", "&EACUTE;", "&NTILDE;", "&nTILDE;", "&SZLIG;",
    "&notit;", "&not", "&amp", "&ampere", "&frac12;", "&FRAC12;", "&hellip;", "&copy2024", "&#65;",
    "&#x41;", "&#X1F989;", "&#128;", "&#0;", "&#xD800;", "&#x110000;", "&#59;", "&#12ab;", "&#;",
    "&#x;", "&;", "&&amp;", "&CounterClockwiseContourIntegral;", "&NotEqualTilde;", "&nosuchentity;",
    "&#13;&#10;", "&#x85;", "&#11;", "&#xfffe;", "&nbsp;", "AT&T", "R&D;", "&zwj;", "&lt;end_of_text&gt;",
    "<|startoftext|>", "<|endoftext|>", "<|StartOfText|>", "<|ENDOFTEXT|>", "<|endoftext|>!",
    "x<|endoftext|>y", "<start_of_text>", "<end_of_text>", "<END_OF_TEXT>", "<end_of_text>!",
    "<ſtart_of_text>", "'ſ", "'S", "'LL", "''s", "!'s", "</w>", "a</w>",
    "\t", "\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\xa0", "\u1680", "\u2003", "\u2028",
    "\u2029", "\u202f", "\u205f", "\u3000", "\u180e", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff",
    "\x00", "\x01", "\x07", "\x1b", "\x1b[31mred\x1b[0m", "\x1b[1;2", "\x7f", "\x80", "\x93quoted\x94", "\x9f",
    "\u00ad", "\u0345", "α\u0345", "\u202e", "\ufff9", "\ufffc", "\ufffd", "\ue000", "\U000f0000", "\U0010ffff",
    "\u0378", "\U000e0041", "\ufdd0",
    "🦉", "👩‍👩‍👧‍👦", "🇫🇷🇩🇪", "👍🏽", "❤️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "1️⃣", "☃", "♥", "→", "∑", "𝒜𝒷", "𝟘𝟙", "𐐀𐐨",
    "e\u0301", "\u0301e", "A\u030a", "\u212b", "\u2126", "\u1e9b\u0323", "q\u0307\u0323", "q\u0323\u0307",
    "\u1100\u1161\u11a8", "가\u11a8", "\u0958", "\u0915\u093c", "\u2adc", "\ufb1d", "\u0344", "\u1f71",
    "\u1cd7\U000119e0", "a\u1acd\u1c37", "\U000e004e\u0323", "\u110c\u1176", "I\u0307", "\u0130", "ẞ", "ſ", "K", "Σ", "ΑΣ", "ΣΑ", "ΑΣΑ", "Α\u0301Σ", "ΑΣ\u0301", "Α.Σ", "ΑΣ'Α",
)  # fmt: skip

RANGES = (
    (0x20, 0x7F), (0xA0, 0x180), (0x180, 0x250), (0x250, 0x370), (0x370, 0x530), (0x530, 0x700),
    (0x900, 0xE00), (0xE00, 0x1200), (0x1200, 0x1800), (0x1E00, 0x2000), (0x2000, 0x2070),
    (0x2070, 0x2E00), (0x3000, 0x3400), (0x4E00, 0x9FFF), (0xA000, 0xAC00), (0xAC00, 0xD7B0),
    (0xF900, 0xFB00), (0xFB00, 0xFE00), (0xFE00, 0x10000), (0x10000, 0x10FFFF), (0x1D400, 0x1D800),
    (0x1F000, 0x1FB00), (0x0, 0xA0), (0x300, 0x370),
)  # fmt: skip


def random_character(random_):
    low, high = random_.choice(RANGES)
    while True:
        value = random_.randrange(low, high)
        if not 0xD800 <= value < 0xE000:
            return chr(value)


def random_text(random_):
    """A text of words, odd pieces and random characters, in shares that differ from text to text."""
    length = random_.choice((1, 1, 2, 3, 5, 8, 12, 20, 40, 90))
    oddness = random_.choice((0, 0.1, 0.3, 1))
    parts = []
    for _ in range(length):
        if random_.random() >= oddness:
            word = random_.choice(WORDS)
            word = random_.choice((word, word, word, word.upper(), word.title(), word.lower()))
        elif random_.random() < 0.6:
            word = random_.choice(PIECES)
        else:
            word = "".join(random_character(random_) for _ in range(random_.randint(1, 6)))
        parts.append(word)
        parts.append(random_.choice((" ", " ", " ", " ", "", "", "  ", ", ", ". ", "\n", "-", "'")))
    return "".join(parts[:-1])


def is_reproduced(text):
    """Whether ftfy leaves the text's encoding alone, and every letter is known to all references.

    Python's tables are those of an older Unicode version than the regex module's; the newest letters
    are cased by one and not by the other.
    """
    return ftfy.fix_text(text) == ftfy.fix_text(text, fix_encoding=False) and not any(
        unicodedata.category(character) == "Cn" and LETTER_OR_NUMBER.match(character)
        for character in text
    )


def texts(count, seed):
    random_ = random.Random(seed)
    prompts = [f"a photo of a {label}" for label in LABELS]
    fixed = [*PROMPTS, *prompts, *WORDS, *PIECES, *(f"a {piece} b" for piece in PIECES)]
    fixed += [" ", "\n", "a" * 300, "ab" * 60, "猫" * 120, "🦉" * 60, "!" * 200, "1" * 90, " x" * 75, " x" * 76]
    found = [text for text in dict.fromkeys(fixed) if is_reproduced(text)]
    while len(found) < count:
        text = random_text(random_)
        if is_reproduced(text):
            found.append(text)
    return found


def write_ids(name, lists):
    numbers = [number for ids in lists for number in (len(ids), *ids)]
    (FOLDER / name).write_bytes(struct.pack(f"<{len(numbers)}H", *numbers))


def huggingface_ids(folder, texts_, context=CONTEXT):
    # AutoTokenizer reads the model type from config.json.
    (folder / "config.json").write_text(json.dumps({"model_type": "clip"}))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    (folder / "config.json").unlink()
    return tokenizer(texts_, truncation=True, max_length=context)["input_ids"]


def openclip_ids(texts_, cleaning="lower", context=CONTEXT):
    tokenizer = SimpleTokenizer(clean=cleaning)
    lists = []
    for text in texts_:
        ids = [tokenizer.sot_token_id, *tokenizer.encode(text), tokenizer.eot_token_id]
        if len(ids) > context:
            ids = ids[: context - 1] + [tokenizer.eot_token_id]
        lists.append(ids)
    # The loop is SimpleTokenizer.__call__ without its padding.
    padded = tokenizer(texts_, context_length=context).tolist()
    assert padded == [ids + [0] * (context - len(ids)) for ids in lists]
    return lists


def change(folder, name, edit):
    path = folder / name
    value = json.loads(path.read_text(encoding="utf-8"))
    edit(value)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def config(**values):
    return lambda folder: change(folder, "tokenizer_config.json", lambda file: file.update(values))


def special_tokens(**values):
    return lambda folder: change(folder, "special_tokens_map.json", lambda file: file.update(values))


def without(*names):
    return lambda folder: [(folder / name).unlink() for name in names]


def without_added_tokens(folder):
    change(folder, "tokenizer_config.json", lambda file: file.pop("added_tokens_decoder"))


def added_token(token, identifier, **flags):
    def edit(folder):
        value = {"content": token, "lstrip": False, "normalized": False, "rstrip": False}
        value |= {"single_word": False, "special": False, **flags}
        change(
            folder,
            "tokenizer_config.json",
            lambda file: file["added_tokens_decoder"].update({str(identifier): value}),
        )

    return edit


def tokenizer_file(edit):
    return lambda folder: change(folder, "tokenizer.json", edit)


def older_form(file):
    """As transformers wrote it years ago: merges as strings, no special tokens in the pattern."""
    file["model"]["merges"] = [" ".join(pair) for pair in file["model"]["merges"]]
    for option in ("type", "ignore_merges", "byte_fallback"):
        del file["model"][option]
    split, byte_level = file["pre_tokenizer"]["pretokenizers"]
    split["pattern"]["Regex"] = split["pattern"]["Regex"].split("|>|", 2)[2]
    del byte_level["use_regex"]


def oldest_form(file):
    """As transformers wrote it before 4.17: the class did what the file does not say."""
    older_form(file)
    file["model"]["unk_token"] = None
    file["normalizer"] = None
    file["pre_tokenizer"] = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    file["post_processor"] = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False}
    file["truncation"] = {"max_length": CONTEXT, "strategy": "LongestFirst", "stride": 0}


def without_byte(file):
    for token in ("w", "Ã"):
        del file["model"]["vocab"][token]
    file["model"]["merges"] = []


def template(file):
    start, end = file["post_processor"]["cls"], file["post_processor"]["sep"]
    text = {"Sequence": {"id": "A", "type_id": 0}}
    single = [
        {"SpecialToken": {"id": start[0], "type_id": 0}}, text,
        {"SpecialToken": {"id": end[0], "type_id": 0}},
    ]  # fmt: skip
    file["post_processor"] = {
        "type": "TemplateProcessing",
        "single": single,
        "pair": [*single, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {
            token: {"id": token, "ids": [identifier], "tokens": [token]}
            for token, identifier in (start, end)
        },
    }


# Each variant: what is done to the five files of a small tokenizer.
VARIANTS = {
    "plain": [],
    "older-form": [tokenizer_file(older_form)],
    "oldest-form": [tokenizer_file(oldest_form), without_added_tokens],
    "no-list-of-added-tokens": [tokenizer_file(lambda file: file.pop("added_tokens"))],
    "template": [tokenizer_file(template)],
    "file-class": [config(tokenizer_class="PreTrainedTokenizerFast"), tokenizer_file(older_form)],
    "no-post-processor": [tokenizer_file(lambda file: file.update(post_processor=None))],
    "only-tokenizer-json": [
        without("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json")
    ],
    "vocab-and-merges": [without("tokenizer.json")],
    "only-vocab-and-merges": [
        without("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
    ],
    "vocab-and-special-tokens-map": [without("tokenizer.json", "tokenizer_config.json")],
    "pad-is-a-word": [config(pad_token="!")],
    "pad-is-a-word-in-the-map": [without("tokenizer_config.json"), special_tokens(pad_token="!")],
    "pad-is-ignored-in-the-map": [special_tokens(pad_token="!")],
    "pad-is-new": [config(pad_token="[PAD]")],
    "pad-is-null": [config(pad_token=None, unk_token=None)],
    "extra-special-tokens": [config(additional_special_tokens=["[X]", "wow"])],
    "extra-special-tokens-in-the-map": [
        without_added_tokens,
        special_tokens(additional_special_tokens=["[X]", "wow"]),
    ],
    "split-special-tokens": [config(split_special_tokens=True)],
    "single-word": [added_token("[Q]", 7, single_word=True)],
    "strips-both-sides": [added_token("[Q]", 7, lstrip=True, rstrip=True, special=True)],
    "normalized": [added_token("Wow É", 7, normalized=True)],
    "normalized-by-default": [
        lambda folder: change(
            folder,
            "tokenizer_config.json",
            lambda file: file["added_tokens_decoder"].update(
                {"7": {"content": "WOW", "special": False}, "8": {"content": "[q]", "special": True}}
            ),
        )
    ],
    "overlapping-names": [added_token("wow", 700), added_token("wow wow", 701)],
    "added-tokens-file": [
        without("tokenizer.json"),
        without_added_tokens,
        lambda folder: (folder / "added_tokens.json").write_text(json.dumps({"Photo!": 700})),
    ],
    "unknown-bytes": [tokenizer_file(without_byte)],
}

VARIANT_TEXTS = (
    "a photo of a cat",
    "Wow! wow wow wowwow WOW",
    "photo! Photo! photo!!",
    "<|StartOfText|> a <|endoftext|> b <|ENDOFTEXT|>! <|endoftext|>c",
    "a [Q] b x[Q]y [Q]  [Q] z[Q] [q]",
    "[PAD] [X] [Q]",
    "wow é wow e\u0301 Wow\tÉ, WOW É",
    "crème brûlée À la carte",
    "",
    "  ",
    "one two three four five six seven eight nine ten eleven twelve",
)


def write_variants():
    shutil.rmtree(FOLDER / "variants", ignore_errors=True)
    for name, edits in VARIANTS.items():
        folder = FOLDER / "variants" / name
        build_small_clip_tokenizer(folder, 560, context_length=CONTEXT)
        for edit in edits:
            edit(folder)
        # Where tokenizer.json is there, nothing reads the two older files.
        if (folder / "tokenizer.json").exists():
            for unused in ("vocab.json", "merges.txt"):
                (folder / unused).unlink(missing_ok=True)
        expected = {
            "context": 16,
            "texts": VARIANT_TEXTS,
            "ids": huggingface_ids(folder, list(VARIANT_TEXTS), context=16),
        }
        text = json.dumps(expected, ensure_ascii=False)
        (folder / "expected.json").write_text(text, encoding="utf-8")


def main():
    warnings.filterwarnings("ignore")
    FOLDER.mkdir(parents=True, exist_ok=True)
    all_texts = texts(COUNT, seed=20)
    text = json.dumps(all_texts, ensure_ascii=False, indent=0)
    (FOLDER / "texts.json").write_text(text + "\n", encoding="utf-8")

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        write_clip_files(folder, clip_merges(), CONTEXT)
        ids = huggingface_ids(folder, all_texts)
        (folder / "tokenizer.json").unlink()
        assert huggingface_ids(folder, all_texts) == ids
    write_ids("huggingface.ids", ids)

    write_ids("openclip.ids", openclip_ids(all_texts))
    for cleaning in ("whitespace", "canonicalize"):
        write_ids(
            f"openclip-{cleaning}.ids", openclip_ids(all_texts[-CLEANING_COUNT:], cleaning)
        )
    write_variants()


if __name__ == "__main__":
    main()
