"""Makes the image decoding fixtures: small files of every kind that is read, and their pixels.

For each file the reference is Pillow's `ImageOps.exif_transpose(image).convert("RGB")`, written
as raw RGB bytes beside it; `index.json` lists the files with their sizes, notices and metadata.
HEVC files come from pillow-heif (PyPI), whose libheif is also their reference. Run it in this
folder: `python images.py`. The pictures are computed here, from a seed.
"""

import io
import json
import pathlib
import struct
import warnings
import zlib

import numpy as np
import pillow_heif
from PIL import Image, ImageOps, PngImagePlugin

import images_encoders as encode

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/ImageCodecsTests/Fixtures"
WIDTH, HEIGHT = 23, 17
XMP = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
       'syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="a'
       '{}"/></rdf:RDF></x:xmpmeta>')
PLAIN_XMP = XMP.format("")
TURNED_XMP = XMP.format('" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6')

rng = np.random.default_rng(20240611)
index = []


def picture(width=WIDTH, height=HEIGHT):
    """A smooth picture with a sharp disc and some noise, [height, width, 3]."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / max(1, width - 1)
    green = 255 * y / max(1, height - 1)
    blue = 128 + 100 * np.sin(x / 3.0) * np.cos(y / 4.0)
    rgb = np.stack([red, green, blue], axis=-1)
    disc = (x - width * 0.3) ** 2 + (y - height * 0.6) ** 2 < (min(width, height) * 0.25) ** 2
    rgb[disc] = [250, 30, 60]
    rgb += rng.normal(0, 6, rgb.shape)
    return np.clip(np.round(rgb), 0, 255).astype(np.uint8)


RGB = picture()
GREY = RGB[:, :, 1]
ALPHA = np.clip(np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) % 290 - 10, 0, 255)
ALPHA = ALPHA.astype(np.uint8)
RGBA = np.dstack([RGB, ALPHA])
# 16 bits, with values on both sides of 255.
WIDE = rng.integers(0, 65536, (HEIGHT, WIDTH, 4)).astype(np.uint16)
WIDE_GREY = WIDE[:, :, :1].copy()
WIDE_GREY[::2] %= 300
COLOURS = [tuple(int(v) for v in rng.integers(0, 256, 3)) for _ in range(256)]
INDICES = ((GREY.astype(int) * 7 + np.arange(WIDTH)) % 256).astype(np.uint8)


def saved(array_or_image, kind, mode=None, **options):
    """The bytes that Pillow writes."""
    image = array_or_image
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image) if mode is None else Image.fromarray(image).convert(mode)
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def reference(data, turn=True):
    image = Image.open(io.BytesIO(data))
    image.load()
    image = ImageOps.exif_transpose(image) if turn else image
    return np.asarray(image.convert("RGB"))


def add(name, data, expected=None, *, notices=(), xmp=None, tolerance=0, source="Pillow"):
    """Writes one file, its pixels and its line in the index.

    `tolerance` is the largest difference that a level may have.
    """
    if expected is None:
        expected = reference(data)
    height, width = expected.shape[:2]
    stem = name.replace(".", "-")
    (OUT / name).write_bytes(data)
    (OUT / f"{stem}.rgb").write_bytes(expected.tobytes())
    index.append({
        "file": name, "pixels": f"{stem}.rgb", "width": width, "height": height,
        "notices": list(notices), "xmp": xmp, "tolerance": tolerance, "reference": source,
    })


def jpegs():
    for name, options in {
        "baseline-420": {}, "baseline-422": {"subsampling": 1}, "baseline-444": {"subsampling": 0},
        "progressive": {"progressive": True}, "restarts": {"restart_marker_blocks": 2},
        "quality-10": {"quality": 10}, "adobe-rgb": {"keep_rgb": True},
        "optimized": {"optimize": True, "quality": 98},
    }.items():
        add(f"{name}.jpg", saved(RGB, "JPEG", **options))
    for width, height in [(1, 1), (2, 3), (7, 5), (8, 8), (16, 16), (17, 33), (1, 40), (40, 1)]:
        add(f"size-{width}x{height}.jpg", saved(picture(width, height), "JPEG"))
    add("grey.jpg", saved(GREY, "JPEG"))
    add("grey-progressive.jpg", saved(GREY, "JPEG", progressive=True))

    cmyk = saved(Image.fromarray(np.dstack([RGB, ALPHA]), "CMYK"), "JPEG", quality=95)
    add("cmyk.jpg", cmyk)
    adobe = cmyk.index(b"Adobe")
    # The last byte of the Adobe segment says how the four components are meant: 2 is YCCK.
    ycck = bytearray(cmyk)
    ycck[adobe + 11] = 2
    add("ycck.jpg", bytes(ycck))
    add("cmyk-unmarked.jpg", cmyk[:adobe - 4] + cmyk[adobe + 12:])

    for orientation in range(1, 9):
        order = "<" if orientation % 2 else ">"
        block = encode.exif(orientation, order)
        add(f"orientation-{orientation}.jpg", saved(RGB, "JPEG", exif=b"Exif\0\0" + block))
    add("orientation-6-long.jpg",
        saved(RGB, "JPEG", exif=b"Exif\0\0" + encode.exif(6, ">", kind=4)))
    add("orientation-9.jpg", saved(RGB, "JPEG", exif=b"Exif\0\0" + encode.exif(9)))
    for name, block in {
        "noise": b"Exif\0\0" + bytes(rng.integers(0, 256, 40).astype(np.uint8)),
        "cut": (b"Exif\0\0" + encode.exif(6))[:20], "empty": b"Exif\0\0",
        "far": b"Exif\0\0MM\0*\xff\xff\xff\xff",
    }.items():
        data = saved(RGB, "JPEG", exif=block)
        add(f"exif-{name}.jpg", data, reference(data, turn=False))
    add("xmp.jpg", saved(RGB, "JPEG", xmp=PLAIN_XMP.encode()), xmp=PLAIN_XMP)
    add("xmp-orientation.jpg", saved(RGB, "JPEG", xmp=TURNED_XMP.encode()), xmp=TURNED_XMP)
    add("xmp-orientation-hidden.jpg",
        saved(RGB, "JPEG", xmp=TURNED_XMP.encode(), exif=b"Exif\0\0" + encode.exif(1)),
        xmp=TURNED_XMP)
    # A tag of another type is no orientation, but hides the XMP all the same.
    add("xmp-orientation-byte.jpg",
        saved(RGB, "JPEG", xmp=TURNED_XMP.encode(), exif=b"Exif\0\0" + encode.exif(6, kind=1)),
        xmp=TURNED_XMP)
    add("jfif-junk.jpg", saved(RGB, "JPEG", comment="a comment") + b"bytes after the end")


def pngs():
    for bits in (1, 2, 4):
        levels = (GREY >> (8 - bits))[:, :, None]
        add(f"grey-{bits}.png", encode.png(levels, bits, 0))
        add(f"grey-{bits}-interlaced.png", encode.png(levels, bits, 0, interlaced=True))
        palette = b"".join(bytes(c) for c in COLOURS[:1 << bits])
        add(f"palette-{bits}.png", encode.png(levels, bits, 3, [(b"PLTE", palette)]))
    for interlaced in (False, True):
        end = "-interlaced.png" if interlaced else ".png"
        palette = [(b"PLTE", b"".join(bytes(c) for c in COLOURS))]
        see_through = [(b"tRNS", bytes(range(0, 256, 2)))]
        for name, samples, bits, kind, before in [
            ("grey-8", GREY[:, :, None], 8, 0, []),
            ("grey-8-transparent", GREY[:, :, None], 8, 0, [(b"tRNS", b"\0\x80")]),
            ("grey-alpha-8", np.dstack([GREY, ALPHA]), 8, 4, []),
            ("rgb-8", RGB, 8, 2, []),
            ("rgb-8-transparent", RGB, 8, 2,
             [(b"tRNS", struct.pack(">HHH", *(int(v) for v in RGB[3, 3])))]),
            ("rgba-8", RGBA, 8, 6, []),
            ("palette-8", INDICES[:, :, None], 8, 3, palette),
            ("palette-8-transparent", INDICES[:, :, None], 8, 3, palette + see_through),
            ("grey-alpha-16", WIDE[:, :, :2], 16, 4, []),
            ("rgb-16", WIDE[:, :, :3], 16, 2, []),
            ("rgba-16", WIDE, 16, 6, []),
        ]:
            add(name + end, encode.png(samples, bits, kind, before, interlaced=interlaced))
        add("grey-16" + end, encode.png(WIDE_GREY, 16, 0, interlaced=interlaced),
            notices=["clippedGrey"])
    add("grey-16-transparent.png", encode.png(WIDE_GREY, 16, 0, [(b"tRNS", b"\x01\x00")]),
        notices=["clippedGrey"])
    add("grey-16-dark.png", encode.png(WIDE_GREY % 256, 16, 0))
    add("size-1x1.png", encode.png(RGB[:1, :1], 8, 2))
    add("size-1x1-interlaced.png", encode.png(RGB[:1, :1], 8, 2, interlaced=True))
    add("many-idat.png", encode.png(RGB, 8, 2, idat_size=50))
    add("gamma.png", encode.png(RGB, 8, 2, [(b"gAMA", struct.pack(">I", 22000)),
                                            (b"cHRM", bytes(range(32)))]))
    profile = b"odd\0\0" + zlib.compress(bytes(200))
    add("profile.png", encode.png(RGB, 8, 2, [(b"iCCP", profile)]))
    for orientation in range(1, 9):
        add(f"orientation-{orientation}.png",
            encode.png(RGB, 8, 2, [(b"eXIf", encode.exif(orientation))]))
    add("orientation-late.png", encode.png(RGB, 8, 2, after=[(b"eXIf", encode.exif(8, "<"))]))
    # ImageMagick's way: the block as hexadecimal text.
    block = b"Exif\0\0" + encode.exif(6)
    text = b"\nexif\n%8d\n" % len(block) + b"\n".join(
        block.hex().encode()[i:i + 72] for i in range(0, 2 * len(block), 72)) + b"\n"
    key = b"Raw profile type exif\0"
    add("raw-profile.png", encode.png(RGB, 8, 2, [(b"tEXt", key + text)]))
    add("raw-profile-packed.png",
        encode.png(RGB, 8, 2, [(b"zTXt", key + b"\0" + zlib.compress(text))]))
    name = b"XML:com.adobe.xmp\0"
    add("xmp.png", encode.png(
        RGB, 8, 2, [(b"iTXt", name + b"\0\0\0\0" + PLAIN_XMP.encode())]), xmp=PLAIN_XMP)
    add("xmp-late.png", encode.png(
        RGB, 8, 2, after=[(b"iTXt", name + b"\0\0\0\0" + TURNED_XMP.encode())]), xmp=TURNED_XMP)
    add("xmp-packed.png", encode.png(
        RGB, 8, 2, [(b"iTXt", name + b"\1\0\0\0" + zlib.compress(TURNED_XMP.encode()))]),
        xmp=TURNED_XMP)
    frames = [Image.fromarray(RGB), Image.fromarray(RGB[::-1])]
    add("animated.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        notices=["onlyFirst"])


def webps():
    image = Image.fromarray(RGB)
    see_through = Image.fromarray(RGBA)
    for name, picture_in, options in [
        ("lossy", image, {}), ("lossy-10", image, {"quality": 10}),
        ("lossless", image, {"lossless": True}),
        ("lossy-alpha", see_through, {}),
        ("lossy-alpha-exact", see_through, {"exact": True}),
        ("lossless-alpha", see_through, {"lossless": True}),
        ("lossless-alpha-exact", see_through, {"lossless": True, "exact": True}),
        ("size-1x1", image.crop((0, 0, 1, 1)), {}), ("size-2x5", image.crop((0, 0, 2, 5)), {}),
    ]:
        add(f"{name}.webp", saved(picture_in, "WEBP", **options))
    for orientation in range(1, 9):
        add(f"orientation-{orientation}.webp",
            saved(image, "WEBP", lossless=True, exif=b"Exif\0\0" + encode.exif(orientation)))
    bare = saved(image, "WEBP", lossless=True, exif=encode.exif(6))
    add("exif-bare.webp", bare)
    add("xmp.webp", saved(image, "WEBP", xmp=PLAIN_XMP.encode()), xmp=PLAIN_XMP)
    add("xmp-orientation.webp", saved(image, "WEBP", xmp=TURNED_XMP.encode()), xmp=TURNED_XMP)
    # A colour profile that would change the colours if it were applied.
    chunks = dict(encode.riff_chunks(saved(image, "WEBP", icc_profile=bytes(300))))
    add("profile.webp", encode.riff(list(chunks.items())))
    for name, options in {"animated": {}, "animated-lossless": {"lossless": True}}.items():
        add(f"{name}.webp",
            saved(image, "WEBP", save_all=True, append_images=[image.rotate(180)], **options),
            notices=["onlyFirst"])
    add("animated-alpha.webp",
        saved(see_through, "WEBP", save_all=True, lossless=True, exact=True,
              append_images=[see_through.rotate(180)]), notices=["onlyFirst"])
    # A first frame smaller than its canvas, with alpha, to be blended on nothing.
    inner = dict(encode.riff_chunks(
        saved(see_through.crop((0, 0, 9, 7)), "WEBP", lossless=True, exact=True)))
    coded = b"VP8L" + struct.pack("<I", len(inner[b"VP8L"])) + inner[b"VP8L"]
    coded += bytes(len(inner[b"VP8L"]) % 2)

    def three(number):
        return struct.pack("<I", number)[:3]

    frame = three(2) + three(3) + three(8) + three(6) + three(100)
    for name, flags in {"blended": 0, "replaced": 2}.items():
        add(f"animated-small-{name}.webp", encode.riff([
            (b"VP8X", bytes([0x12, 0, 0, 0]) + three(WIDTH - 1) + three(HEIGHT - 1)),
            (b"ANIM", b"\x10\x80\xf0\xff\0\0"), (b"ANMF", frame + bytes([flags]) + coded)]))


def gifs():
    small = INDICES[:9, :12] % 16
    full = INDICES % 16
    palette, other = COLOURS[:16], COLOURS[16:32]
    for name, data in {
        "plain": encode.gif((WIDTH, HEIGHT), [encode.gif_frame(INDICES)], COLOURS),
        "interlaced": encode.gif(
            (WIDTH, HEIGHT), [encode.gif_frame(INDICES, interlaced=True)], COLOURS),
        "few-colours": encode.gif((WIDTH, HEIGHT), [encode.gif_frame(full, bits=4)], palette),
        "two-colours": encode.gif(
            (WIDTH, HEIGHT), [encode.gif_frame(INDICES % 2, bits=2)], COLOURS[5:7]),
        "local-palette": encode.gif(
            (WIDTH, HEIGHT), [encode.gif_frame(full, palette=other)], palette),
        "no-palette": encode.gif((WIDTH, HEIGHT), [encode.gif_frame(INDICES)]),
        "beyond-palette": encode.gif((WIDTH, HEIGHT), [encode.gif_frame(INDICES)], palette),
        "small-frame": encode.gif(
            (WIDTH, HEIGHT), [encode.gif_frame(small, (3, 4))], palette, background=7),
        "small-frame-transparent": encode.gif(
            (WIDTH, HEIGHT), [encode.gif_frame(small, (3, 4), transparent=5)], palette),
        "large-frame": encode.gif((10, 9), [encode.gif_frame(full, (1, 2))], palette),
        "large-frame-transparent": encode.gif(
            (10, 9), [encode.gif_frame(full, (1, 2), transparent=3)], palette),
        "transparent": encode.gif(
            (WIDTH, HEIGHT), [encode.gif_frame(full, transparent=3)], palette),
        "size-1x1": encode.gif((1, 1), [encode.gif_frame(full[:1, :1])], palette),
        "no-trailer": encode.gif((WIDTH, HEIGHT), [encode.gif_frame(full)], palette, trailer=b""),
        "pillow": saved(Image.fromarray(RGB).quantize(64), "GIF"),
        "comment": saved(Image.fromarray(RGB).quantize(64), "GIF", comment=b"x" * 700),
    }.items():
        add(f"{name}.gif", data)
    # The height is a prime number, for which libvips keeps every row by itself.
    tall = np.arange(36097)[:, None] % 4
    add("tall.gif", encode.gif((1, 36097), [encode.gif_frame(tall, bits=2)], COLOURS[:4]))
    for disposal in (0, 2, 3):
        frames = [encode.gif_frame(full, transparent=3, disposal=disposal),
                  encode.gif_frame(small, (3, 4), palette=other)]
        add(f"animated-{disposal}.gif", encode.gif((WIDTH, HEIGHT), frames, palette),
            notices=["onlyFirst"])


def tiff_tags(samples, bits, photometric, **more):
    height, width, bands = samples.shape
    tags = {256: (3, [width]), 257: (4, [height]), 258: (3, [bits] * bands), 259: (3, [1]),
            262: (3, [photometric]), 277: (3, [bands]), 278: (3, [height])}
    tags.update({int(key[1:]): value for key, value in more.items()})
    return tags


def packed(samples, bits, order="<"):
    """Sample rows as TIFF stores them without compression."""
    if bits == 16:
        return samples.astype(order + "u2").tobytes()
    return b"".join(row[1:] for row in split_rows(encode.png_rows(samples, bits), samples, bits))


def split_rows(data, samples, bits):
    height, width, bands = samples.shape
    size = 1 + (width * bands * bits + 7) // 8
    return [data[i * size:(i + 1) * size] for i in range(height)]


def tiffs():
    def plain(name, samples, bits, photometric, order="<", big=False, notices=(), **more):
        tags = tiff_tags(samples, bits, photometric, **more)
        add(f"{name}.tiff", encode.tiff(tags, [packed(samples, bits, order)], order, big),
            notices=notices)

    image = Image.fromarray(RGB)
    for compression in ("raw", "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits",
                        "jpeg", "lzma", "zstd"):
        add(f"rgb-{compression}.tiff", saved(image, "TIFF", compression=compression))
    add("grey-lzw.tiff", saved(GREY, "TIFF", compression="tiff_lzw"))
    add("grey-jpeg.tiff", saved(GREY, "TIFF", compression="jpeg"))
    add("rgba-lzw.tiff", saved(RGBA, "TIFF", compression="tiff_lzw"))
    add("rgb-lzw-predictor.tiff",
        saved(image, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}))
    ycbcr = image.convert("YCbCr")
    add("ycbcr-jpeg.tiff", saved(ycbcr, "TIFF", compression="jpeg"))
    cmyk = Image.fromarray(RGBA, "CMYK")
    add("cmyk-lzw.tiff", saved(cmyk, "TIFF", compression="tiff_lzw"))
    bilevel = Image.fromarray(GREY).convert("1")
    for compression in ("group3", "group4", "tiff_ccitt", "raw"):
        add(f"bilevel-{compression}.tiff", saved(bilevel, "TIFF", compression=compression))
    add("palette-lzw.tiff", saved(image.quantize(200), "TIFF", compression="tiff_lzw"))

    for bits in (1, 2, 4, 8):
        levels = (GREY >> (8 - bits))[:, :, None]
        plain(f"grey-{bits}", levels, bits, 1)
        plain(f"grey-{bits}-inverted", levels, bits, 0)
        colours = [value * 257 for channel in zip(*COLOURS[:1 << bits]) for value in channel]
        plain(f"palette-{bits}", levels, bits, 3, t320=(3, colours))
        greys = [value * 257 for _ in range(3) for value, _, _ in COLOURS[:1 << bits]]
        plain(f"palette-{bits}-grey", levels, bits, 3, t320=(3, greys))
    levels = (GREY >> 7)[:, :, None]
    reversed_bits = bytes(int(f"{byte:08b}"[::-1], 2) for byte in packed(levels, 1))
    add("grey-1-fill-order.tiff",
        encode.tiff(tiff_tags(levels, 1, 1, t266=(3, [2])), [reversed_bits]))
    plain("grey-16", WIDE_GREY, 16, 1, notices=["clippedGrey"])
    plain("grey-16-big-endian", WIDE_GREY, 16, 1, order=">", notices=["clippedGrey"])
    plain("grey-16-inverted", WIDE_GREY, 16, 0, notices=["clippedGrey"])
    plain("grey-alpha-8", np.dstack([GREY, ALPHA]), 8, 1, t338=(3, [2]))
    plain("grey-extra-8", np.dstack([GREY, ALPHA]), 8, 1, t338=(3, [0]))
    plain("rgb-8", RGB, 8, 2)
    plain("rgb-8-long", RGB, 8, 2, t256=(4, [WIDTH]), t257=(4, [HEIGHT]))
    plain("rgb-8-big-endian", RGB, 8, 2, order=">")
    plain("rgb-8-bigtiff", RGB, 8, 2, big=True)
    plain("rgb-16", WIDE[:, :, :3], 16, 2)
    plain("rgb-16-big-endian", WIDE[:, :, :3], 16, 2, order=">")
    for name, extra in {"plain": 2, "unspecified": 0, "premultiplied": 1}.items():
        plain(f"rgba-8-{name}", RGBA, 8, 2, t338=(3, [extra]))
        plain(f"rgba-16-{name}", WIDE, 16, 2, t338=(3, [extra]))
    plain("rgba-8-premultiplied-big-endian", RGBA, 8, 2, order=">", t338=(3, [1]))
    plain("rgba-8-unmarked", RGBA, 8, 2)
    plain("cmyk-8", RGBA, 8, 5)
    plain("cmyk-16", WIDE, 16, 5)

    strips = [packed(RGB[top:top + 5], 8) for top in range(0, HEIGHT, 5)]
    add("strips.tiff", encode.tiff(tiff_tags(RGB, 8, 2, t278=(3, [5])), strips))
    tiles = []
    padded = np.zeros((32, 32, 3), np.uint8)
    padded[:HEIGHT, :WIDTH] = RGB
    for top in (0, 16):
        for left in (0, 16):
            tiles.append(packed(padded[top:top + 16, left:left + 16], 8))
    tags = tiff_tags(RGB, 8, 2, t322=(3, [16]), t323=(3, [16]))
    del tags[278]
    add("tiles.tiff", encode.tiff(tags, tiles, tiles=True))
    packed_tiles = [zlib.compress(tile) for tile in tiles]
    add("tiles-deflate.tiff", encode.tiff({**tags, 259: (3, [8])}, packed_tiles, tiles=True))
    planes = [packed(RGB[:, :, band:band + 1], 8) for band in range(3)]
    add("planes.tiff", encode.tiff(tiff_tags(RGB, 8, 2, t284=(3, [2])), planes))

    for orientation in range(1, 9):
        plain(f"orientation-{orientation}", RGB, 8, 2, order="<>"[orientation % 2],
              t274=(3, [orientation]))
    add("orientation-6-lzw.tiff",
        saved(image, "TIFF", compression="tiff_lzw", tiffinfo={274: 6}))
    add("orientation-6-bilevel.tiff",
        saved(bilevel, "TIFF", compression="group4", tiffinfo={274: 6}))
    xmp = list(TURNED_XMP.encode())
    add("xmp.tiff", encode.tiff(tiff_tags(RGB, 8, 2, t700=(1, xmp)), [packed(RGB, 8)]),
        xmp=TURNED_XMP)
    second = (tiff_tags(GREY[:5, :5, None], 8, 1), [packed(GREY[:5, :5, None], 8)])
    for name, big in {"pages": False, "pages-bigtiff": True}.items():
        add(f"{name}.tiff", encode.tiff(tiff_tags(RGB, 8, 2), [packed(RGB, 8)], big=big,
                                        next_pages=[second]), notices=["onlyFirst"])
    add("size-1x1.tiff", encode.tiff(tiff_tags(RGB[:1, :1], 8, 2), [packed(RGB[:1, :1], 8)]))


def bmps():
    add("rgb-24.bmp", encode.bmp(RGB, 24))
    add("rgb-24-top-down.bmp", encode.bmp(RGB, 24, top_down=True))
    add("rgb-24-os2.bmp", encode.bmp(RGB, 24, header_size=12))
    add("rgb-24-v5.bmp", encode.bmp(RGB, 24, header_size=124))
    add("rgb-32.bmp", encode.bmp(RGB, 32))
    add("rgb-32-top-down.bmp", encode.bmp(RGB, 32, top_down=True))
    add("rgb-32-fields.bmp", encode.bmp(RGB, 32, masks=(0xFF0000, 0xFF00, 0xFF)))
    add("rgb-32-fields-swapped.bmp",
        encode.bmp(RGB, 32, masks=(0xFF000000, 0xFF0000, 0xFF00)))
    add("rgb-32-fields-v4.bmp",
        encode.bmp(RGB, 32, header_size=108, masks=(0xFF0000, 0xFF00, 0xFF)))
    add("pillow-24.bmp", saved(RGB, "BMP"))
    add("pillow-32.bmp", saved(RGBA, "BMP"))
    add("size-1x1.bmp", encode.bmp(RGB[:1, :1], 24))


def hevc(image, **options):
    """A HEIC file of `image` and its pixels as pillow-heif has them."""
    stream = io.BytesIO()
    pillow_heif.from_pillow(image).save(stream, **options)
    data = stream.getvalue()
    return data, np.asarray(pillow_heif.open_heif(io.BytesIO(data)).to_pillow().convert("RGB"))


def heifs():
    """AVIF from Pillow's own plugin, HEVC from pillow-heif.

    Their decoders turn YCbCr into RGB with other rounding, and fill in subsampled chroma another
    way than the libheif of Debian 12: the largest difference that may be is given for each.
    """
    y, x = np.mgrid[0:48, 0:64]
    smooth = np.stack([x * 3 + 30, y * 4 + 20, 128 + 90 * np.sin(x / 20) * np.cos(y / 15)], -1)
    image = Image.fromarray(np.clip(smooth, 0, 255).astype(np.uint8))
    odd = image.crop((0, 0, 37, 21))
    for subsampling, tolerance in {"4:4:4": 1, "4:2:2": 4, "4:2:0": 6, "4:0:0": 1}.items():
        name = subsampling.replace(":", "")
        add(f"smooth-{name}.avif", saved(image, "AVIF", subsampling=subsampling, quality=85),
            tolerance=tolerance)
    for orientation in range(1, 9):
        # Pillow writes the orientation as the file's own rotation and mirroring.
        add(f"orientation-{orientation}.avif",
            saved(odd, "AVIF", subsampling="4:4:4", exif=encode.exif(orientation)), tolerance=1)
    see_through = odd.copy()
    see_through.putalpha(Image.fromarray((x[:21, :37] * 6).astype(np.uint8)))
    add("alpha.avif", saved(see_through, "AVIF", subsampling="4:4:4"), tolerance=1)
    add("animated.avif", encode.without_times(
        saved(odd, "AVIF", subsampling="4:4:4", save_all=True, append_images=[odd.rotate(180)])),
        tolerance=1, notices=["onlyFirst"])
    add("orientation-twice.avif",
        saved(odd, "AVIF", subsampling="4:4:4", exif=encode.exif(6), xmp=TURNED_XMP.encode()),
        xmp=TURNED_XMP, tolerance=1)
    packet = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>' + PLAIN_XMP
    for name, xmp in {"xmp": PLAIN_XMP, "xmp-packet": packet}.items():
        add(f"{name}.avif", saved(odd, "AVIF", subsampling="4:4:4", xmp=xmp.encode()), xmp=xmp,
            tolerance=1)

    for chroma, tolerance in {444: 0, 422: 0, 420: 1}.items():
        data, expected = hevc(image, quality=85, chroma=chroma)
        add(f"smooth-{chroma}.heic", data, expected, tolerance=tolerance, source="pillow-heif")
    data, expected = hevc(odd, quality=85, chroma=444, exif=b"Exif\0\0" + encode.exif(6))
    add("orientation-6.heic", data, expected, source="pillow-heif")


def large():
    """A photo-sized case, decoded in several strips and turned; its pixels are kept as PNG."""
    y, x = np.mgrid[0:420, 0:640]
    smooth = np.stack([x * 0.35 + 20, y * 0.5 + 10, 128 + 100 * np.sin(x / 90 + y / 60)], -1)
    data = saved(np.clip(smooth, 0, 255).astype(np.uint8), "JPEG", quality=60,
                 exif=b"Exif\0\0" + encode.exif(6))
    expected = reference(data)
    (OUT / "large.jpg").write_bytes(data)
    (OUT / "large-jpg.png").write_bytes(saved(expected, "PNG", optimize=True))


def main():
    warnings.simplefilter("ignore")
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for group in (jpegs, pngs, webps, gifs, tiffs, bmps, heifs, large):
        group()
    lines = ",\n".join(json.dumps(entry) for entry in index)
    (OUT / "index.json").write_text(f"[\n{lines}\n]\n")
    total = sum(path.stat().st_size for path in OUT.iterdir())
    print(f"{len(index)} images, {total} bytes")


main()
