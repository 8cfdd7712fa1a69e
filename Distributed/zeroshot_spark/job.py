"""The program: a table of images in, Parquet out."""

import argparse
import atexit
import json
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import to_arrow_schema

from . import sources
from .executor import Settings, answer_partition, probe
from .rows import RowMaker, run_values, schema
from .worker import TimeLimits

_EPILOGUE = """
Behind -- stand the options of 'zeroshot worker', such as --checkpoint and --labels-file; their
paths are paths of the executors. Exit status: 0 done, also when some images failed (the summary
counts them); 2 wrong usage; 3 refused; 5 the checkpoint cannot be used.
"""


def arguments(mode: str, given: list[str]) -> argparse.Namespace:
    """The program's own options, and in `worker` those behind `--`."""
    own, worker = given, []
    if "--" in given:
        own, worker = given[: given.index("--")], given[given.index("--") + 1 :]
    parser = argparse.ArgumentParser(
        prog=f"{mode}.py",
        description="Ranks classes for images on Apache Spark."
        if mode == "classify"
        else "Embeds images on Apache Spark.",
        epilog=_EPILOGUE,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="tables, shards or folders")
    parser.add_argument(
        "--format",
        required=True,
        choices=sources.FORMATS,
        help="parquet, csv, jsonl: a table of paths or addresses; huggingface: Parquet with image "
        "bytes; webdataset: tar shards; images: folders in any file system of Spark",
    )
    parser.add_argument("--output", required=True, help="the folder or address to write to")
    parser.add_argument(
        "--column", help="the column of paths or addresses (path), or of images (image)"
    )
    parser.add_argument("--source-column", metavar="COLUMN", help="what the output calls an image")
    parser.add_argument("--root", metavar="FOLDER", help="where relative paths begin")
    parser.add_argument(
        "--keep", type=_names, default=[], metavar="A,B", help="input columns that go along"
    )
    parser.add_argument(
        "--partition-by",
        type=_names,
        default=[],
        metavar="A,B",
        help="columns whose values become folders of the output, such as flag",
    )
    parser.add_argument("--mode", default="error", choices=("error", "overwrite", "append"))
    parser.add_argument("--partitions", type=_count, metavar="N", help="tasks to cut the work into")
    parser.add_argument("--batch-size", type=_count, default=64, metavar="N")
    parser.add_argument(
        "--zeroshot", default="zeroshot", metavar="PATH", help="the command on the executors"
    )
    parser.add_argument(
        "--silence",
        type=_seconds,
        default=TimeLimits.silence,
        metavar="SECONDS",
        help="without a sign of life after which a worker is started anew (%(default)g)",
    )
    parser.add_argument(
        "--stall",
        type=_seconds,
        default=TimeLimits.stall,
        metavar="SECONDS",
        help="without progress after which a worker is started anew (%(default)g)",
    )
    options = parser.parse_args(own)
    options.worker = worker
    options.column = options.column or ("image" if options.format == "huggingface" else "path")
    if options.keep and options.format == "webdataset":
        parser.error("--keep: tar shards have no columns")
    names = {field.name for field in schema(mode, []).fields} | {"source", "location", "data"}
    if taken := names.intersection(options.keep):
        parser.error(f"--keep {','.join(sorted(taken))}: the output has such a column of its own")
    if unknown := set(options.partition_by) - names - set(options.keep):
        parser.error(f"--partition-by {','.join(sorted(unknown))}: the output has no such column")
    return options


def main(mode: str, given: list[str]) -> int:
    """Runs the program; the exit status."""
    options = arguments(mode, given)
    spark = SparkSession.builder.appName(f"zeroshot {mode}").getOrCreate()
    try:
        return run(spark, mode, options)
    finally:
        spark.stop()


