"""Makes the small images that the model fixtures are computed on.

Crops of free photos in scikit-image (a cat and a coffee cup, CC0; a rocket, public domain) and
images by formula; wide, tall, square, smaller and larger than the models' resolutions, one only a
few pixels big.
"""

import pathlib
import sys

import numpy
import skimage
from PIL import Image

import common


def photo(name, box, size):
    path = pathlib.Path(skimage.__file__).parent / "data" / name
    return Image.open(path).convert("RGB").crop(box).resize(size, Image.Resampling.LANCZOS)


def waves(width, height):
    """Smooth colour waves, each channel in a direction of its own."""
    y, x = numpy.mgrid[0:height, 0:width]
    channels = [
        127.5 + 127.5 * numpy.sin(x / 5 + y / 17),
        127.5 + 127.5 * numpy.cos(x / 23 - y / 4),
        127.5 + 127.5 * numpy.sin((x + y) / 9),
    ]
    return Image.fromarray(numpy.stack(channels, -1).round().astype(numpy.uint8))


def board(width, height, cell):
    """A board of red and blue-green cells."""
    y, x = numpy.mgrid[0:height, 0:width]
    dark = ((x // cell + y // cell) % 2).astype(bool)[..., None]
    pixels = numpy.where(dark, [30, 140, 130], [220, 40, 60])
    return Image.fromarray(pixels.astype(numpy.uint8))


def tiny(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    pixels = numpy.stack([x * 40, y * 60, 255 - x * 20 - y * 15], -1)
    return Image.fromarray(pixels.astype(numpy.uint8))


def main(output=common.MODELS / "images"):
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    images = {
        "cat.png": photo("chelsea.png", (60, 10, 420, 250), (114, 76)),
        "coffee.png": photo("coffee.png", (200, 40, 440, 400), (62, 93)),
        "rocket.png": photo("rocket.jpg", (270, 60, 400, 240), (26, 36)),
        "waves.png": waves(120, 33),
        "board.png": board(70, 70, 9),
        "tiny.png": tiny(7, 5),
    }
    for name, image in images.items():
        image.save(output / name, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
