"""Hugging Face's own client against the server, unchanged."""

import base64
import json
import os
import unittest

from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

from server import EXAMPLES, Server

LABELS = ["raccoon", "tabby cat", "espresso"]
PHOTO = os.path.join(EXAMPLES, "cat.jpg")
TEMPLATE = "This is a photo of {}."  # the default of Hugging Face's pipeline


class InferenceClientTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.client = InferenceClient(model=cls.server.address)

    def expected(self, labels, template):
        """Label and probability of each place, as the server's own route gives them."""
        with open(PHOTO, "rb") as file:
            image = base64.b64encode(file.read()).decode()
        status, report = self.server.request(
            "POST", "/v1/classify",
            json.dumps({"labels": labels, "templates": [template],
                        "images": [{"base64": image}]}),
            {"Content-Type": "application/json"})
        self.assertEqual(status, 200)
        return [(one["label"], one["probability"])
                for one in report["images"][0]["predictions"]]

    def assert_same(self, answer, expected):
        self.assertEqual([one.label for one in answer], [label for label, _ in expected])
        for one, (_, probability) in zip(answer, expected, strict=True):
            self.assertAlmostEqual(one.score, probability, places=5)

    def test_an_image_is_ranked(self):
        answer = self.client.zero_shot_image_classification(PHOTO, candidate_labels=LABELS)
        self.assert_same(answer, self.expected(LABELS, TEMPLATE))
        self.assertEqual(answer[0].label, "tabby cat")

    def test_a_template_of_the_caller_is_used(self):
        template = "a blurry drawing of a {}"
        answer = self.client.zero_shot_image_classification(
            PHOTO, candidate_labels=LABELS, hypothesis_template=template)
        self.assert_same(answer, self.expected(LABELS, template))

    def test_a_refusal_is_an_error_with_its_reason(self):
        with self.assertRaises(HfHubHTTPError) as caught:
            self.client.zero_shot_image_classification(
                PHOTO, candidate_labels=["man", "woman"])
        self.assertEqual(caught.exception.response.status_code, 422)
        self.assertIn("restricted-protected", str(caught.exception))


if __name__ == "__main__":
    unittest.main(verbosity=2)