def run(spark: SparkSession, mode: str, options: argparse.Namespace) -> int:
    """Runs the program in a session that stays; the exit status."""
    began = time.monotonic()
    _send_package(spark)
    _configure(spark, options)
    settings = Settings(
        command=(options.zeroshot, "worker", *options.worker),
        limits=TimeLimits(silence=options.silence, stall=options.stall),
        batch_size=options.batch_size,
        shards=options.format == "webdataset",
        root=options.root,
    )
    # Before any image is read: a refusal or a wrong option is said once, not by every task.
    [said] = spark.sparkContext.parallelize([0], 1).map(lambda _: probe(settings)).collect()
    said = json.loads(said)
    if "refused" in said:
        print(said["refused"], file=sys.stderr)
        return 3
    if "unusable" in said:
        print(f"error: {said['unusable']}", file=sys.stderr)
        return said["status"]
    ready = said["ready"]
    if ready["mode"] != mode:
        print(
            f"error: the options behind -- ask the worker to {ready['mode']}; "
            + ("name classes, or take embed.py." if mode == "classify" else "take classify.py."),
            file=sys.stderr,
        )
        return 2

    losses = spark.sparkContext.accumulator(0)
    images = sources.table(
        spark,
        sources.SourceOptions(
            inputs=options.inputs,
            format=options.format,
            column=options.column,
            source_column=options.source_column,
            kept=options.keep,
            partitions=options.partitions,
        ),
    )
    columns = schema(mode, [images.schema[name] for name in options.keep])
    rows = RowMaker(mode, to_arrow_schema(columns), run_values(ready))

    def answered(parts):
        return answer_partition(parts, settings, rows, lambda _: losses.add(1))

    writer = images.mapInArrow(answered, columns).write.mode(options.mode)
    if options.partition_by:
        writer = writer.partitionBy(*options.partition_by)
    writer.parquet(options.output)
    _write_run(spark, options.output, ready["run"])
    summary = {
        "output": options.output,
        **_counts(spark.read.schema(columns).parquet(options.output), mode),
        "workersLost": losses.value,
        "seconds": round(time.monotonic() - began, 1),
        "checkpoint": ready["run"]["checkpoint"],
    }
    print(json.dumps(summary))
    return 0


def _configure(spark: SparkSession, options: argparse.Namespace) -> None:
    settings = {
        # A row may hold a whole picture; thousands of them at once, as is usual, take gigabytes.
        "spark.sql.execution.arrow.maxRecordsPerBatch": options.batch_size,
        "spark.sql.parquet.columnarReaderBatchSize": options.batch_size,
        # Every attempt of a task writes into a folder of its own; the driver lets one of them
        # commit, and the whole becomes visible when the job does.
        "mapreduce.fileoutputcommitter.algorithm.version": 1,
    }
    for name, value in settings.items():
        spark.conf.set(name, str(value))


def _send_package(spark: SparkSession) -> None:
    """Gives the executors this package, unless it came with --py-files."""
    package = Path(__file__).parent
    if not package.is_dir():
        return
    folder = tempfile.mkdtemp()
    # Executors that start later fetch it too.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    archive = Path(folder) / "zeroshot_spark.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(package.glob("*.py")):
            packed.write(file, f"{package.name}/{file.name}")
    spark.sparkContext.addPyFile(str(archive))


def _write_run(spark: SparkSession, output: str, run: dict) -> None:
    """The report's run line beside the rows; readers of Parquet pass over such names."""
    jvm = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(output, "_zeroshot_run.json")
    system = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    stream = system.create(path, True)
    try:
        stream.write(bytearray(json.dumps(run, ensure_ascii=False).encode() + b"\n"))
    finally:
        stream.close()


def _counts(output: DataFrame, mode: str) -> dict:
    """Images and failures in the output, all of it where rows were appended."""
    first = f.col("rank").isNull() | (f.col("rank") == 1) if mode == "classify" else f.lit(True)
    codes = output.where(first).groupBy("error_code").count().collect()
    failures = {row["error_code"]: row["count"] for row in codes if row["error_code"]}
    return {
        "images": sum(row["count"] for row in codes),
        "failed": sum(failures.values()),
        "failures": dict(sorted(failures.items())),
    }


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("give a number of at least 1")
    return count


def _seconds(text: str) -> float:
    seconds = float(text)
    if not seconds > 0:
        raise argparse.ArgumentTypeError("give a number above 0")
    return seconds
