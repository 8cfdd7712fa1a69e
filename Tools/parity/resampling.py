"""Makes the resampling fixtures: Pillow's `Image.resize` on RGB pictures, every filter.

The pictures are made by formula, here and in the tests alike, so only the results are stored:
`resampling.bin` holds their bytes one after the other, `resampling.json` says what each is. Where a
case has a window (left, top, right, bottom), only that part of the result is stored.
"""

import json

import numpy
from PIL import Image

from common import FIXTURES

OUT = FIXTURES / "image"

FILTERS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")

# Width and height before and after.
SIZES = (
    ((1, 1), (1, 1)),
    ((1, 1), (7, 5)),
    ((7, 5), (1, 1)),
    ((1, 9), (6, 4)),
    ((9, 1), (4, 6)),
    ((2, 3), (3, 2)),
    ((37, 29), (16, 11)),
    ((37, 29), (64, 47)),
    ((64, 48), (64, 17)),  # Only the rows change.
    ((64, 48), (23, 48)),  # Only the columns change.
    ((40, 30), (40, 30)),
    ((61, 83), (60, 82)),
    ((13, 17), (8, 40)),  # One side shrinks, the other grows.
    ((200, 3), (11, 40)),
    ((3, 200), (40, 11)),
    ((30, 100), (20, 80)),  # The last height for which Pillow resizes along the rows first,
    ((30, 100), (20, 79)),  # and the first for which it does not.
    ((131072, 1), (64, 1)),
    ((300, 200), (17, 13)),
    ((1500, 2), (5, 3)),
)

# The middle of a picture that would be enormous.
WINDOWED = (
    ((10000, 1), (280000, 28), (139986, 0, 140014, 28)),
    ((2, 3000), (30, 45000), (3, 22485, 27, 22515)),
    ((400, 300), (53, 40), (6, 0, 46, 40)),
)


def picture(width, height, pattern):
    """A picture as an array [height, width, 3]; the tests compute the same."""
    x = numpy.arange(width, dtype=numpy.uint32)[None, :, None]
    y = numpy.arange(height, dtype=numpy.uint32)[:, None, None]
    channel = numpy.arange(3, dtype=numpy.uint32)[None, None, :]
    if pattern == "noise":
        value = x * numpy.uint32(73856093) ^ y * numpy.uint32(19349663)
        value = value ^ (channel + 1) * numpy.uint32(83492791)
        value = value ^ value >> 15
        value = value * numpy.uint32(0x2C1B3C6D)
        value = value ^ value >> 12
    elif pattern == "slope":
        value = 2 * x + 3 * y + 40 * channel
    elif pattern == "bars":  # Overshoots on both ends of the range, so that clipping is seen.
        value = (x // 3 + y // 2 + channel) % 2 * 255
    else:
        raise ValueError(pattern)
    return numpy.broadcast_to(value & 255, (height, width, 3)).astype(numpy.uint8)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    patterns = ("noise", "slope", "bars")
    cases = []
    results = bytearray()
    jobs = [(*sizes, None) for sizes in SIZES] + list(WINDOWED)
    for index, (before, after, window) in enumerate(jobs):
        for number, name in enumerate(FILTERS):
            pattern = patterns[(index + number) % len(patterns)]
            image = Image.fromarray(picture(*before, pattern))
            resized = image.resize(after, getattr(Image.Resampling, name.upper()))
            case = {
                "width": before[0],
                "height": before[1],
                "newWidth": after[0],
                "newHeight": after[1],
                "filter": name,
                "pattern": pattern,
                "window": window or (0, 0, *after),
                "offset": len(results),
            }
            cases.append(case)
            results += resized.crop(case["window"]).tobytes()
    (OUT / "resampling.bin").write_bytes(results)
    lines = ",\n".join(json.dumps(case) for case in cases)
    (OUT / "resampling.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(cases)} cases, {len(results)} bytes")


if __name__ == "__main__":
    main()
