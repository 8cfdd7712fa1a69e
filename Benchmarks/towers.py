"""The part `towers`: image towers from pixels to unit embeddings."""

import json
import os
import pathlib
import statistics

import numpy

from processes import Worker, timed

BATCHES = (1, 8, 32)
PEERS = ("transformers", "openclip", "onnxruntime", "openvino", "ncnn")
# What has to be converted, or knows one model, computes ViT-B/32 alone.
ONLY_B32 = ("ncnn", "faster-clip")
# Keeps its weights as int8 and is timed from files; so it is shown but not ranked.
APART = "faster-clip"
HERE = pathlib.Path(__file__).resolve().parent
LEAST_COSINE = 0.99999
# Of two photos; without distance between them, equal embeddings would be no evidence.
MOST_COSINE = 0.9995


def measure(model, work, zeroshot, rounds, threads):
    """Every contestant's seconds for an image, a value for each round."""
    folder = work / model
    own = folder / ("openclip" if model == "rn50" else "hf")
    photos = sorted((work / "photos" / "small").glob("*.jpg"))[:32]
    peers = [
        peer
        for peer in (*PEERS, APART)
        if (model == "b32" or peer not in ONLY_B32) and (model, peer) != ("rn50", "transformers")
    ]
    workers = {
        peer: Worker(HERE / "peers" / "image_tower.py", peer, folder, threads, threads=threads)
        for peer in peers
    }
    embeddings = own_embeddings(zeroshot, own, photos, threads)
    cosines = {
        peer: least_cosine(embeddings, worker.hello["embeddings"]) for peer, worker in workers.items()
    }
    unlike = {
        peer: cosine for peer, cosine in cosines.items() if cosine < LEAST_COSINE and peer != APART
    }
    if unlike:
        raise SystemExit(f"{model}: not the same embeddings, nothing is compared: {unlike}")
    if (nearest := nearest_cosine(embeddings)) > MOST_COSINE:
        raise SystemExit(f"{model}: all photos are alike, so equality shows nothing: {nearest}")
    seconds = {peer: {batch: [] for batch in BATCHES} for peer in ("zeroshot", *peers)}
    reports = []
    for _ in range(rounds):
        report = own_report(zeroshot, own, photos, threads)
        reports.append(report)
        for stage in report["stages"]:
            seconds["zeroshot"][stage["batch"]].append(stage["secondsPerItem"]["median"])
        for batch in BATCHES:
            for peer, worker in workers.items():
                seconds[peer][batch].append(worker.ask(batch=batch)["seconds"])
    for worker in workers.values():
        worker.close()
    return {
        "model": model,
        "architecture": reports[0]["checkpoint"]["architecture"],
        "threads": threads,
        "rounds": rounds,
        "seconds": seconds,
        "cosines": cosines,
        "flops": reports[0]["stages"][0]["flopsPerItem"],
        "peak": statistics.median(report["peak"]["flopsPerSecond"] for report in reports),
    }


def own_report(zeroshot, checkpoint, photos, threads):
    command = [
        zeroshot, "benchmark", *photos, "--checkpoint", checkpoint, "--threads", threads,
        "--stages", "image", "--batch-sizes", ",".join(map(str, BATCHES)), "--rounds", 1,
        "--format", "json",
    ]  # fmt: skip
    return json.loads(timed(command, threads)[2])


def own_embeddings(zeroshot, checkpoint, photos, threads):
    output = timed([zeroshot, "embed", "images", *photos, "--checkpoint", checkpoint], threads)[2]
    return numpy.array([json.loads(line)["embedding"] for line in output.splitlines()])


def least_cosine(own, file):
    """Of two lists of unit vectors; the file is removed."""
    theirs = numpy.load(file).astype(numpy.float64)
    os.unlink(file)
    return float((own * theirs).sum(axis=1).min())


def nearest_cosine(embeddings):
    """Of the two photos that are most alike."""
    cosines = embeddings @ embeddings.T
    numpy.fill_diagonal(cosines, -1)
    return float(cosines.max())


def table(results):
    """Rows of milliseconds for an image, with the best peer and our share of the peak."""
    heading = [
        "tower", "batch", "zeroshot", *PEERS, "best peer / zeroshot", "of the peak", f"{APART} (int8)"
    ]  # fmt: skip
    rows = []
    for result in results:
        for batch in map(str, BATCHES):
            medians = {
                peer: statistics.median(times[batch]) for peer, times in result["seconds"].items()
            }
            own, apart = medians.pop("zeroshot"), medians.pop(APART, None)
            rate = result["flops"]["needed"] / own
            rows.append([
                result["architecture"], batch, f"**{own * 1e3:.1f}**",
                *(f"{medians[peer] * 1e3:.1f}" if peer in medians else "" for peer in PEERS),
                f"{min(medians.values()) / own:.2f}", f"{100 * rate / result['peak']:.0f} %",
                f"{apart * 1e3:.1f}" if apart else "",
            ])  # fmt: skip
    return heading, rows
