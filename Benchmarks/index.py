"""Measures an index of generated embeddings: importing, querying, searching.

    python3 Benchmarks/index.py --work /tmp/index --zeroshot .build/release/zeroshot --checkpoint FOLDER

Needs numpy, and a checkpoint with 512 values in an embedding, such as the ViT-B/32 that
make_checkpoints.py makes (FOLDER/b32/hf): what its towers compute does not matter here. Rows are random
directions, drawn from a fixed seed; 1,000,000 of them take 1 GB in half precision and 2 GB in single.

Every command runs once before it is timed, so that the file of embeddings and the prototypes of the 100
labels are in memory ("warm"). Shown are medians of the wall time of whole commands, from start to exit,
with the processor's time beside it: where that is much more than the threads could use in the wall time, or
much less, somebody else used the machine.
"""

import argparse
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import time

import numpy

LABELS = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--zeroshot", type=pathlib.Path, required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--stores", default="fp16,fp32")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    array, paths = generate(options)
    labels = options.work / "labels.txt"
    labels.write_text("".join(f"kind of thing number {n}\n" for n in range(LABELS)), encoding="utf-8")
    print(f"{options.rows:,} rows of {options.dimension}, {LABELS} labels, {options.threads} threads,")
    print(f"medians of {options.rounds} rounds, {processor()}, {os.cpu_count()} processors")
    for store in options.stores.split(","):
        measure(options, store, array, paths, labels)


def generate(options):
    """The array and the list of its paths, unless they are there."""
    array = options.work / f"rows-{options.rows}-{options.dimension}.npy"
    paths = options.work / f"paths-{options.rows}.txt"
    if array.exists() and paths.exists():
        return array, paths
    generator = numpy.random.default_rng(1)
    partial = array.with_suffix(".partial.npy")
    values = numpy.lib.format.open_memmap(
        partial, mode="w+", dtype=numpy.float16, shape=(options.rows, options.dimension)
    )
    for start in range(0, options.rows, 50_000):
        part = values[start : start + 50_000]
        part[:] = generator.standard_normal(part.shape, dtype=numpy.float32)
    values.flush()
    with paths.open("w", encoding="utf-8") as lines:
        for row in range(options.rows):
            lines.write(f"photos/{row // 1000:04}/{row:08}.jpg\n")
    partial.rename(array)
    return array, paths


def measure(options, store, array, paths, labels):
    index = options.work / f"index-{store}"
    shutil.rmtree(index, ignore_errors=True)
    common = ["--checkpoint", options.checkpoint, "--threads", str(options.threads)]
    imported = run(options, "import", array, "--paths", paths, "--index", index, "--store", store, *common)
    print(f"\n{store}: {size(index):.2f} GB")
    row("import", [imported])
    query = ["query", "--index", index, "--labels-file", labels, *common]
    similarities, places = options.work / "similarities.npy", options.work / "places.npy"
    # Random rows are near to no label: without this each image would have a notice.
    confident = ["--threshold=-1"]
    commands = {
        "query --per-label 50 (jsonl)": [*query, "--per-label", "50", "--format", "jsonl"],
        "search": ["search", "a photo of an owl", "--index", index, "--format", "jsonl", *common],
        "query, every similarity (npy)": [*query, "--format", "npy", "--output", similarities],
        "query --top 1, every image (npy)": [*query, "--top", "1", "--format", "npy", "--output", places],
        "query --top 5, every image (npy)": [*query, "--top", "5", "--format", "npy", "--output", places],
        "query --top 1, every image (csv)": [*query, "--top", "1", "--format", "csv", *confident],
        "query --top 5, every image (csv)": [*query, "--top", "5", "--format", "csv", *confident],
        "query --top 5, every image (jsonl)": [*query, "--top", "5", "--format", "jsonl", *confident],
        "status": ["status", "--index", index],
        "verify": ["verify", "--index", index],
    }  # fmt: skip
    for name, command in commands.items():
        run(options, *command)
        row(name, [run(options, *command) for _ in range(options.rounds)])


def run(options, *arguments):
    """Wall and processor seconds of one command, and its largest memory in MiB."""
    command = [str(argument) for argument in (options.zeroshot, "index", *arguments)]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{message.decode()}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(name, measured):
    wall, busy, memory = (statistics.median(values) for values in zip(*measured, strict=True))
    print(f"  {name:34} {wall:8.2f} s  {busy:8.2f} s of processors  {memory:6.0f} MiB at most", flush=True)


def size(folder):
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e9


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


if __name__ == "__main__":
    main()
