"""Makes tokenizer folders as OpenCLIP's checkpoints have them, and open_clip's ids.

In `Tests/ZeroShotTests/Fixtures/text/openclip-folders`:

    t5       T5Tokenizer over a unigram model, as the checkpoints of SigLIP have it: padded with </s>
    gemma    GemmaTokenizer over byte pairs, as those of SigLIP 2: padded with <pad> on the right

each with `canonicalize.ids` for the texts in `texts.json`, cleaned as those checkpoints ask for, and
`whitespace.ids` for the last 300, cleaned as open_clip does when nothing is asked for (form: see
tokens.py). All rows are as long as the context, 24.

Run as a program, after tokens.py: `python openclip_tokenizers.py`.
"""

import json
import shutil
import tempfile
from pathlib import Path

from sentencepiece_models import CASES, RULES, train
from tokens import CLEANING_COUNT, FOLDER, write_ids

from open_clip.tokenizer import HFTokenizer  # after tokens.py made torchvision importable
from transformers import GemmaTokenizer, T5Tokenizer

FOLDERS = FOLDER / "openclip-folders"
CONTEXT = 24


def token(content):
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
    return {"content": content, **flags, "special": True}


def write_configuration(folder, **values):
    """tokenizer_config.json in the form of transformers 4, which the checkpoints' files have."""
    text = json.dumps({"sp_model_kwargs": {}, "model_max_length": CONTEXT, **values}, indent=1)
    (folder / "tokenizer_config.json").write_text(text)


def save_t5(folder, source):
    model = dict(model_type="unigram", vocab_size=400, rules=RULES)
    ids = dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    (source / "spiece.model").write_bytes(train(**model, **ids))
    T5Tokenizer.from_pretrained(source, extra_ids=0, pad_token="</s>").save_pretrained(folder)
    write_configuration(
        folder,
        added_tokens_decoder={"0": token("<pad>"), "1": token("</s>"), "2": token("<unk>")},
        additional_special_tokens=[],
        eos_token="</s>",
        extra_ids=0,
        legacy=False,
        pad_token="</s>",
        tokenizer_class="T5Tokenizer",
        unk_token="<unk>",
    )


def save_gemma(folder, source):
    names = dict(pad_piece="<pad>", eos_piece="<eos>", bos_piece="<bos>")
    (source / "tokenizer.model").write_bytes(train(**CASES["bpe"], **names))
    GemmaTokenizer.from_pretrained(
        source, padding_side="right", add_bos_token=False, add_eos_token=True
    ).save_pretrained(folder)
    names = {"0": "<pad>", "1": "<eos>", "2": "<bos>", "3": "<unk>"}
    write_configuration(
        folder,
        add_bos_token=False,
        add_eos_token=True,
        added_tokens_decoder={key: token(name) for key, name in names.items()},
        bos_token="<bos>",
        eos_token="<eos>",
        pad_token="<pad>",
        padding_side="right",
        tokenizer_class="GemmaTokenizer",
        unk_token="<unk>",
    )


def main():
    texts = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))
    shutil.rmtree(FOLDERS, ignore_errors=True)
    for name, save in (("t5", save_t5), ("gemma", save_gemma)):
        folder = FOLDERS / name
        folder.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as source:
            save(folder, Path(source))
        for cleaning, part in (("canonicalize", texts), ("whitespace", texts[-CLEANING_COUNT:])):
            tokenizer = HFTokenizer(folder, context_length=CONTEXT, clean=cleaning)
            ids = tokenizer(part).tolist()
            print(name, cleaning, len(tokenizer.tokenizer), ids[0], ids[-1])
            write_ids(f"openclip-folders/{name}/{cleaning}.ids", ids)


if __name__ == "__main__":
    main()
