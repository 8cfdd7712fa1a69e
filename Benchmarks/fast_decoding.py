"""Measures what `--decode fast` changes: embeddings and first places against exact decoding, and time.

Usage: fast_decoding.py ZEROSHOT CHECKPOINT LABELS_FILE PHOTOS...

Embeds and ranks the photos twice with the built command, once with each decoding, and prints how the
cosines between the two embeddings of a photo are distributed, how often the first place is the same,
how far similarities move, and the seconds that each run took. Needs nothing but Python.
"""

import csv
import io
import json
import subprocess
import sys
import time


def run(zeroshot, *arguments):
    start = time.perf_counter()
    result = subprocess.run([zeroshot, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if result.returncode not in (0, 4):
        sys.exit(f"zeroshot {' '.join(arguments)} failed with status {result.returncode}")
    return result.stdout.decode(), time.perf_counter() - start


def embeddings(zeroshot, checkpoint, photos, decoding):
    text, seconds = run(
        zeroshot, "embed", "images", "--checkpoint", checkpoint, "--decode", decoding, *photos
    )
    rows = [json.loads(line) for line in text.splitlines()]
    return {row["source"]: row["embedding"] for row in rows if "embedding" in row}, seconds


def first_places(zeroshot, checkpoint, labels, photos, decoding):
    text, _ = run(
        zeroshot, "classify", "--checkpoint", checkpoint, "--labels-file", labels, "--format", "csv",
        "--top", "1", "--decode", decoding, *photos,
    )
    rows = csv.DictReader(io.StringIO(text))
    return {row["source"]: (row["label"], float(row["similarity"])) for row in rows if row["label"]}


def main():
    zeroshot, checkpoint, labels, *photos = sys.argv[1:]
    exact, exact_seconds = embeddings(zeroshot, checkpoint, photos, "exact")
    fast, fast_seconds = embeddings(zeroshot, checkpoint, photos, "fast")
    cosines = sorted(sum(a * b for a, b in zip(exact[photo], fast[photo])) for photo in exact)
    print(f"{len(cosines)} photos; exact {exact_seconds:.2f} s, fast {fast_seconds:.2f} s")
    for name, share in [("smallest", 0.0), ("1%", 0.01), ("10%", 0.1), ("median", 0.5)]:
        print(f"cosine, {name}: {cosines[int(share * (len(cosines) - 1))]:.6f}")
    exact_places = first_places(zeroshot, checkpoint, labels, photos, "exact")
    fast_places = first_places(zeroshot, checkpoint, labels, photos, "fast")
    same = [photo for photo in exact_places if exact_places[photo][0] == fast_places[photo][0]]
    moved = [abs(exact_places[photo][1] - fast_places[photo][1]) for photo in same]
    print(f"the same first place: {len(same)} of {len(exact_places)}")
    print(f"largest change of its similarity: {max(moved):.6f}")


if __name__ == "__main__":
    main()
