"""Writers for the kinds of image file that Pillow cannot write, byte by byte from their formats.

Used by images.py. Each takes numpy arrays of samples and returns the bytes of a file.
"""

import struct
import zlib


def png_chunk(name, content):
    return (struct.pack(">I", len(content)) + name + content
            + struct.pack(">I", zlib.crc32(name + content)))


def png_rows(samples, bits):
    """Filter byte 0 and packed samples for each row of samples [height, width, bands]."""
    rows = []
    for row in samples:
        flat = row.reshape(-1)
        if bits == 16:
            packed = flat.astype(">u2").tobytes()
        elif bits == 8:
            packed = flat.astype("u1").tobytes()
        else:
            text = "".join(format(int(value), f"0{bits}b") for value in flat)
            text += "0" * (-len(text) % 8)
            packed = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
        rows.append(b"\0" + packed)
    return b"".join(rows)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2)]


def png(samples, bits, colour_type, before=(), after=(), interlaced=False, idat_size=None):
    """A PNG of samples [height, width, bands]; `before` and `after` are (name, content) chunks
    around the pixels, of which the palette is one."""
    height, width = samples.shape[:2]
    if interlaced:
        data = b"".join(
            png_rows(samples[y::dy, x::dx], bits) for x, y, dx, dy in ADAM7
            if samples[y::dy, x::dx].size)
    else:
        data = png_rows(samples, bits)
    data = zlib.compress(data, 9)
    size = idat_size or len(data)
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(interlaced))
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", header)]
        + [png_chunk(*chunk) for chunk in before]
        + [png_chunk(b"IDAT", data[i:i + size]) for i in range(0, len(data), size)]
        + [png_chunk(*chunk) for chunk in after] + [png_chunk(b"IEND", b"")])


def gif_codes(indices, bits):
    """Colour numbers as LZW codes that never grow: the table is cleared before it would."""
    clear, width = 1 << bits, bits + 1
    codes = []
    for position, index in enumerate(indices):
        if position % ((1 << bits) - 2) == 0:
            codes.append(clear)
        codes.append(int(index))
    codes.append(clear + 1)
    number, shift, out = 0, 0, bytearray()
    for code in codes:
        number |= code << shift
        shift += width
        while shift >= 8:
            out.append(number & 255)
            number >>= 8
            shift -= 8
    if shift:
        out.append(number & 255)
    blocks = b"".join(
        bytes([len(out[i:i + 255])]) + bytes(out[i:i + 255]) for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def gif_palette(colours):
    """A colour table and the exponent that announces its size."""
    exponent = max(1, (len(colours) - 1).bit_length())
    table = b"".join(bytes(colour) for colour in colours)
    return table + bytes(3 * ((1 << exponent) - len(colours))), exponent


def gif_frame(indices, place=(0, 0), palette=None, transparent=None, interlaced=False, bits=8,
              disposal=0):
    """One frame of colour numbers [height, width], with its control block."""
    height, width = indices.shape
    if interlaced:
        order = [*range(0, height, 8), *range(4, height, 8), *range(2, height, 4),
                 *range(1, height, 2)]
        indices = indices[order]
    flags = (0x40 if interlaced else 0)
    table = b""
    if palette is not None:
        table, exponent = gif_palette(palette)
        flags |= 0x80 | (exponent - 1)
    control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, (disposal << 2) | (transparent is not None),
                          10, transparent or 0, 0)
    header = struct.pack("<BHHHHB", 0x2C, *place, width, height, flags)
    return control + header + table + gif_codes(indices.reshape(-1), bits)


def gif(screen, frames, palette=None, background=0, trailer=b";"):
    """A GIF with a screen of (width, height) and frames from gif_frame."""
    table, flags = b"", 0
    if palette is not None:
        table, exponent = gif_palette(palette)
        flags = 0x80 | (exponent - 1)
    header = b"GIF89a" + struct.pack("<HHBBB", *screen, flags, background, 0)
    return header + table + b"".join(frames) + trailer


