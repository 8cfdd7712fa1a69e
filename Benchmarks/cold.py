"""The part `cold`: one photo, ViT-B/32, a whole process from start to printed report."""

import json
import pathlib
import shutil
import statistics
import sys

from processes import timed

HERE = pathlib.Path(__file__).resolve().parent
LABELS = ("tabby cat", "golden retriever", "raccoon", "espresso", "teapot", "rocket", "pagoda", "dahlia")


def measure(work, zeroshot, rounds, threads):
    """Seconds and peak memory of each way, a value for each round; all files are in the page cache."""
    checkpoint = work / "b32" / "hf"
    photo = sorted((work / "photos" / "small").glob("*.jpg"))[0]
    # A folder for caches of our own, filled by a run that is not timed.
    cache = work / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    own = [
        zeroshot, "classify", photo, "--labels", ",".join(LABELS), "--checkpoint", checkpoint,
        "--format", "hf", "--threads", threads,
    ]  # fmt: skip
    ways = {
        "zeroshot, prototypes cached": own,
        "zeroshot, --no-cache": [*own, "--no-cache"],
        "transformers pipeline": [
            sys.executable, HERE / "peers" / "pipeline.py", checkpoint, photo, threads, *LABELS
        ],
    }  # fmt: skip
    rankings = {way: json.loads(run(command, threads, cache)[2]) for way, command in ways.items()}
    require_equal(rankings)
    samples = {way: {"seconds": [], "bytes": []} for way in ways}
    for _ in range(rounds):
        for way, command in ways.items():
            seconds, peak, _ = run(command, threads, cache)
            samples[way]["seconds"].append(seconds)
            samples[way]["bytes"].append(peak)
    return {"threads": threads, "rounds": rounds, "samples": samples}


def run(command, threads, cache):
    return timed(command, threads, XDG_CACHE_HOME=str(cache))


def require_equal(rankings):
    """The same labels with the same scores, or nothing is compared."""
    expected = {row["label"]: row["score"] for row in rankings["transformers pipeline"]}
    for way, ranking in rankings.items():
        differences = [abs(expected[row["label"]] - row["score"]) for row in ranking]
        if len(differences) != len(LABELS) or max(differences) > 1e-3:
            raise SystemExit(f"{way} ranks otherwise than the pipeline: {ranking}")


def table(results):
    """Rows of seconds and megabytes."""
    (result,) = results
    medians = {
        way: (statistics.median(sample["seconds"]), statistics.median(sample["bytes"]))
        for way, sample in result["samples"].items()
    }
    peer = medians["transformers pipeline"][0]
    rows = [
        [way, f"{seconds:.2f}", f"{peak / 1e6:.0f}", f"{peer / seconds:.1f}"]
        for way, (seconds, peak) in medians.items()
    ]
    return ["one photo, whole process", "seconds", "peak memory, MB", "times the pipeline's speed"], rows
