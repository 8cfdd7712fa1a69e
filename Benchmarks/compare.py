"""Compares zeroshot with its peers on this machine and writes the table that the docs show.

    python3 Benchmarks/compare.py --work FOLDER --zeroshot .build/release/zeroshot

makes what is missing in FOLDER (photos, checkpoints, exported towers: about 10 GB), measures every part
that FOLDER/results has no result of, and writes Sources/ZeroShot/ZeroShot.docc/Comparison.md. Parts are
towers, prototypes, cold and folder; `--only towers --models b32 --again` measures one of them anew.
README.md says what is compared and why so.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import cold
import folder
import machine
import prototypes
import towers
import write_table

HERE = pathlib.Path(__file__).resolve().parent
MODELS = ("b32", "b16", "l14", "siglip", "rn50")
PARTS = ("towers", "prototypes", "cold", "folder")
# The slow ones less often, so that a whole run takes less than half an hour on two cores.
ROUNDS = {
    "b32": 5, "b16": 3, "l14": 2, "siglip": 3, "rn50": 5, "prototypes": 2, "cold": 5, "folder": 2
}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=pathlib.Path, required=True, help="where inputs and results go")
    parser.add_argument("--zeroshot", type=pathlib.Path, required=True, help="the release build")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part; repeatable")
    parser.add_argument("--models", help="towers of these models, with commas between: " + ",".join(MODELS))
    parser.add_argument("--rounds", type=int, help="instead of the part's own number")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="measure what there is a result of")
    parser.add_argument("--table-only", action="store_true", help="write the table of the results there are")
    return parser.parse_args()


def main():
    chosen = arguments()
    work, zeroshot = chosen.work.resolve(), chosen.zeroshot.resolve()
    results = work / "results"
    results.mkdir(parents=True, exist_ok=True)
    models = chosen.models.split(",") if chosen.models else list(MODELS)
    parts = chosen.only or PARTS

    def measure(name, function, *leading):
        file = results / f"{name}.json"
        if file.exists() and not chosen.again:
            return
        print(f"measuring {name}", file=sys.stderr, flush=True)
        rounds = chosen.rounds or ROUNDS[name]
        result = function(*leading, work, zeroshot, rounds, chosen.threads)
        file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")

    if not chosen.table_only:
        # Programs of their own, so that no library of theirs stays in this process.
        needed = models if "towers" in parts else ["b32"]
        run("make_inputs.py", work)
        run("make_checkpoints.py", work, *needed)
        for model in models if "towers" in parts else ():
            measure(model, towers.measure, model)
        for part, module in (("prototypes", prototypes), ("cold", cold), ("folder", folder)):
            if part in parts:
                measure(part, module.measure)
        facts = machine.describe(zeroshot, chosen.threads)
        (results / "machine.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(write_table.write(results, MODELS))


def run(program, *values):
    subprocess.run([sys.executable, HERE / program, *map(str, values)], check=True)


if __name__ == "__main__":
    main()
