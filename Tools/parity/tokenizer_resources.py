"""Makes the two tables of `Sources/ZeroShot/Resources/tokenizer`.

    clip-merges.txt    CLIP's byte-pair merges, one a line, the first the most frequent: the 48,894
                       of open_clip_torch's bpe_simple_vocab_16e6.txt.gz that CLIP uses (MIT, OpenAI)
    html-entities.txt  the named character references of HTML 5, as Python's html.entities has them:
                       name (most with a semicolon), tab, character numbers in hexadecimal

Run as a program: `python tokenizer_resources.py`.
"""

import gzip
import html.entities

from common import REPOSITORY, make_torchvision_importable

make_torchvision_importable()

from open_clip.tokenizer import default_bpe  # noqa: E402

FOLDER = REPOSITORY / "Sources" / "ZeroShot" / "Resources" / "tokenizer"
MERGES = 49152 - 256 - 2


def clip_merges():
    """CLIP's merges as pairs, in their order."""
    # The first line is a comment; the table goes on behind the merges that CLIP uses.
    lines = gzip.open(default_bpe()).read().decode("utf-8").split("\n")[1 : MERGES + 1]
    return [tuple(line.split()) for line in lines]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in clip_merges())
    (FOLDER / "clip-merges.txt").write_text(text, encoding="utf-8")

    entities = sorted(html.entities.html5.items())
    text = "".join(
        f"{name}\t{' '.join(f'{ord(character):X}' for character in characters)}\n"
        for name, characters in entities
    )
    (FOLDER / "html-entities.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
