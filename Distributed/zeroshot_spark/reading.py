"""Items of the rows that reach an executor."""

import os
import tarfile
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator

import pyarrow as pa

from .items import Failure, Item
from .sources import IMAGE_EXTENSIONS, opened


def items(
    batches: Iterable[pa.RecordBatch], *, shards: bool, root: str | None, limit: int
) -> Iterator[Item]:
    """The images of a partition, in its order; files of more than `limit` bytes fail."""
    for batch in batches:
        for row in batch.to_pylist():
            source, location, data, *kept = row.values()
            if shards:
                yield from _members(location, limit)
            else:
                yield _item(source, location, data, tuple(kept), root, limit)


def _item(
    source: str | None,
    location: str | None,
    data: bytes | None,
    kept: tuple,
    root: str | None,
    limit: int,
) -> Item:
    if data is not None:
        return _held(source or location or "", data, kept, limit)
    if not location:
        failure = Failure("no-location", "The row names no image.")
        return Item(source or "", failure=failure, kept=kept)
    scheme = urllib.parse.urlsplit(location).scheme if "://" in location else ""
    match scheme.lower():
        case "http" | "https":
            return Item(source, url=location, kept=kept)
        case "":
            path = os.path.join(root, location) if root else location
            return Item(source or location, path=path, kept=kept)
        case "file":
            path = urllib.request.url2pathname(urllib.parse.urlsplit(location).path)
            return Item(source or location, path=path, kept=kept)
        case _:
            return _remote(source or location, location, kept, limit)


def _remote(source: str, location: str, kept: tuple, limit: int) -> Item:
    """An image in S3, HDFS or another file system that Arrow reads."""
    try:
        filesystem, path, _ = opened(location)
        with filesystem.open_input_stream(path) as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError as error:
        return Item(source, failure=Failure("not-found", str(error)), kept=kept)
    except (OSError, pa.ArrowException) as error:
        return Item(source, failure=Failure("unreadable", str(error)), kept=kept)
    return _held(source, data, kept, limit)


def _held(source: str, data: bytes, kept: tuple, limit: int) -> Item:
    if len(data) > limit:
        return _too_large(source, kept, limit)
    return Item(source, data=data, kept=kept)


def _too_large(source: str, kept: tuple, limit: int) -> Item:
    message = f"There are more than {limit} bytes, the most that is sent. Give a path."
    return Item(source, failure=Failure("too-large", message), kept=kept)


class _Member(tarfile.TarInfo):
    """A missing member is an error; tarfile takes an archive that breaks off for a whole one."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> tarfile.TarInfo:
        try:
            return super().fromtarfile(archive)
        except (tarfile.EmptyHeaderError, tarfile.TruncatedHeaderError) as error:
            raise tarfile.ReadError("its end is missing") from error


def _members(shard: str, limit: int) -> Iterator[Item]:
    """The images of a tar file; one that breaks off fails behind those that could be read."""
    try:
        filesystem, path, _ = opened(shard)
        with (
            filesystem.open_input_stream(path) as stream,
            tarfile.open(fileobj=stream, mode="r|*", tarinfo=_Member) as archive,
        ):
            for member in archive:
                extension = member.name.rsplit(".", 1)[-1].lower()
                if member.isfile() and extension in IMAGE_EXTENSIONS:
                    yield _member(archive, member, f"{shard}/{member.name}", limit)
    except (OSError, tarfile.TarError, EOFError, pa.ArrowException) as error:
        message = f"The shard cannot be read to its end ({error})."
        yield Item(shard, failure=Failure("unreadable-shard", message))


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, limit: int) -> Item:
    if member.size > limit:
        return _too_large(name, (), limit)
    return Item(name, data=archive.extractfile(member).read())
