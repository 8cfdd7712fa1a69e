"""Tables that the images come from, all in one form: source, location, data, kept columns."""

import os
import posixpath
from dataclasses import dataclass

import pyarrow.fs
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f

FORMATS = ("parquet", "csv", "jsonl", "huggingface", "webdataset", "images")
# What the command takes from a folder.
IMAGE_EXTENSIONS = "apng avif bmp dib gif heic heif hif jfif jpe jpeg jpg png tif tiff webp".split()


@dataclass(frozen=True)
class SourceOptions:
    inputs: list[str]
    format: str
    column: str
    source_column: str | None
    kept: list[str]
    partitions: int | None


def table(spark: SparkSession, options: SourceOptions) -> DataFrame:
    """The images, in partitions that every attempt of a task finds the same."""
    match options.format:
        case "webdataset":
            return _shards(spark, options)
        case "images":
            return _files(spark, options)
        case "huggingface":
            return _hugging_face(spark, options)
        case _:
            return _locations(spark, options)


def _locations(spark: SparkSession, options: SourceOptions) -> DataFrame:
    """A table with a column of paths or addresses."""
    reader = spark.read
    match options.format:
        case "parquet":
            frame = reader.parquet(*options.inputs)
        case "csv":
            frame = reader.csv(options.inputs, header=True, escape='"', multiLine=True)
        case _:
            frame = reader.json(options.inputs)
    images = _columns(
        frame, options, f.col(options.column).cast("string"), f.lit(None).cast("binary")
    )
    # Such a table is small and lies in few partitions. Hashing puts a row into the same one in
    # every attempt, and sorting gives the same order, whenever its pieces arrive.
    count = options.partitions or 3 * spark.sparkContext.defaultParallelism
    return images.repartition(count, "location").sortWithinPartitions("location", "source")


def _hugging_face(spark: SparkSession, options: SourceOptions) -> DataFrame:
    """Parquet files of a Hugging Face data set: a column with the members bytes and path."""
    frame = spark.read.parquet(*options.inputs)
    image = f.col(options.column)
    place = f.concat(f.col("_metadata.file_name"), f.lit("#"), f.col("_metadata.row_index"))
    name = f.coalesce(image["path"], place)
    images = _columns(frame, options, image["path"], image["bytes"], source=name)
    return images.repartition(options.partitions) if options.partitions else images


def _files(spark: SparkSession, options: SourceOptions) -> DataFrame:
    """Folders of images, in any file system that Spark reads."""
    frame = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    extensions = "|".join(IMAGE_EXTENSIONS)
    frame = frame.load(options.inputs).where(f.col("path").rlike(rf"(?i)\.({extensions})$"))
    images = _columns(frame, options, f.col("path"), f.col("content"), source=f.col("path"))
    return images.repartition(options.partitions) if options.partitions else images


def _shards(spark: SparkSession, options: SourceOptions) -> DataFrame:
    """Tar files, one for each row; what they hold is found where they are read."""
    shards = [shard for given in options.inputs for shard in _tar_files(given)]
    rows = [(None, shard, None) for shard in shards]
    count = min(len(rows), options.partitions or len(rows))
    return spark.createDataFrame(
        spark.sparkContext.parallelize(rows, count),
        "source string, location string, data binary",
    )


def _tar_files(given: str) -> list[str]:
    """The shards that a path or address names: itself, or those of a folder, sorted by name."""
    filesystem, path, prefix = opened(given)
    if filesystem.get_file_info(path).type != pyarrow.fs.FileType.Directory:
        return [given]
    entries = filesystem.get_file_info(pyarrow.fs.FileSelector(path, recursive=True))
    shards = sorted(entry.path for entry in entries if entry.path.endswith(".tar"))
    if not shards:
        raise FileNotFoundError(f"{given}: the folder holds no .tar files")
    return [prefix + shard for shard in shards]


def opened(location: str) -> tuple[pyarrow.fs.FileSystem, str, str]:
    """The file system of a path or address, the path in it, and what stands before such paths."""
    if "://" not in location:
        return pyarrow.fs.LocalFileSystem(), os.path.abspath(location), ""
    filesystem, path = pyarrow.fs.FileSystem.from_uri(location)
    scheme, rest = location.split("://", 1)
    host = "" if posixpath.normpath(rest).startswith(path) else rest.split("/", 1)[0]
    return filesystem, path, f"{scheme}://{host}"


def _columns(
    frame: DataFrame,
    options: SourceOptions,
    location: Column,
    data: Column,
    source: Column | None = None,
) -> DataFrame:
    if options.source_column is not None:
        source = f.col(options.source_column).cast("string")
    elif source is None:
        source = f.lit(None).cast("string")
    kept = [f.col(name) for name in options.kept]
    return frame.select(
        source.alias("source"), location.alias("location"), data.alias("data"), *kept
    )
