"""Images to be asked about, and batches of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .protocol import Frame


@dataclass(frozen=True)
class Failure:
    """Why an image has no answer: a word for programs, a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Item:
    """One image: a path, an address or bytes; or the reason why there is none of them."""

    source: str | None = None
    path: str | None = None
    url: str | None = None
    data: bytes | None = None
    failure: Failure | None = None
    # Values of the input's columns that the output keeps.
    kept: tuple = ()

    @property
    def name(self) -> str:
        return self.source or self.path or self.url or ""

    @property
    def bytes(self) -> int:
        return 0 if self.data is None else len(self.data)

    def header(self) -> dict:
        header = {} if self.source is None else {"source": self.source}
        if self.data is not None:
            return header | {"bytes": len(self.data)}
        return header | ({"path": self.path} if self.url is None else {"url": self.url})


@dataclass(frozen=True)
class Batch:
    """Items that are asked about together; those that failed before are not asked about."""

    items: list[Item] = field(default_factory=list)

    @property
    def asked(self) -> list[Item]:
        return [item for item in self.items if item.failure is None]


def frame(items: list[Item], number: int) -> Frame:
    """The request for some items."""
    header = {"type": "batch", "id": str(number), "items": [item.header() for item in items]}
    return Frame(header, b"".join(item.data for item in items if item.data is not None))


def batches(items: Iterable[Item], count: int, limit: int) -> Iterator[Batch]:
    """Items in batches of at most `count`, with at most `limit` bytes unless one item has more.

    The same items make the same batches.
    """
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (len(batch) == count or size + item.bytes > limit):
            yield Batch(batch)
            batch, size = [], 0
        batch.append(item)
        size += item.bytes
    if batch:
        yield Batch(batch)
