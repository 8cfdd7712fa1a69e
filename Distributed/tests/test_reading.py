"""Items of rows and of tar shards."""

import io
import tarfile
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa

from zeroshot_spark.items import Item
from zeroshot_spark.reading import items
from zeroshot_spark.sources import opened


def rows(*given: tuple, kept: str | None = None) -> list[pa.RecordBatch]:
    names = ["source", "location", "data"] + ([kept] if kept else [])
    types = [pa.string(), pa.string(), pa.binary(), pa.int64()]
    columns = [pa.array(values, type) for values, type in zip(zip(*given), types)]
    return [pa.RecordBatch.from_arrays(columns, names)]


def read(batches: list[pa.RecordBatch], shards=False, root=None, limit=1000) -> list[Item]:
    return list(items(batches, shards=shards, root=root, limit=limit))


class RowTests(unittest.TestCase):
    def test_a_row_is_bytes_a_path_or_an_address(self):
        found = read(
            rows(
                ("a", "ignored.jpg", b"123", 1),
                (None, "b.jpg", None, 2),
                (None, "/c.jpg", None, 3),
                ("d", "file:///x/a%20b.jpg", None, 4),
                (None, "https://user:word@example.org/e.jpg", None, 5),
                kept="shop",
            ),
            root="/photos",
        )
        self.assertEqual(
            found,
            [
                Item("a", data=b"123", kept=(1,)),
                Item("b.jpg", path="/photos/b.jpg", kept=(2,)),
                Item("/c.jpg", path="/c.jpg", kept=(3,)),
                Item("d", path="/x/a b.jpg", kept=(4,)),
                # The worker names it, without the credentials.
                Item(None, url="https://user:word@example.org/e.jpg", kept=(5,)),
            ],
        )

    def test_a_row_without_an_image_fails_alone(self):
        found = read(rows((None, None, None), ("b", "", None), ("c", None, b"1234")), limit=3)
        self.assertEqual(
            [(item.name, item.failure.code) for item in found],
            [("", "no-location"), ("b", "no-location"), ("c", "too-large")],
        )


class ShardTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shard = Path(folder.name) / "s.tar"
        with tarfile.open(self.shard, "w") as archive:
            for name, size in (("1.JPG", 600), ("1.json", 5), ("x/2.png", 900), ("3.webp", 5000)):
                member = tarfile.TarInfo(name)
                member.size = size
                archive.addfile(member, io.BytesIO(bytes([size % 256]) * size))

    def found(self, location: str, limit: int = 1000) -> list[tuple]:
        return [
            (item.name.removeprefix(location), item.failure.code if item.failure else item.bytes)
            for item in read(rows((None, location, None)), shards=True, limit=limit)
        ]

    def test_images_of_a_shard_come_in_order_and_large_ones_fail(self):
        expected = [("/1.JPG", 600), ("/x/2.png", 900), ("/3.webp", "too-large")]
        self.assertEqual(self.found(str(self.shard)), expected)
        self.assertEqual(self.found(self.shard.as_uri()), expected)

    def test_a_shard_that_breaks_off_fails_behind_what_it_gave(self):
        whole = self.shard.read_bytes()
        self.shard.write_bytes(whole[:3000])
        self.assertEqual(self.found(str(self.shard)), [("/1.JPG", 600), ("", "unreadable-shard")])
        self.shard.write_bytes(b"no tar" * 200)
        self.assertEqual(self.found(str(self.shard)), [("", "unreadable-shard")])
        self.shard.unlink()
        self.assertEqual(self.found(str(self.shard)), [("", "unreadable-shard")])

    def test_addresses_are_put_together_again(self):
        for location in (str(self.shard), self.shard.as_uri()):
            _, path, prefix = opened(location)
            self.assertEqual(prefix + path, location)


if __name__ == "__main__":
    unittest.main()
