"""Writes the docs' article of results: what was compared, on which machine, and the tables."""

import json
import pathlib

import cold
import folder
import prototypes
import towers

ARTICLE = (
    pathlib.Path(__file__).resolve().parents[1]
    / "Sources" / "ZeroShot" / "ZeroShot.docc" / "Comparison.md"
)  # fmt: skip

INTRODUCTION = """\
# How fast it is

The time that zeroshot and its peers take for the same work, measured in turn on one machine.

## Overview

`Benchmarks/compare.py` wrote this page; `Benchmarks/README.md` says how to run it, what each contestant
is, and which peers were left out and why. All compute in float32 with as many threads, from the same
weights and photos; before anything is timed, their embeddings are compared (cosine at least 0.99999).
Each number is the median of the rounds, in which the contestants take turns. Another machine gives
other numbers; expect the ratios to be alike where the processor is.
"""

TOWERS = """\
## Image towers

Milliseconds for one image, from pixels to unit embeddings. "Of the peak" is the rate of the operations
that the embedding needs, as a share of the rate of a large matrix product in the same process; what the
references compute in vain is not counted as work done.
"""

PROTOTYPES = """\
## Prototypes

1,000 class names in 80 templates, ViT-B/32's text tower: tokenizer, tower and averaging. OpenCLIP pads
every prompt to 77 tokens, transformers (`padding=True`) to the longest of its class. The peers compute a
part of the classes, which does not change their rate.
"""

COLD = """\
## Cold start

One photo and eight labels, ViT-B/32, a whole process from start to printed report, all files in the
page cache.
"""

FOLDER = """\
## A folder

2,000 JPEGs of 500x375 and 100 of 4000x3000, ViT-B/32, from files to a report; the peer decodes and
prepares with Pillow in as many processes as there are cores, and finds its labels' embeddings in a file.
"""


def write(results, models):
    """Writes the article from the results there are, and returns it."""

    def load(name):
        file = results / f"{name}.json"
        return [json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []

    sections = [INTRODUCTION, facts(*load("machine"))]
    for text, part, found in (
        (TOWERS, towers, [result for model in models for result in load(model)]),
        (PROTOTYPES, prototypes, load("prototypes")),
        (COLD, cold, load("cold")),
        (FOLDER, folder, load("folder")),
    ):
        if found:
            sections.append(text + "\n" + markdown(*part.table(found)))
    article = "\n".join(sections)
    ARTICLE.write_text(article, encoding="utf-8")
    return article


def facts(machine):
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    rows = [
        ["processor", f"{machine['processor']}, {machine['cores']} cores, {machine['features']}"],
        ["memory", machine["memory"]],
        ["system", machine["system"]],
        ["threads", str(machine["threads"])],
        ["zeroshot", machine["zeroshot"]],
        ["peers", f"Python {machine['python']}, {versions}"],
        ["date", machine["date"]],
    ]
    return "## The machine\n\n" + markdown(["", ""], rows)


def markdown(heading, rows):
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
