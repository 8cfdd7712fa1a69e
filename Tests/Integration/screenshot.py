#!/usr/bin/env python3
"""Writes docs/page.png, the README's picture of the page with the example photos.

Run with a built zeroshot: `ZEROSHOT=.build/debug/zeroshot Tests/Integration/screenshot.py`.
"""

import os

from page_case import LABELS, PHOTOS
from server import ROOT, Server
from webdriver import Browser

PICTURE = os.path.join(ROOT, "docs", "page.png")
SIZE = (1280, 860)
LIMIT = 300_000  # bytes


def main():
    with Server() as server, Browser(*SIZE) as browser:
        browser.set_size(*SIZE)
        browser.open(server.address + "/")
        browser.find("#labels").type("\n".join(LABELS))
        browser.find("#files").type("\n".join(PHOTOS))
        browser.wait(
            lambda: browser.find("#status").property("textContent").startswith(
                f"{len(PHOTOS)} photos ranked"), "the photos are ranked")
        browser.wait(lambda: len(browser.find_all("#images img")) >= 4, "the previews are there")
        browser.script("document.activeElement.blur()")
        browser.screenshot(PICTURE)
    size = os.path.getsize(PICTURE)
    if size > LIMIT:
        raise SystemExit(f"{PICTURE} has {size} bytes; more than {LIMIT} are too many for a README")
    print(f"{PICTURE}: {size} bytes")


if __name__ == "__main__":
    main()
