"""The part `folder`: 2,100 photos, ViT-B/32, from files to a report."""

import json
import pathlib
import statistics
import sys

import numpy

from processes import timed

HERE = pathlib.Path(__file__).resolve().parent
LEAST_EQUAL = 0.999


def measure(work, zeroshot, rounds, threads):
    """Seconds of whole processes, a value for each round."""
    labels = work / "labels.txt"
    names = (work / "classes.txt").read_text(encoding="utf-8").splitlines()[:20]
    labels.write_text("\n".join(names) + "\n", encoding="utf-8")
    checkpoint = work / "b32"
    prototypes = work / "labels.npy"
    numpy.save(prototypes, text_embeddings(zeroshot, checkpoint / "hf", names, threads))
    outputs = {"zeroshot": work / "zeroshot.jsonl", "Pillow + ONNX Runtime": work / "peer.jsonl"}
    commands = {
        "zeroshot": [
            zeroshot, "classify", work / "photos", "--labels-file", labels, "--template", "a photo of a {}.",
            "--checkpoint", checkpoint / "hf", "--format", "jsonl", "--output", outputs["zeroshot"],
            "--threads", threads, "--no-cache", "--progress", "never",
        ],
        "Pillow + ONNX Runtime": [
            sys.executable, HERE / "peers" / "folder.py", work / "photos", labels, prototypes,
            checkpoint, outputs["Pillow + ONNX Runtime"], threads,
        ],
    }  # fmt: skip
    samples = {way: [] for way in commands}
    for _ in range(rounds):
        for way, command in commands.items():
            samples[way].append(timed(command, threads)[0])
    first = {way: first_places(output) for way, output in outputs.items()}
    own, theirs = first.values()
    equal = sum(own[name] == theirs[name] for name in theirs) / len(theirs)
    if own.keys() != theirs.keys() or equal < LEAST_EQUAL:
        raise SystemExit(f"folder: only {equal:.2%} of {len(theirs)} photos have the same first place")
    return {
        "threads": threads, "rounds": rounds, "seconds": samples, "photos": len(own), "equal": equal
    }  # fmt: skip


def text_embeddings(zeroshot, checkpoint, names, threads):
    """One unit vector for each name, [20, E]; the peer need not load a text tower for them."""
    prompts = [f"a photo of a {name}." for name in names]
    command = [zeroshot, "embed", "text", *prompts, "--checkpoint", checkpoint]
    lines = timed(command, threads)[2].splitlines()
    return numpy.array([json.loads(line)["embedding"] for line in lines], numpy.float32)


def first_places(file):
    """The first label of each photo by its name."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {
        row["source"]: row["predictions"][0]["label"]
        for row in rows
        if row.get("type", "image") == "image"
    }


def table(results):
    """Rows of seconds and photos a second."""
    (result,) = results
    own = statistics.median(result["seconds"]["zeroshot"])
    rows = []
    for way, times in result["seconds"].items():
        seconds = statistics.median(times)
        rows.append([
            way, f"{seconds:.1f}", f"{result['photos'] / seconds:.0f}",
            f"{seconds / own:.2f}" if way != "zeroshot" else "",
        ])  # fmt: skip
    return [f"{result['photos']} photos", "seconds", "photos a second", "peer / zeroshot"], rows
