"""Makes the photos, class names and templates that all contestants get.

    python3 make_inputs.py FOLDER

writes FOLDER/photos/small (2,000 JPEGs of 500x375), FOLDER/photos/large (100 of 4000x3000),
FOLDER/classes.txt (1,000 names) and FOLDER/templates.txt (80). The photos are parts of the project's
licensed example photos, resized, mirrored, shaded and grained as a camera's are, so that no two are
equal and decoding them takes what it takes for photos; the names and templates are put together from
the words below. Everything is drawn from one seed.
"""

import pathlib
import random
import sys

import numpy
from PIL import Image, ImageChops, ImageEnhance, ImageOps

EXAMPLES = pathlib.Path(__file__).resolve().parents[1] / "Examples" / "images"

# 25 x 40 names: one word or two, common and rare, so that prompts differ in length.
KINDS = (
    "wooden", "red", "old", "paper", "tiny", "striped", "broken", "golden", "plastic", "huge", "wet", "blue",
    "hand-made", "rusty", "glass", "yellow", "folding", "antique", "inflatable", "stone", "round",
    "transparent", "knitted", "porcelain", "floating",
)  # fmt: skip
THINGS = (
    "bridge", "kettle", "lighthouse", "bicycle", "drum", "umbrella", "mailbox", "ladder", "lantern",
    "typewriter", "hot air balloon", "chess board", "fire hydrant", "sailing boat", "windmill", "teapot",
    "accordion", "birdhouse", "picnic table", "traffic light", "rocking chair", "wheelbarrow", "telescope",
    "sewing machine", "trumpet", "garden gate", "bookshelf", "candlestick", "parking meter", "steam engine",
    "snow shovel", "compass", "fountain", "barrel", "hammock", "saxophone", "greenhouse", "cuckoo clock",
    "sundial", "weather vane",
)  # fmt: skip

QUALITIES = (
    "good", "bad", "blurry", "bright", "dark", "cropped", "close-up", "low-resolution", "black and white",
    "noisy", "sharp", "large", "small", "clean", "dirty", "strange", "nice", "grainy", "faded", "pixelated",
)  # fmt: skip
FORMS = ("a {} photo of a {{}}.", "a {} picture of the {{}}.", "the {{}} in a {} photo.", "a {} drawing of one {{}}.")


def class_names():
    return [f"{kind} {thing}" for thing in THINGS for kind in KINDS]


def templates():
    return [form.format(quality) for form in FORMS for quality in QUALITIES]


def write_photos(folder, count, size, quality, generator):
    """JPEGs of parts of the example photos, no two of them equal."""
    folder.mkdir(parents=True, exist_ok=True)
    grain = numpy.random.default_rng(4).normal(128, 40, (size[1], size[0], 3)).clip(0, 255)
    grain = Image.fromarray(grain.astype(numpy.uint8))
    sources = [Image.open(path).convert("RGB") for path in sorted(EXAMPLES.glob("*.jpg"))]
    for number in range(count):
        source = sources[number % len(sources)]
        share = generator.uniform(0.5, 1)
        width, height = (round(side * share) for side in source.size)
        left = generator.randint(0, source.width - width)
        top = generator.randint(0, source.height - height)
        photo = source.resize(size, Image.Resampling.BICUBIC, (left, top, left + width, top + height))
        if generator.random() < 0.5:
            photo = ImageOps.mirror(photo)
        photo = ImageEnhance.Brightness(photo).enhance(generator.uniform(0.7, 1.3))
        shift = generator.randrange(size[0]), generator.randrange(size[1])
        photo = Image.blend(photo, ImageChops.offset(grain, *shift), 0.1)
        photo.save(folder / f"{number:04}.jpg", quality=quality)


def make(folder):
    """Writes what is missing; `done` files mark what is complete."""
    generator = random.Random(4)
    for name, count, size, quality in (
        ("small", 2000, (500, 375), 90),
        ("large", 100, (4000, 3000), 92),
    ):
        done = folder / f"photos-{name}.done"
        if not done.exists():
            write_photos(folder / "photos" / name, count, size, quality, generator)
            done.touch()
    (folder / "classes.txt").write_text("\n".join(class_names()) + "\n", encoding="utf-8")
    (folder / "templates.txt").write_text("\n".join(templates()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]))