def tiff(entries, pieces, order="<", big=False, tiles=False, next_pages=()):
    """A TIFF with the tags `entries` {tag: (type, [values])} and its strips or tiles.

    `next_pages` are further (entries, pieces); types are TIFF's numbers (3 short, 4 long).
    """
    codes = {1: "B", 3: "H", 4: "I", 7: "B", 16: "Q"}
    word = "Q" if big else "I"
    word_size = 8 if big else 4
    out = bytearray(b"II" if order == "<" else b"MM")
    out += struct.pack(order + "H", 43 if big else 42)
    if big:
        out += struct.pack(order + "HH", 8, 0)
    link = len(out)
    out += bytes(word_size)
    for page_entries, page_pieces in [(entries, pieces), *next_pages]:
        offsets = []
        for piece in page_pieces:
            offsets.append(len(out))
            out += piece
            out += bytes(len(out) % 2)
        tags = dict(page_entries)
        tags[324 if tiles else 273] = (4, offsets)
        tags[325 if tiles else 279] = (4, [len(piece) for piece in page_pieces])
        fields = []
        for tag, (kind, values) in sorted(tags.items()):
            packed = struct.pack(order + codes[kind] * len(values), *values)
            if len(packed) > word_size:
                offset = len(out)
                out += packed + bytes(len(packed) % 2)
                packed = struct.pack(order + word, offset)
            fields.append(struct.pack(order + "HH" + word, tag, kind, len(values))
                          + packed.ljust(word_size, b"\0"))
        out[link:link + word_size] = struct.pack(order + word, len(out))
        out += struct.pack(order + ("Q" if big else "H"), len(fields)) + b"".join(fields)
        link = len(out)
        out += bytes(word_size)
    return bytes(out)


def bmp(pixels, bits, top_down=False, header_size=40, masks=None):
    """A BMP of pixels [height, width, 3]; `masks` are red, green and blue of a bit-field one."""
    height, width = pixels.shape[:2]
    rows = []
    for row in pixels if top_down else pixels[::-1]:
        packed = bytearray()
        for x, (red, green, blue) in enumerate(row.tolist()):
            if bits == 24:
                packed += bytes([blue, green, red])
            elif masks:
                value = sum(level * (mask // 255)
                            for level, mask in zip((red, green, blue), masks))
                packed += struct.pack("<I", value)
            else:
                packed += bytes([blue, green, red, (x * 37) % 256])
        rows.append(bytes(packed) + bytes(-len(packed) % 4))
    data = b"".join(rows)
    if header_size == 12:
        header = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        header = struct.pack("<IiiHHIIiiII", header_size, width, -height if top_down else height,
                             1, bits, 3 if masks else 0, len(data), 2835, 2835, 0, 0)
        extra = struct.pack("<III", *masks) if masks else b""
        header += extra.ljust(max(header_size - 40, len(extra)), b"\0")
    offset = 14 + len(header)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + header + data


def exif(orientation, order=">", kind=3):
    """An EXIF block with one tag, a byte, a short or a long number by TIFF's number of `kind`."""
    value = struct.pack(order + {1: "B", 3: "H", 4: "I"}[kind], orientation).ljust(4, b"\0")
    head = b"MM\0*" if order == ">" else b"II*\0"
    return head + struct.pack(order + "IHHHI", 8, 1, 0x0112, kind, 1) + value + bytes(4)


def riff(chunks):
    """A WebP file of (name, content) chunks."""
    body = b"".join(name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
                    for name, content in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def riff_chunks(data):
    """The (name, content) chunks of a WebP file."""
    position, chunks = 12, []
    while position < len(data):
        size = struct.unpack("<I", data[position + 4:position + 8])[0]
        chunks.append((data[position:position + 4], data[position + 8:position + 8 + size]))
        position += 8 + size + size % 2
    return chunks


def without_times(data):
    """An AVIF animation with the times of its making set to 0, so that it is always the same."""
    out = bytearray(data)
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        position = data.find(name)
        while position >= 0:
            # Version and flags, then two times of 4 or, in version 1, 8 bytes.
            size = 16 if data[position + 4] else 8
            out[position + 8:position + 8 + size] = bytes(size)
            position = data.find(name, position + 4)
    return bytes(out)
