"""The part `prototypes`: 1,000 classes with 80 templates at ViT-B/32's text size."""

import json
import pathlib
import statistics

import numpy

from processes import Worker, timed
from towers import LEAST_COSINE, least_cosine

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("openclip", "transformers")
# The peers' rates do not depend on how many classes there are, and all would take them long.
PEER_CLASSES = 10
COMPARED = 4


def measure(work, zeroshot, rounds, threads):
    """Seconds for a prompt, a value for each round."""
    checkpoint = work / "b32"
    workers = {
        peer: Worker(HERE / "peers" / "prototypes.py", peer, checkpoint, work, threads, threads=threads)
        for peer in PEERS
    }
    own = own_prototypes(work, zeroshot, threads)
    cosines = {peer: least_cosine(own, worker.hello["embeddings"]) for peer, worker in workers.items()}
    unlike = {peer: cosine for peer, cosine in cosines.items() if cosine < LEAST_COSINE}
    if unlike:
        raise SystemExit(f"prototypes: not the same, nothing is compared: {unlike}")
    seconds = {peer: [] for peer in ("zeroshot", *PEERS)}
    for _ in range(rounds):
        seconds["zeroshot"].append(own_seconds(work, zeroshot, threads))
        for peer, worker in workers.items():
            seconds[peer].append(worker.ask(classes=PEER_CLASSES)["seconds"])
    for worker in workers.values():
        worker.close()
    return {"threads": threads, "rounds": rounds, "seconds": seconds, "cosines": cosines}


def own_seconds(work, zeroshot, threads):
    command = [
        zeroshot, "benchmark", "--checkpoint", work / "b32" / "hf", "--threads", threads,
        "--stages", "prototypes", "--labels-file", work / "classes.txt",
        "--template-set", work / "templates.txt", "--rounds", 1, "--format", "json",
    ]  # fmt: skip
    return json.loads(timed(command, threads)[2])["stages"][0]["secondsPerItem"]["median"]


def own_prototypes(work, zeroshot, threads):
    """Of the first classes, averaged here from our embeddings of their prompts."""
    names = (work / "classes.txt").read_text(encoding="utf-8").splitlines()[:COMPARED]
    templates = (work / "templates.txt").read_text(encoding="utf-8").splitlines()
    prompts = [template.format(name) for name in names for template in templates]
    command = [zeroshot, "embed", "text", *prompts, "--checkpoint", work / "b32" / "hf"]
    lines = timed(command, threads)[2].splitlines()
    embeddings = numpy.array([json.loads(line)["embedding"] for line in lines])
    means = embeddings.reshape(len(names), len(templates), -1).mean(axis=1)
    return means / numpy.linalg.norm(means, axis=1, keepdims=True)


def table(results):
    """Rows of prompts in a second."""
    (result,) = results
    medians = {peer: statistics.median(times) for peer, times in result["seconds"].items()}
    own = medians["zeroshot"]
    rows = [
        [peer, f"{1 / seconds:.0f}", f"{seconds / own:.1f}" if peer != "zeroshot" else ""]
        for peer, seconds in medians.items()
    ]
    return ["prototypes by", "prompts a second", "peer / zeroshot"], rows
