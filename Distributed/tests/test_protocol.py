"""Frames, and items in batches."""

import json
import struct
import unittest

from zeroshot_spark.items import Item, batches, frame
from zeroshot_spark.protocol import Frame, FrameDecoder, ProtocolError


class FrameTests(unittest.TestCase):
    def test_a_frame_is_mark_lengths_header_and_body(self):
        encoded = Frame({"type": "ü"}, b"\x00\xff").encoded()
        header = '{"type": "ü"}'.encode()
        self.assertEqual(encoded, b"ZSW1" + struct.pack(">II", 14, 2) + header + b"\x00\xff")

    def test_frames_are_found_however_the_bytes_are_cut(self):
        frames = [Frame({"type": "a"}), Frame({"type": "b"}, b"ZSW1"), Frame({"type": "c"}, b"x")]
        stream = b"".join(frame.encoded() for frame in frames)
        for size in (1, 5, 13, len(stream)):
            decoder = FrameDecoder()
            found = []
            for start in range(0, len(stream), size):
                found += decoder.feed(stream[start : start + size])
            self.assertEqual(found, frames)
            self.assertTrue(decoder.is_between_frames)

    def test_half_a_frame_is_none(self):
        decoder = FrameDecoder()
        self.assertEqual(decoder.feed(Frame({"type": "a"}).encoded()[:-1]), [])
        self.assertFalse(decoder.is_between_frames)

    def test_what_is_no_frame_is_shown(self):
        with self.assertRaisesRegex(ProtocolError, "wrote b'usage: zeroshot'"):
            FrameDecoder().feed(b"usage: zeroshot")

    def test_lengths_are_bounded(self):
        with self.assertRaisesRegex(ProtocolError, "announces 2 and 4294967295 bytes"):
            FrameDecoder().feed(b"ZSW1" + struct.pack(">II", 2, 0xFFFFFFFF))

    def test_a_header_is_an_object_in_json(self):
        for header, problem in (
            (b"{]", "not JSON"),
            (b"\xff\xff", "not JSON"),
            (b"[]", "no object"),
        ):
            with self.assertRaisesRegex(ProtocolError, problem):
                FrameDecoder().feed(b"ZSW1" + struct.pack(">II", len(header), 0) + header)


class BatchTests(unittest.TestCase):
    def test_batches_are_bounded_by_count_and_bytes_and_keep_the_order(self):
        items = [Item(str(n), data=b"x" * size) for n, size in enumerate((1, 1, 1, 9, 1, 4, 4, 4))]
        found = [[item.source for item in batch.items] for batch in batches(items, 3, 8)]
        self.assertEqual(found, [["0", "1", "2"], ["3"], ["4", "5"], ["6", "7"]])

    def test_a_request_has_the_bytes_of_its_items_one_behind_the_other(self):
        items = [
            Item("a", data=b"12"),
            Item(path="/b.jpg"),
            Item("c", url="https://example.org/c"),
            Item("d", data=b""),
        ]
        request = frame(items, 7)
        self.assertEqual(request.body, b"12")
        self.assertEqual(
            json.loads(json.dumps(request.header)),
            {
                "type": "batch",
                "id": "7",
                "items": [
                    {"source": "a", "bytes": 2},
                    {"path": "/b.jpg"},
                    {"source": "c", "url": "https://example.org/c"},
                    {"source": "d", "bytes": 0},
                ],
            },
        )


if __name__ == "__main__":
    unittest.main()
