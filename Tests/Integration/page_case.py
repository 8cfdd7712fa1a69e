"""What the tests of the page have in common: a server, a browser, and words for what is seen."""

import os
import struct
import unittest
import zlib

from relay import Relay
from server import EXAMPLES, Server
from webdriver import PATIENCE, Browser

PHOTOS = [os.path.join(EXAMPLES, name) for name in sorted(os.listdir(EXAMPLES))
          if name.endswith(".jpg")]
with open(os.path.join(EXAMPLES, "labels.txt"), encoding="utf-8") as file:
    LABELS = file.read().split("\n")[:-1]

ENTER, TAB, SHIFT, CONTROL, SPACE = "\ue007", "\ue004", "\ue008", "\ue009", " "


def write_png(path, width, height, colour):
    """A picture of one colour."""
    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + bytes(colour) * width) * height
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n"
                  + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                  + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class PageCase(unittest.TestCase):
    """One server and one browser for all tests of a class; each test opens the page anew."""

    server_options = ()
    server_environment = {}
    dark = False

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(
            Server(*cls.server_options, environment=cls.server_environment))
        cls.relay = cls.enterClassContext(Relay(cls.server.port))
        cls.browser = cls.enterClassContext(Browser(dark=cls.dark))

    def setUp(self):
        self.expected_statuses = set()  # of answers that the console tells of as errors
        self.browser.log("browser")
        self.open()

    def tearDown(self):
        """Whatever a test did: no script failed, and the policy blocked nothing."""
        complaints = [
            entry for entry in self.browser.log("browser")
            if not (entry["source"] == "network"
                    and any(f"status of {status}" in entry["message"]
                            or status == 0 and "net::ERR" in entry["message"]
                            for status in self.expected_statuses))]
        self.assertEqual(complaints, [])

    def open(self):
        self.browser.set_size(1280, 900)
        self.browser.open(self.relay.address + "/")
        self.wait_until_loaded()
        self.relay.forget()

    def wait_until_loaded(self):
        self.wait(lambda: self.find("#served").text.startswith("demo"), "the checkpoint is shown")

    # Doing

    def find(self, selector):
        return self.browser.find(selector)

    def find_all(self, selector):
        return self.browser.find_all(selector)

    def wait(self, condition, what, patience=PATIENCE):
        return self.browser.wait(condition, what, patience)

    def choose(self, *paths):
        self.find("#files").type("\n".join(paths))

    def write_labels(self, *labels):
        self.find("#labels").replace("\n".join(labels))

    def wait_until_ranked(self, photos, labels=None, patience=PATIENCE):
        """Waits until every card shows a ranking of these labels, or that its photo failed."""
        def is_ranked():
            cards = self.cards()
            return len(cards) == photos and all(
                not card["busy"] and card["badge"] not in ("waiting", "not ranked")
                and (labels is None or card["badge"] == "failed"
                     or {row[0] for row in card["rows"]} <= set(labels)) for card in cards)
        self.wait(is_ranked, f"{photos} photos are ranked", patience)
        return self.cards()

    # Seeing

    def cards(self):
        """What the cards show."""
        return self.browser.script("""
            return [...document.querySelectorAll("article")].map(card => ({
              name: card.querySelector("h3").textContent,
              busy: card.ariaBusy === "true",
              badge: card.querySelector(".badge").textContent,
              facts: card.querySelector(".head p").innerText,
              notes: [...card.querySelectorAll(".note")].map(note => note.textContent),
              rows: [...card.querySelectorAll("tbody tr")].map(row =>
                [...row.cells].map(cell => cell.textContent)),
              bars: [...card.querySelectorAll("tbody th")].map(cell =>
                parseFloat(cell.style.getPropertyValue("--w"))),
            }));""")

    def said(self):
        """What a screen reader was told last."""
        return self.find("#status").property("textContent")

    def copied(self, form):
        """Copies all rankings in a form, and gives what lies in the clipboard then."""
        self.allow_clipboard()
        self.find(f"#copies [data-form={form}]").click()
        self.wait(lambda: self.said().startswith("Copied"), "something was copied")
        return self.browser.script("return navigator.clipboard.readText()")

    def allow_clipboard(self):
        self.browser.cdp(
            "Browser.grantPermissions", origin=self.relay.address,
            permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
