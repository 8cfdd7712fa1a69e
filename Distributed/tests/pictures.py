"""Small pictures that all differ, made from their number alone."""

import struct
import zlib


def png(number: int, side: int = 48) -> bytes:
    """A PNG of two overlaid gradients in colours of its own."""
    red, green, blue = (number * step % 256 for step in (37, 101, 211))
    rows = b"".join(
        b"\0"
        + b"".join(
            bytes(((red + 5 * x) % 256, (green + 3 * y) % 256, (blue + x * y // 8) % 256))
            for x in range(side)
        )
        for y in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
