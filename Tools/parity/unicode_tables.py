"""Makes `CanonicalDecompositions.swift` and `CompatibilityDecompositions.swift` in
`Sources/ZeroShot/Text/Normalization` from Python's Unicode tables.

Run as a program: `python unicode_tables.py`.
"""

import sys
import textwrap
import unicodedata

from common import REPOSITORY

FOLDER = REPOSITORY / "Sources" / "ZeroShot" / "Text" / "Normalization"

CANONICAL = '''/// What characters are made of: the canonical decompositions of Unicode {version}, one step each,
/// without Hangul.
///
/// `C0=41+300` is a character and its two parts. With `~` in place of `=` the parts are not composed
/// to the character again. Written by `Tools/parity/unicode_tables.py`.
enum CanonicalDecompositions {{
    static let table = """
{table}
        """
}}
'''


COMPATIBILITY = '''/// What characters in a special shape stand for: the compatibility decompositions of Unicode
/// {version}, one step each.
///
/// `B2=32` is a character and its parts. Written by `Tools/parity/unicode_tables.py`.
enum CompatibilityDecompositions {{
    static let table = """
{table}
        """
}}
'''


def write(name, template, entries):
    lines = textwrap.wrap(" ".join(entries), 90, break_on_hyphens=False)
    # A backslash joins the lines of the literal.
    table = "\n".join(f"        {line} \\" for line in lines[:-1]) + f"\n        {lines[-1]}"
    text = template.format(version=unicodedata.unidata_version, table=table)
    (FOLDER / name).write_text(text, encoding="utf-8")


def main():
    canonical = []
    compatibility = []
    for value in range(sys.maxunicode + 1):
        character = chr(value)
        mapping = unicodedata.decomposition(character).split()
        if not mapping:
            continue
        if mapping[0].startswith("<"):
            compatibility.append(f"{value:X}={'+'.join(f'{int(part, 16):X}' for part in mapping[1:])}")
            continue
        parts = "".join(chr(int(part, 16)) for part in mapping)
        sign = "=" if unicodedata.normalize("NFC", parts) == character else "~"
        canonical.append(f"{value:X}{sign}{'+'.join(f'{ord(part):X}' for part in parts)}")
    write("CanonicalDecompositions.swift", CANONICAL, canonical)
    write("CompatibilityDecompositions.swift", COMPATIBILITY, compatibility)


if __name__ == "__main__":
    main()
