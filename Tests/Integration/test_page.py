"""The web page in a real browser, with a real server behind it."""

import base64
import csv
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from page_case import (
    CONTROL, ENTER, LABELS, PHOTOS, SHIFT, SPACE, TAB, PageCase, write_png)
from server import BINARY, EXAMPLES, ROOT, Server

ANIMALS = ["tabby cat", "golden retriever", "raccoon"]


def is_upload(exchange):
    return exchange.content_type.startswith("multipart/form-data")


class RankingTests(PageCase):
    def ask_directly(self, labels, **members):
        """The rows that the server gives for the example photos without the page."""
        rows = []
        for path in PHOTOS:
            with open(path, "rb") as file:
                image = file.read()
            boundary = "owl"
            request = json.dumps({"labels": labels, **members})
            body = (f'--{boundary}\r\nContent-Disposition: form-data; name="request"\r\n\r\n'
                    f"{request}\r\n--{boundary}\r\nContent-Disposition: form-data; "
                    f'name="image"; filename="{os.path.basename(path)}"\r\n'
                    "Content-Type: image/jpeg\r\n\r\n").encode() + image + (
                        f"\r\n--{boundary}--\r\n").encode()
            status, report = self.server.request(
                "POST", "/v1/classify", body,
                {"Content-Type": f"multipart/form-data; boundary={boundary}"})
            self.assertEqual(status, 200)
            rows += report["images"]
        return rows

    def test_photos_are_ranked_as_the_server_ranks_them(self):
        self.choose(*PHOTOS)
        self.write_labels(*LABELS)
        cards = self.wait_until_ranked(len(PHOTOS), LABELS)
        for card, row in zip(cards, self.ask_directly(LABELS), strict=True):
            self.assertEqual(card["name"], row["source"])
            self.assertEqual([shown[0] for shown in card["rows"]],
                             [one["label"] for one in row["predictions"]])
            for shown, bar, one in zip(
                    card["rows"], card["bars"], row["predictions"], strict=True):
                self.assertEqual(shown[1], f"{100 * one['probability']:.1f} %")
                self.assertEqual(shown[2], f"{one['similarity']:.3f}")
                self.assertAlmostEqual(bar, 100 * one["probability"], delta=0.051)
            flag = row["confidence"]["flag"]
            self.assertEqual(card["badge"], {"ok": "ok", "low": "low confidence"}[flag])
            self.assertIn(f"{row['width']} × {row['height']}", card["facts"])
            self.assertEqual(card["notes"], [notice["message"] for notice in row["notices"]])
        self.assertTrue(any(card["badge"] == "low confidence" for card in cards))
        self.assertTrue(any(card["badge"] == "ok" for card in cards))

    def test_the_page_says_how_to_read_a_ranking(self):
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(1, ANIMALS)
        self.assertIn("softmax over your labels", self.find("#reading").text)
        about = self.find("#about").property("textContent")
        for part in ["only a proxy for confidence", "outside the checkpoint's pretraining",
                     "some label always comes first", "cannot be compared", "OpenCLIP",
                     "a photo of a {class}", "18.00 × similarity"]:
            self.assertIn(part, about)
        self.assertIn("2502.14786", self.find("footer").text)
        self.assertRegex(self.said(), r"^1 photo ranked\. First: tabby cat, [\d.]+ %\.$")

    def test_an_abstention_and_sigmoids_are_told(self):
        """As with a label set that was fitted, and a SigLIP checkpoint."""
        with open(PHOTOS[0], "rb") as file:
            image = base64.b64encode(file.read()).decode()
        status, report = self.server.request(
            "POST", "/v1/classify",
            json.dumps({"labels": ANIMALS, "images": [{"base64": image, "source": "cat.jpg"}]}),
            {"Content-Type": "application/json"})
        self.assertEqual(status, 200)
        message = "None of these: the top-1 probability 0.004 is below 0.1."
        report["scoring"].update(probability="sigmoid", logitScale=112.5, logitBias=-16.8)
        row = report["images"][0]
        row["abstention"] = {
            "reason": "below-threshold", "threshold": 0.1, "margin": None, "message": message}
        row["notices"] = [{"code": "none-of-these", "message": message}]
        for one, probability in zip(row["predictions"], [0.004, 0.0000001, 1], strict=True):
            one["probability"] = probability
        row["confidence"] = {
            "proxy": {"kind": "probability", "value": 0.0996}, "threshold": 0.1, "flag": "low"}
        self.relay.answer_next(200, json.dumps(report).encode(), {
            "Content-Type": "application/json"})
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        card = self.wait_until_ranked(1, ANIMALS)[0]
        self.assertEqual(card["badge"], "none of these")
        self.assertEqual(card["notes"], [message])
        self.assertEqual([shown[1] for shown in card["rows"]],
                         ["0.400 %", "<0.001 %", "100.000 %"])
        self.assertIn("top-1 probability 0.0996, threshold 0.1", card["facts"])
        self.assertIn("each label is judged on its own", self.find("#reading").text)
        self.assertIn("112.50 × similarity − 16.80",
                      self.find("#about").property("textContent"))
        self.assertEqual(self.said(), "1 photo ranked, 1 none of these.")
        self.assertEqual(list(csv.reader(io.StringIO(self.copied("csv"))))[1][6:],
                         ["below-threshold", ""])

    def test_editing_labels_ranks_anew_without_sending_a_photo(self):
        self.choose(*PHOTOS)
        self.write_labels(*LABELS)
        self.wait_until_ranked(len(PHOTOS), LABELS)
        self.assertTrue(all(is_upload(one) for one in self.relay.questions()))
        self.relay.forget()
        others = ["cup", "bridge", "boat"]
        self.write_labels(*others)
        cards = self.wait_until_ranked(len(PHOTOS), others)
        self.assertEqual([len(card["rows"]) for card in cards], [3] * len(PHOTOS))
        questions = self.relay.questions()
        self.assertGreater(len(questions), 0)
        for question in questions:
            self.assertEqual(question.content_type, "application/json")
            self.assertLess(len(question.body), 2000)
            self.assertEqual(question.status, 200)
        again = self.ask_directly(others)
        self.assertEqual([card["rows"][0][2] for card in cards],
                         [f"{row['predictions'][0]['similarity']:.3f}" for row in again])

    def test_labels_are_read_by_lines_and_commas_with_quotes(self):
        self.choose(PHOTOS[0])
        self.write_labels('owl, "bear, brown"', "", 'a "big" cat,')
        self.wait_until_ranked(1, ["owl", "bear, brown", 'a "big" cat'])
        self.assertEqual(self.find("#labels-state").text, "3 labels")
        self.write_labels('owl, "bear')
        self.wait(lambda: "not closed" in self.find("#labels-state").text, "the quote is noticed")
        self.assertEqual(self.cards()[0]["badge"], "not ranked")

    def test_templates_change_the_ranking(self):
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        default = self.wait_until_ranked(1, ANIMALS)
        self.choose_option("#template-set", "hf")
        self.wait(lambda: self.cards()[0]["rows"] not in ([], default[0]["rows"]), "hf's template")
        self.choose_option("#template-set", "own")
        self.find("#templates").type("a drawing of {a class}")
        self.wait(lambda: "a drawing of {a class}" in
                  self.find("#about").property("textContent"), "the own template is used")
        cards = self.wait_until_ranked(1, ANIMALS)
        own = self.ask_directly(ANIMALS, templates=["a drawing of {a class}"])[0]
        self.assertEqual(cards[0]["rows"][0][2], f"{own['predictions'][0]['similarity']:.3f}")

    def test_a_template_without_a_place_is_explained(self):
        self.expected_statuses = {400}
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(1, ANIMALS)
        self.choose_option("#template-set", "own")
        self.find("#templates").type("a photo")
        self.wait(lambda: "a photo" in self.find("#problem").text, "the server's words are shown")
        self.assertIn("cannot be asked like this", self.find("#problem h2").text)
        self.find("#templates").type(" of {}")
        self.wait_until_ranked(1, ANIMALS)
        self.assertEqual(self.find("#problem").text, "")

    def choose_option(self, select, value):
        self.find(f'{select} option[value="{value}"]').click()

    def test_fewer_labels_and_another_threshold(self):
        self.find("#more summary").click()
        self.find("#top").replace("2")
        self.find("#threshold").type("0.99")
        self.choose(PHOTOS[0])
        self.write_labels(*LABELS)
        card = self.wait_until_ranked(1)[0]
        self.assertEqual(len(card["rows"]), 2)
        self.assertEqual(card["badge"], "low confidence")
        self.assertIn("threshold 0.99", card["facts"])
        self.find("#top").clear()
        self.wait(lambda: "out of its range" in self.find("#progress").text, "it is noticed")

    def test_a_photo_that_is_none_fails_beside_the_others(self):
        with tempfile.TemporaryDirectory() as folder:
            broken = os.path.join(folder, "broken.jpg")
            with open(broken, "w", encoding="utf-8") as file:
                file.write("tabby cat")
            self.choose(PHOTOS[0], broken, PHOTOS[1])
            self.write_labels(*ANIMALS)
            cards = self.wait_until_ranked(3, ANIMALS)
            self.assertEqual([card["badge"] == "failed" for card in cards], [False, True, False])
            self.assertIn("not-an-image", cards[1]["notes"][0])
            self.assertIn("1 failed", self.said())
            self.relay.forget()
            self.write_labels("owl", "fox")
            self.wait_until_ranked(3, ["owl", "fox"])
            self.assertFalse(any(is_upload(one) for one in self.relay.questions()),
                             "what is no photo was sent again")

    def test_a_file_that_is_gone_does_not_stop_the_others(self):
        self.expected_statuses = {0}
        with tempfile.TemporaryDirectory() as folder:
            copies = [shutil.copy(path, folder) for path in PHOTOS[:2]]
            self.choose(*copies)
            os.remove(copies[0])
            self.write_labels(*ANIMALS)
            cards = self.wait_until_ranked(2, ANIMALS)
        self.assertIn("unreadable-file", cards[0]["notes"][0])
        self.assertNotEqual(cards[1]["badge"], "failed")

    def test_names_and_labels_are_never_markup(self):
        with tempfile.TemporaryDirectory() as folder:
            name = "<img src=x onerror=document.title=1>\u202egnp.png"
            path = os.path.join(folder, name)
            write_png(path, 40, 30, (200, 30, 30))
            self.choose(path)
            self.write_labels("<b>bold</b>", "<script>document.title = 2</script>")
            card = self.wait_until_ranked(1)[0]
        self.assertIn("<img src=x", card["name"])
        self.assertIn(r"\u{202e}", card["name"])
        self.assertIn("<b>bold</b>", {row[0] for row in card["rows"]})
        self.assertEqual(self.browser.script("return document.title"), "Zero-shot ranking")
        self.assertEqual(self.find_all("#images b, #images script, #images [onerror]"), [])

    def test_a_busy_server_is_asked_again(self):
        self.expected_statuses = {503}
        for _ in range(2):
            self.relay.answer_next(
                503, b'{"error": {"code": "overloaded", "message": "Later.", "requestId": "1"}}',
                {"Content-Type": "application/json", "Retry-After": "1"})
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait(lambda: "asking again in 1 second" in self.find("#progress").text, "it waits")
        self.wait_until_ranked(1, ANIMALS)
        self.assertEqual([one.status for one in self.relay.questions()], [503, 503, 200])

    def test_an_unexpected_answer_is_told_with_its_number(self):
        self.expected_statuses = {500}
        self.relay.answer_next(
            500, b'{"error": {"code": "internal", "message": "It failed.", "requestId": "r-7"}}',
            {"Content-Type": "application/json"})
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait(lambda: "It failed." in self.find("#problem").text, "the failure is told")
        self.assertIn("r-7", self.find("#problem").text)
        self.find("#problem button").click()
        self.wait_until_ranked(1, ANIMALS)
        self.assertEqual(self.find("#problem").text, "")

    def test_several_hundred_photos(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number in range(300):
                paths.append(os.path.join(folder, f"{number:03}.png"))
                write_png(paths[-1], 16, 16, (number % 256, number // 256 * 90, 60))
            self.write_labels(*ANIMALS)
            self.choose(*paths)
            self.wait_until_ranked(300, ANIMALS, patience=300)
        self.assertLessEqual(self.relay.most_at_once, 3)
        self.assertLess(len(self.find_all("#images img")), 60, "previews that nobody sees")
        self.relay.forget()
        self.write_labels("owl", "fox")
        self.wait_until_ranked(300, ["owl", "fox"])
        self.assertFalse(any(is_upload(one) for one in self.relay.questions()))
        self.assertLess(len(self.relay.questions()), 30)

    def test_photos_that_are_here_already_and_other_files(self):
        self.choose(PHOTOS[0])
        self.choose(*PHOTOS[:2], os.path.join(EXAMPLES, "labels.txt"))
        self.wait(lambda: len(self.cards()) == 2, "the new one is there")
        self.assertIn("1 other file left out", self.find("#left-out").text)
        self.assertIn("1 photo is here already", self.find("#left-out").text)

    def test_photos_are_removed(self):
        self.choose(*PHOTOS[:3])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(3, ANIMALS)
        self.find_all(".remove")[1].click()
        self.assertEqual([card["name"] for card in self.cards()], ["cat.jpg", "flower.jpg"])
        self.assertEqual(self.browser.active().name, "Remove flower.jpg")
        self.find("#clear").click()
        self.assertEqual(self.cards(), [])
        self.assertTrue(self.find(".lead").is_shown)


    def test_a_page_that_is_loaded_again_keeps_its_policy(self):
        """Of a page that did not change only the headers are sent, and a browser keeps those."""
        self.browser.reload()
        self.wait_until_loaded()
        statuses = {one.path: one.status for one in self.relay.exchanges}
        self.assertEqual(statuses["/"], 304)
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(1, ANIMALS)
        self.wait(lambda: self.find_all("#images img"), "the preview is shown")


class RefusalTests(PageCase):
    def test_a_refusal_is_explained_and_lifted_by_other_labels(self):
        self.expected_statuses = {422}
        self.choose(*PHOTOS[:2])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(2, ANIMALS)
        self.write_labels("patient with measles", "healthy patient")
        self.wait(lambda: self.find("#problem").text, "the refusal is shown")
        problem = self.find("#problem")
        self.assertEqual(problem.role, "alert")
        self.assertIn("Refused restricted-medical", problem.text)
        self.assertIn("ask for a diagnosis", problem.text)
        self.assertIn("supervised model", problem.text)
        self.assertNotIn("--consent-policy", problem.text)
        self.assertEqual(self.find("#labels").attribute("aria-invalid"), "true")
        for card in self.cards():
            self.assertEqual((card["badge"], card["rows"]), ("not ranked", []))
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(2, ANIMALS)
        self.assertEqual(self.find("#problem").text, "")
        self.assertIsNone(self.find("#labels").attribute("aria-invalid"))

    def test_equal_labels_are_refused_in_the_server_s_words(self):
        self.expected_statuses = {422}
        self.choose(PHOTOS[0])
        self.write_labels("fox", "Fox")
        self.wait(lambda: "too-few-labels" in self.find("#problem").text, "the refusal is shown")

    def test_photos_with_people_need_a_policy_which_the_page_asks_for(self):
        self.expected_statuses = {422}
        self.choose(PHOTOS[0])
        self.write_labels("person running", "person sitting")
        self.wait(lambda: "people-without-policy" in self.find("#problem").text, "it is refused")
        self.find("#problem button").click()
        self.assertEqual(self.browser.active().name, "Consent policy")
        self.browser.active().type("They agreed in writing.")
        self.wait_until_ranked(1, ["person running", "person sitting"])
        self.assertIn("They agreed in writing.", self.find("#about").property("textContent"))


class StoppedServerTests(PageCase):
    def restart(self):
        type(self).server = self.enterClassContext(Server())
        self.relay.target = self.server.port

    def test_a_stopped_server_is_told_and_asked_again(self):
        self.expected_statuses = {0, 404}
        self.choose(*PHOTOS[:2])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(2, ANIMALS)
        self.server.stop()
        self.write_labels("owl", "fox")
        self.wait(lambda: "cannot be reached" in self.find("#problem").text, "it is told")
        self.assertEqual({card["badge"] for card in self.cards()}, {"not ranked"})
        self.restart()
        self.find("#problem button").click()
        self.wait_until_ranked(2, ["owl", "fox"])
        self.assertEqual(self.find("#problem").text, "")

    def test_photos_that_the_server_forgot_are_sent_again_silently(self):
        self.expected_statuses = {404}
        self.choose(*PHOTOS[:2])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(2, ANIMALS)
        self.server.stop()
        self.restart()
        self.relay.forget()
        self.write_labels("owl", "fox")
        self.wait_until_ranked(2, ["owl", "fox"])
        self.assertEqual(self.find("#problem").text, "")
        self.assertEqual([one.status for one in self.relay.questions()], [404, 200])
        self.assertTrue(is_upload(self.relay.questions()[1]))


class KeyTests(PageCase):
    KEY = "a-key-of-the-tests-0123456789"
    server_environment = {"ZEROSHOT_API_KEYS": KEY}

    def setUp(self):
        self.expected_statuses = {401}
        super().setUp()
        self.expected_statuses = {401}

    def wait_until_loaded(self):
        self.wait(lambda: self.find("#key").is_shown or self.find("#served").text != "",
                  "the page asks for a key or shows the checkpoint")

    def test_a_key_is_asked_for_and_kept_for_the_tab_only(self):
        self.wait(lambda: self.find("#key").is_shown, "the page asks for a key")
        self.assertEqual(self.browser.active().name, "API key")
        self.browser.active().type("wrong" + ENTER)
        self.wait(lambda: "did not accept this key" in self.find("#key-state").text,
                  "the page asks again")
        self.find("#key-text").type(self.KEY + ENTER)
        super().wait_until_loaded()
        self.assertFalse(self.find("#key").is_shown)
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(1, ANIMALS)
        self.assertEqual(self.find("#problem").text, "")
        self.browser.reload()
        super().wait_until_loaded()
        kept = self.browser.script(
            "return [JSON.stringify(sessionStorage), JSON.stringify(localStorage), "
            "document.cookie]")
        self.assertIn(self.KEY, kept[0])
        self.assertNotIn(self.KEY, kept[1] + kept[2])


class CheckpointTests(PageCase):
    """A second checkpoint: the same files in another folder."""

    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.other = os.path.join(folder, "other")
        shutil.copytree(os.path.join(ROOT, "Checkpoints", "demo"), cls.other)
        cls.server_options = ("--checkpoint", cls.other)
        super().setUpClass()

    def test_another_checkpoint_ranks_the_same_photos(self):
        self.assertTrue(self.find("#checkpoint").is_shown)
        self.choose(*PHOTOS[:2])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(2, ANIMALS)
        self.relay.forget()
        self.find(f'#checkpoint option[value="{self.other}"]').click()
        self.wait(lambda: self.find("#served").text.startswith(self.other), "the other one ranks")
        self.wait_until_ranked(2, ANIMALS)
        self.assertIn(self.other, self.copied("command"))
        self.relay.forget()
        self.find('#checkpoint option[value="demo"]').click()
        self.wait(lambda: self.find("#served").text.startswith("demo"), "the first one ranks")
        self.wait_until_ranked(2, ANIMALS)
        self.assertFalse(any(is_upload(one) for one in self.relay.questions()))


class WaysInTests(PageCase):
    def drop(self, *paths):
        data = {"items": [], "files": list(paths), "dragOperationsMask": 1}
        for kind in ["dragEnter", "dragOver", "drop"]:
            self.browser.cdp("Input.dispatchDragEvent", type=kind, x=700, y=300, data=data)
            if kind == "dragOver":
                self.assertTrue(self.find("#overlay").is_shown)
        self.assertFalse(self.find("#overlay").is_shown)

    def test_photos_are_dropped(self):
        self.write_labels(*ANIMALS)
        self.drop(*PHOTOS[:2])
        cards = self.wait_until_ranked(2, ANIMALS)
        self.assertEqual([card["name"] for card in cards], ["cat.jpg", "coffee.jpg"])

    def test_a_folder_is_dropped(self):
        self.write_labels(*ANIMALS)
        self.drop(EXAMPLES)
        cards = self.wait_until_ranked(len(PHOTOS), ANIMALS)
        self.assertEqual([card["name"] for card in cards],
                         ["images/" + os.path.basename(path) for path in PHOTOS])
        self.assertIn("other files left out", self.find("#left-out").text)

    def test_a_picture_is_pasted(self):
        self.allow_clipboard()
        self.write_labels("red square", "blue circle")
        self.browser.script("""
            return (async () => {
              const canvas = document.createElement("canvas");
              canvas.width = canvas.height = 48;
              const context = canvas.getContext("2d");
              context.fillStyle = "red";
              context.fillRect(0, 0, 48, 48);
              const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
              await navigator.clipboard.write([new ClipboardItem({"image/png": blob})]);
            })();""")
        self.browser.press("v", holding=[CONTROL])
        card = self.wait_until_ranked(1, ["red square", "blue circle"])[0]
        self.assertEqual(card["name"], "pasted-1.png")
        self.assertIn("48 × 48", card["facts"])

    def test_pasted_text_stays_text(self):
        self.allow_clipboard()
        self.browser.script("return navigator.clipboard.writeText('owl, fox')")
        self.find("#labels").click()
        self.browser.press("v", holding=[CONTROL])
        self.wait(lambda: self.find("#labels").property("value") == "owl, fox", "text is pasted")
        self.assertEqual(self.cards(), [])


class LabelSetTests(PageCase):
    def test_a_label_set_ranks_as_its_labels_do(self):
        self.choose(*PHOTOS[:2])
        self.write_labels(*ANIMALS)
        typed = self.wait_until_ranked(2, ANIMALS)
        self.assertFalse(self.find("#kind").is_shown)
        status, _ = self.server.request(
            "PUT", "/v1/label-sets/three-animals", json.dumps({"labels": ANIMALS}),
            {"Content-Type": "application/json"})
        self.assertEqual(status, 201)
        self.open()
        self.find("#kind [value=set]").click()
        self.assertFalse(self.find("#labels").is_shown)
        self.assertFalse(self.find("#template-set").is_shown)
        self.assertIn("3 labels", self.find("#label-set-state").text)
        self.choose(*PHOTOS[:2])
        cards = self.wait_until_ranked(2, ANIMALS)
        self.assertEqual([card["rows"] for card in cards], [card["rows"] for card in typed])
        command = self.copied("command")
        self.assertIn("curl --fail", command)
        self.assertIn("--label-set three-animals.labelset", command)
        self.assertIn(f"{self.relay.address}/v1/label-sets/three-animals", command)


class CopyTests(PageCase):
    LABELS = ["tabby cat", 'bear, "brown"', "it's a dog", "$HOME `ls` \\", "-v"]

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.names = ["it's \"odd\" $x; rm.jpg", "-cat.jpg", "@list.jpg"]
        for name, path in zip(self.names, PHOTOS):
            shutil.copy(path, os.path.join(self.folder, name))
        with open(os.path.join(self.folder, "broken.jpg"), "w", encoding="utf-8") as file:
            file.write("no image, \"at all\"")
        self.choose(*(os.path.join(self.folder, name) for name in [*self.names, "broken.jpg"]))
        self.write_labels("tabby cat", '"bear, ""brown"""', *self.LABELS[2:])
        self.wait_until_ranked(4, self.LABELS)

    def test_json_is_a_report(self):
        report = json.loads(self.copied("json"))
        self.assertEqual(report["schema"], "zeroshot.report/1")
        self.assertEqual(report["labels"], self.LABELS)
        self.assertEqual([image["source"] for image in report["images"]],
                         [*self.names, "broken.jpg"])
        self.assertEqual(report["images"][3]["error"]["code"], "not-an-image")
        self.assertEqual(list(report)[-4:], ["images", "people", "notices", "readNext"])
        shown = self.cards()[0]["rows"][0]
        best = report["images"][0]["predictions"][0]
        self.assertEqual(shown[0], best["label"])
        self.assertEqual(shown[2], f"{best['similarity']:.3f}")

    def test_the_command_gives_the_same_rankings(self):
        table = self.copied("csv")
        command = self.copied("command").rstrip("\n")
        tools = os.path.join(self.folder, "bin")
        os.mkdir(tools)
        os.symlink(BINARY, os.path.join(tools, "zeroshot"))
        ran = subprocess.run(
            ["sh", "-c", command + " --format csv --no-cache"], cwd=self.folder,
            capture_output=True, text=True, check=False,
            env={"PATH": tools + ":/usr/bin:/bin", "HOME": self.folder})
        self.assertEqual(ran.returncode, 4, ran.stderr)  # the broken one failed, the others did not
        own = list(csv.reader(io.StringIO(ran.stdout)))
        page = list(csv.reader(io.StringIO(table)))
        self.assertEqual(page[0], own[0])
        self.assertEqual(len(page), len(own))
        for ours, theirs in zip(page[1:], own[1:]):
            # The command names these with the folder, lest it take them for something else.
            self.assertEqual(ours[0], theirs[0].removeprefix("./"))
            self.assertEqual(ours[1:3], theirs[1:3])
            self.assertEqual(ours[5:], theirs[5:])
            for a, b in zip(ours[3:5], theirs[3:5]):
                if a or b:
                    self.assertAlmostEqual(float(a), float(b), places=5)


class ReachableTests(PageCase):
    """With the keyboard alone, for screen readers, and on narrow screens."""

    def test_everything_works_with_the_keyboard_alone(self):
        self.browser.press(TAB)
        self.assertEqual(self.browser.active().text, "Skip to the photos")
        names = self.tab_until("Labels")
        self.browser.active().type("\n".join(ANIMALS))
        names += self.tab_until("Choose photos")
        self.assertEqual(names, sorted(set(names), key=names.index), "a place was reached twice")
        self.browser.active().type("\n".join(PHOTOS[:2]))
        self.wait_until_ranked(2, ANIMALS)
        self.tab_until("Copy as CSV")
        self.allow_clipboard()
        self.browser.press(ENTER)
        self.wait(lambda: self.said() == "Copied as CSV.", "it was copied")
        self.tab_until("Remove cat.jpg")
        self.browser.press(SPACE)
        self.wait(lambda: len(self.cards()) == 1, "the photo is removed")
        self.assertEqual(self.browser.active().name, "Remove coffee.jpg")
        self.browser.press(TAB, holding=[SHIFT])
        self.assertEqual(self.browser.active().name, "Copy as a command line")

    def tab_until(self, name):
        """Presses Tab until something of that name has the focus; gives all names on the way."""
        names = []
        while name not in names:
            self.browser.press(TAB)
            active = self.browser.active()
            names.append(active.name)
            self.assertLess(len(names), 40, f"{name} cannot be reached: {names}")
            self.assertNotEqual(active.name, "", f"{active.role} has no name")
            self.assertTrue(self.has_visible_focus(), f"the focus on {active.name} is not seen")
        return names

    def has_visible_focus(self):
        return self.browser.script("""
            const visible = one => one && getComputedStyle(one).outlineStyle !== "none"
              && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
            const active = document.activeElement;
            return visible(active) || visible(active.nextElementSibling)
              || visible(active.closest("label"));""")

    def test_every_control_has_a_name_and_every_picture_is_named_beside_it(self):
        self.find("#more summary").click()
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(1, ANIMALS)
        controls = self.find_all("button, input, select, textarea, summary")
        shown = [one for one in controls if one.is_shown]
        self.assertGreater(len(shown), 12)
        self.assertEqual([one.attribute("outerHTML") for one in shown if not one.name], [])
        self.assertEqual(self.find("#images table").name, "Ranking of cat.jpg")
        self.assertEqual(self.find("#status").role, "status")

    def test_nothing_overflows_a_narrow_screen(self):
        self.expected_statuses = {422}
        self.browser.set_size(360, 740)
        self.assert_fits("empty")
        self.find("#more summary").click()
        with tempfile.TemporaryDirectory() as folder:
            path = shutil.copy(PHOTOS[0], os.path.join(folder, "x" * 120 + ".jpg"))
            self.choose(path, *PHOTOS)
            self.write_labels("y" * 150, *LABELS)
            self.wait_until_ranked(len(PHOTOS) + 1)
            self.assert_fits("rankings")
            for section in self.find_all("#about summary"):
                section.click()
            self.assert_fits("all sections open")
            self.write_labels("man", "woman")
            self.wait(lambda: self.find("#problem").text, "the refusal is shown")
            self.assert_fits("a refusal")
            self.browser.set_size(768, 1000)
            self.assert_fits("a refusal, wider")

    def assert_fits(self, state):
        wide = self.browser.script("""
            const width = document.documentElement.clientWidth;
            return [document.documentElement.scrollWidth > width ? "the page" : null,
              ...[...document.querySelectorAll("main *, .rail *")]
                .filter(one => !one.closest(".unseen, svg") && one.checkVisibility()
                  && one.getBoundingClientRect().right > width + 0.5)
                .map(one => one.outerHTML.slice(0, 80))].filter(Boolean);""")
        self.assertEqual(wide, [], state)

    def test_buttons_are_large_enough_for_a_thumb(self):
        self.browser.set_size(360, 740)
        self.choose(PHOTOS[0])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(1, ANIMALS)
        small = self.browser.script("""
            return [...document.querySelectorAll("button, select, .button, summary")]
              .filter(one => one.checkVisibility())
              .filter(one => Math.min(...["width", "height"].map(
                side => one.getBoundingClientRect()[side])) < 24)
              .map(one => one.outerHTML.slice(0, 80));""")
        self.assertEqual(small, [])

    def test_results_do_not_move_while_labels_are_edited(self):
        self.choose(*PHOTOS[:2])
        self.write_labels(*ANIMALS)
        self.wait_until_ranked(2, ANIMALS)
        self.browser.script("""
            window.places = new Set();
            window.watch = setInterval(() => places.add(
              document.querySelector("article").getBoundingClientRect().top), 5);""")
        self.find("#labels").type("\nowl\nfox")
        self.wait_until_ranked(2, [*ANIMALS, "owl", "fox"])
        self.wait(lambda: len(self.cards()[0]["rows"]) == 5, "all labels are ranked")
        places = self.browser.script("clearInterval(watch); return [...places]")
        self.assertEqual(len(places), 1, places)


class ContrastTests(PageCase):
    """Text is readable: a contrast of 4.5 to 1 or more (WCAG 1.4.3)."""

    def test_text_has_contrast(self):
        self.expected_statuses = {422}
        self.assert_contrast("empty")
        self.find("#more summary").click()
        with tempfile.TemporaryDirectory() as folder:
            broken = os.path.join(folder, "broken.jpg")
            with open(broken, "w", encoding="utf-8") as file:
                file.write("no image")
            self.choose(*PHOTOS, broken)
            self.write_labels(*LABELS)
            self.wait_until_ranked(len(PHOTOS) + 1)
            self.assert_contrast("rankings")
            self.write_labels("man", "woman")
            self.wait(lambda: self.find("#problem").text, "the refusal is shown")
            self.assert_contrast("a refusal")

    def assert_contrast(self, state):
        poor = self.browser.script("""
            const parse = text => text.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
              .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
              .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
            const probe = document.body.appendChild(document.createElement("i"));
            const named = colour => {
              probe.style.color = colour;
              return parse(getComputedStyle(probe).color);
            };
            const behind = one => {
              for (let at = one; at; at = at.parentElement) {
                const style = getComputedStyle(at);
                if (at.matches("tbody th[style]")) return named(style.getPropertyValue("--bar"));
                const colour = parse(style.backgroundColor);
                if (colour[3] !== 0) return colour;
              }
            };
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const poor = [];
            while (texts.nextNode()) {
              const one = texts.currentNode.parentElement;
              if (!texts.currentNode.data.trim() || !one.checkVisibility()
                || one.closest(".unseen, .skip, option, button:disabled, noscript, textarea")) {
                continue;
              }
              const [a, b] = [parse(getComputedStyle(one).color), behind(one)].map(light);
              const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
              if (ratio < 4.5) poor.push([texts.currentNode.data.trim(), ratio]);
            }
            probe.remove();
            return poor;""")
        self.assertEqual(poor, [], state)


class DarkContrastTests(ContrastTests):
    dark = True

    def test_the_page_is_dark(self):
        background = self.browser.script("return getComputedStyle(document.body).backgroundColor")
        self.assertLess(max(map(int, re.findall(r"\d+", background))), 60)


if __name__ == "__main__":
    unittest.main(verbosity=2)
