"""Makes `Sources/ZeroShot/Text/CanonicalDecompositions.swift` from Python's Unicode tables.

Run as a program: `python unicode_tables.py`.
"""

import sys
import textwrap
import unicodedata

from common import REPOSITORY

FILE = REPOSITORY / "Sources" / "ZeroShot" / "Text" / "CanonicalDecompositions.swift"

TEMPLATE = '''/// What characters are made of: the canonical decompositions of Unicode {version}, one step each,
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


def main():
    entries = []
    for value in range(sys.maxunicode + 1):
        character = chr(value)
        mapping = unicodedata.decomposition(character)
        if not mapping or mapping.startswith("<"):
            continue
        parts = "".join(chr(int(part, 16)) for part in mapping.split())
        sign = "=" if unicodedata.normalize("NFC", parts) == character else "~"
        entries.append(f"{value:X}{sign}{'+'.join(f'{ord(part):X}' for part in parts)}")
    lines = textwrap.wrap(" ".join(entries), 90, break_on_hyphens=False)
    # A backslash joins the lines of the literal.
    table = "\n".join(f"        {line} \\" for line in lines[:-1]) + f"\n        {lines[-1]}"
    FILE.write_text(
        TEMPLATE.format(version=unicodedata.unidata_version, table=table), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
