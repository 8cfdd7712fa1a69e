"""Makes the JPEGs of Examples/images from photos that Python packages carry.

    python example_images.py SCIPY_WHEEL

SCIPY_WHEEL is a wheel of scipy 1.9.3 (`pip download scipy==1.9.3 --no-deps`), which carries the
raccoon. Sources and licences are in Examples/images/CREDITS.md. The photos are committed, so this
need not run again.
"""

import bz2
import pathlib
import sys
import zipfile

import numpy
import skimage
import sklearn.datasets
from PIL import Image

import common


def scikit_image(name):
    return Image.open(pathlib.Path(skimage.__file__).parent / "data" / name).convert("RGB")


def scikit_learn(name):
    return Image.fromarray(sklearn.datasets.load_sample_image(name))


def raccoon(wheel):
    data = bz2.decompress(zipfile.ZipFile(wheel).read("scipy/misc/face.dat"))
    return Image.fromarray(numpy.frombuffer(data, numpy.uint8).reshape(768, 1024, 3))


def main(wheel, output=common.EXAMPLE_IMAGES):
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    images = {
        "cat.jpg": scikit_image("chelsea.png"),
        "coffee.jpg": scikit_image("coffee.png"),
        "rocket.jpg": scikit_image("rocket.jpg"),
        "raccoon.jpg": raccoon(wheel),
        "temple.jpg": scikit_learn("china.jpg"),
        "flower.jpg": scikit_learn("flower.jpg"),
    }
    for name, image in images.items():
        image.thumbnail((640, 640), Image.Resampling.LANCZOS)
        image.save(output / name, quality=88, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
