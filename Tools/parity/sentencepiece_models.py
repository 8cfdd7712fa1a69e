"""Makes small SentencePiece models and the ids that the `sentencepiece` package gives with them.

In `Tests/ZeroShotTests/Fixtures/text/sentencepiece`, for each model `NAME.model`, trained here, and
`NAME.ids`: the ids of the texts in `texts.json` (form: see tokens.py), cut to the first 32 of each.

    unigram         SentencePiece's own cleaning (nmt_nfkc), as SigLIP's model has it
    unigram-bytes   no cleaning, spaces kept, bytes for unknown characters, user-defined symbols
    unigram-suffix  cleaning by rules of our own, spaces behind words
    bpe             as Gemma's: no cleaning, no space in front, bytes for unknown characters
    bpe-unknown     rules of our own, a space in front, unknown characters stay unknown

`folders/NAME` are tokenizers of which the files are only such a model and the configurations; their
`expected.ids` are AutoTokenizer's for the last 300 texts and those of `kinds/texts.json`:

    gemma           GemmaTokenizer, with user-defined pieces, start and end token
    siglip2         the class comes from config.json alone
    t5              T5Tokenizer with two sentinels

Run as a program, after tokens.py and tokenizer_kinds.py: `python sentencepiece_models.py`.
"""

import io
import json
import pathlib
import shutil
import tempfile

import sentencepiece
from common import PROMPTS
from small_tokenizer import TEMPLATES, THINGS
from tokens import FOLDER, WORDS, write_ids
from transformers import AutoTokenizer

MODELS = FOLDER / "sentencepiece"
IDS_PER_TEXT = 32
CONTEXT = 48

# From and to, in hexadecimal code points: longer beginnings, deletions and spaces among them.
RULES = (
    ("66 69", "66 66 69"), ("66 69 73", "66 69"), ("41", "61"), ("C9", "65 301"), ("E9", "65"),
    ("A0", "20"), ("3000", "20"), ("9", "20 20"), ("200D", ""), ("FE0F", ""), ("2026", "2E 2E 2E"),
    ("1F989", "6F 77 6C"), ("732B", "20 732B 20"), ("430 301", "430"), ("26", "20 61 6E 64 20"),
)  # fmt: skip

CASES = {
    "unigram": dict(model_type="unigram", vocab_size=420, unk_id=2, bos_id=-1, eos_id=1, pad_id=0),
    "unigram-bytes": dict(
        model_type="unigram",
        vocab_size=640,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        user_defined_symbols=["tabby cat", "ow", "<mask>", "  ", "🦉"],
        control_symbols=["<2img>"],
    ),
    "unigram-suffix": dict(
        model_type="unigram", vocab_size=330, treat_whitespace_as_suffix=True, rules=RULES
    ),
    "bpe": dict(
        model_type="bpe",
        vocab_size=760,
        byte_fallback=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        split_digits=True,
        pad_id=0,
        eos_id=1,
        bos_id=2,
        unk_id=3,
    ),
    "bpe-unknown": dict(model_type="bpe", vocab_size=500, rules=RULES),
}

GEMMA = CASES["bpe"] | dict(
    vocab_size=700,
    pad_piece="<pad>",
    eos_piece="<eos>",
    bos_piece="<bos>",
    user_defined_symbols=["<mask>", "wow", "[X]", "\n", "\u2581\u2581", "<b>"],
    control_symbols=["<2mass>"],
)
T5 = CASES["unigram"] | dict(rules=RULES, vocab_size=360)

FOLDERS = {
    "gemma": (
        "tokenizer.model",
        GEMMA,
        {"model_type": "siglip"},
        {"tokenizer_class": "GemmaTokenizer", "add_bos_token": True, "add_eos_token": True},
    ),
    "siglip2": ("tokenizer.model", GEMMA, {"model_type": "siglip2"}, {}),
    "t5": (
        "spiece.model",
        T5,
        {"model_type": "siglip"},
        {"tokenizer_class": "T5Tokenizer", "extra_ids": 2},
    ),
}


def sentences():
    filled = [template.format(thing) for template in TEMPLATES for thing in THINGS]
    return filled + [*PROMPTS, *WORDS, "a  b   c", "  spaces in front"]


def train(model_type, vocab_size, rules=None, **options):
    """A model file's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        if rules:
            path = pathlib.Path(folder) / "rules.tsv"
            path.write_text("".join(f"{left}\t{right}\n" for left, right in rules))
            options["normalization_rule_tsv"] = str(path)
        writer = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences()),
            model_writer=writer,
            model_type=model_type,
            vocab_size=vocab_size,
            num_threads=1,
            minloglevel=2,
            **options,
        )
    return without_local_names(writer.getvalue())


def without_local_names(model):
    """The file without the path of the rules, which is another one in each run."""
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto.FromString(model)
    proto.normalizer_spec.ClearField("normalization_rule_tsv")
    return proto.SerializeToString(deterministic=True)


def main():
    texts = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))
    MODELS.mkdir(parents=True, exist_ok=True)
    for name, options in CASES.items():
        model = train(**options)
        (MODELS / f"{name}.model").write_bytes(model)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        ids = [processor.encode(text)[:IDS_PER_TEXT] for text in texts]
        # A fixture whose texts are all known or all unknown tests nothing.
        unknown = sum(processor.unk_id() in list_ for list_ in ids)
        print(name, len(model), processor.get_piece_size(), "texts with unknown:", unknown)
        write_ids(f"sentencepiece/{name}.ids", ids)

    shutil.rmtree(MODELS / "folders", ignore_errors=True)
    texts = texts[-300:] + json.loads((FOLDER / "kinds" / "texts.json").read_text(encoding="utf-8"))
    for name, (file, options, model, configuration) in FOLDERS.items():
        folder = MODELS / "folders" / name
        folder.mkdir(parents=True)
        (folder / file).write_bytes(train(**options))
        (folder / "config.json").write_text(json.dumps(model))
        (folder / "tokenizer_config.json").write_text(json.dumps(configuration))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        ids = tokenizer(texts, truncation=True, max_length=CONTEXT)["input_ids"]
        print(name, type(tokenizer).__name__, len(tokenizer), ids[0], ids[-1])
        write_ids(f"sentencepiece/folders/{name}/expected.ids", ids)


if __name__ == "__main__":
    main()
